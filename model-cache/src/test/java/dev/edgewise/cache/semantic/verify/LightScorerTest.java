package dev.edgewise.cache.semantic.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.verify.LightScorerTrainer.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LightScorerTest {
    private static final String[] FILLERS = {"please", "tell me", "kindly", "now", "I wonder"};
    private static final String[] THINGS = {
        "weather", "password", "invoice", "train", "museum", "visa", "recipe", "battery", "contract", "piano"
    };
    private static final String[] PLACES = {"Seoul", "Busan", "Paris", "Lima", "Oslo", "Cairo", "Rome", "Perth"};

    @TempDir
    Path folder;

    /** The same thing and place with other fillers means the same; another thing or place does not. */
    private static List<Example> examples(long seed, int count) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String thing = THINGS[random.nextInt(THINGS.length)];
            String place = PLACES[random.nextInt(PLACES.length)];
            boolean same = random.nextBoolean();
            String other = same ? place : PLACES[random.nextInt(PLACES.length)];
            examples.add(new Example(ask(random, thing, place), ask(random, thing, other), place.equals(other), i));
        }
        return examples;
    }

    private static Question ask(Random random, String thing, String place) {
        return Made.question(FILLERS[random.nextInt(FILLERS.length)] + " what is the " + thing + " in " + place + " "
                + FILLERS[random.nextInt(FILLERS.length)]);
    }

    private static LightScorer trained() {
        List<Example> examples = examples(1, 1500);
        return LightScorerTrainer.train(
                "made", examples.stream().map(Example::asked).toList(), examples);
    }

    @Test
    void pairs_never_seen_are_told_apart_after_training() {
        LightScorer scorer = trained();
        int wins = 0;
        List<Example> fresh = examples(2, 400);
        for (Example example : fresh) {
            double score = scorer.score(example.asked(), List.of(example.stored()))[0];
            wins += score > 0 == example.same() ? 1 : 0;
        }
        assertThat(wins).isGreaterThan(fresh.size() * 9 / 10);
    }

    @Test
    void the_same_pairs_give_the_same_scorer_and_its_file_reads_back() throws IOException {
        LightScorer scorer = trained();
        assertThat(trained().id()).isEqualTo(scorer.id());

        Path file = folder.resolve("made.scorer");
        scorer.write(file);
        LightScorer read = LightScorer.read(file, "made");

        assertThat(read.id()).isEqualTo(scorer.id());
        Example pair = examples(3, 1).getFirst();
        assertThat(read.score(pair.asked(), List.of(pair.stored(), pair.asked())))
                .isEqualTo(scorer.score(pair.asked(), List.of(pair.stored(), pair.asked())));
    }

    @Test
    void a_file_for_another_embedder_is_refused_with_what_to_do() throws IOException {
        Path file = folder.resolve("made.scorer");
        trained().write(file);

        assertThatThrownBy(() -> LightScorer.read(file, "all-minilm-l6-v2-q"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("judges vectors of made and not of all-minilm-l6-v2-q")
                .hasMessageContaining("train-verifier");
        assertThat(VerifierFiles.shipped("nobody/has-such-a-model")).isEmpty();
    }

    @Test
    void a_file_that_was_changed_or_cut_anywhere_is_refused() throws IOException {
        Path file = folder.resolve("made.scorer");
        trained().write(file);
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int i = 0; i < 60; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            assertThatThrownBy(() -> LightScorer.read(file, "made")).isInstanceOf(IOException.class);
            Files.write(file, Arrays.copyOf(good, random.nextInt(good.length)));
            assertThatThrownBy(() -> LightScorer.read(file, "made")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void questions_without_token_vectors_or_words_still_get_a_score() {
        LightScorer scorer = trained();
        Question plain = Made.question("what is the weather in Oslo");
        Question bare = new Question(plain.text(), "en", plain.vector(), TokenVectors.NONE, plain.guarded());

        assertThat(scorer.score(bare, List.of(bare, plain))).doesNotContain(Double.NaN);
        assertThat(scorer.score(plain, List.of(bare))).doesNotContain(Double.NaN);
        assertThat(scorer.score(plain, List.of())).isEmpty();
    }

    @Test
    void pairs_that_are_all_the_same_teach_nothing_and_are_refused() {
        List<Example> right = examples(1, 50).stream().filter(Example::same).toList();
        assertThatThrownBy(() -> LightScorerTrainer.train(
                        "made", right.stream().map(Example::asked).toList(), right))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("that mean the same");
    }
}

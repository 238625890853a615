package dev.edgewise.cache.semantic.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.cache.semantic.Question;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrectedCosineTest {
    private static final String EMBEDDER = "all-minilm-l6-v2-q";
    private static final String[] THINGS = {"guitar", "passport", "puppy", "invoice", "engine", "tomato", "vaccine"};
    private static final String[] DOES = {"learn", "replace", "clean", "sell", "repair", "paint"};

    private static final String[] QUIET = {" please", " really", " some", " possible", " easily"};

    @TempDir
    Path folder;

    /** Words that say nothing come and go; where another thing is asked about, the pair is wrong. */
    private static List<CorrectionTrainer.Example> examples(long seed) {
        Random random = new Random(seed);
        List<CorrectionTrainer.Example> examples = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String thing = THINGS[random.nextInt(THINGS.length)];
            String does = DOES[random.nextInt(DOES.length)];
            String other = random.nextInt(8) > 0 ? thing : THINGS[random.nextInt(THINGS.length)];
            examples.add(new CorrectionTrainer.Example(
                    ask(random, does, thing), ask(random, does, other), thing.equals(other)));
        }
        return examples;
    }

    private static Question ask(Random random, String does, String thing) {
        StringBuilder text = new StringBuilder("how do I " + does + " a " + thing + " at home");
        for (String quiet : QUIET) {
            text.append(random.nextInt(3) == 0 ? quiet : "");
        }
        return Made.question(text.toString());
    }

    private static CorrectedCosine trained(String embedder) {
        return CorrectionTrainer.train(
                new CorrectionTrainer.Title("made-1", embedder, 0, "made for a test"), examples(1));
    }

    @Test
    void whatShipsLoadsForTheBuiltInEmbedderAloneAndSaysWhatItIsMadeOf() throws IOException {
        CorrectedCosine shipped = VerifierFiles.shipped(EMBEDDER).orElseThrow();

        assertThat(shipped.id()).startsWith("corrected-cosine:shipped-1:");
        assertThat(shipped.origin()).contains("written for Edgewise").contains("licence");
        assertThat(shipped.bytes()).hasSizeLessThan(10_000);
        assertThat(VerifierFiles.shipped("nobody/has-such-a-model")).isEmpty();
    }

    @Test
    void whatShipsHasTheSignsThatMakeSense() throws IOException {
        Correction correction = VerifierFiles.shipped(EMBEDDER).orElseThrow().correction();

        // Tokens that find each other speak for the pair; what a cosine owes to shared words does not.
        assertThat(weight(correction, "aligned")).isPositive();
        assertThat(weight(correction, "aligned-less")).isPositive();
        assertThat(weight(correction, "worst-cosine")).isPositive();
        assertThat(weight(correction, "worst-miss")).isNegative();
        assertThat(weight(correction, "shared")).isNegative();
        // At the same cosine, words that say nothing are the better reason for a difference.
        assertThat(weight(correction, "quiet")).isPositive();
    }

    private static double weight(Correction correction, String feature) {
        return correction.weights()[CorrectionFeatures.NAMES.indexOf(feature)];
    }

    @Test
    void theScoreRisesWithTheCosineWhenAllElseIsAlike() throws IOException {
        CorrectedCosine shipped = VerifierFiles.shipped(EMBEDDER).orElseThrow();
        Question asked = Made.question("how can I learn to play the guitar");
        double last = Double.NEGATIVE_INFINITY;
        for (float near = 0.3f; near < 1; near += 0.05f) {
            double score = shipped.score(asked, List.of(turned(asked, near)))[0];
            assertThat(score).isGreaterThan(last);
            last = score;
        }
    }

    /** The same words, but a vector at that cosine. */
    private static Question turned(Question question, float cosine) {
        float[] vector = question.vector();
        float[] other = new float[vector.length];
        // At a right angle to it: neighbours swapped, one of them turned.
        for (int i = 0; i + 1 < vector.length; i += 2) {
            other[i] = -vector[i + 1];
            other[i + 1] = vector[i];
        }
        float rest = (float) Math.sqrt(1 - cosine * cosine);
        float[] mixed = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            mixed[i] = cosine * vector[i] + rest * other[i];
        }
        return new Question(question.text(), question.language(), mixed, question.tokens(), question.guarded());
    }

    @Test
    void pairsNeverSeenAreOrderedBetterThanByTheCosineAfterTraining() {
        CorrectedCosine trained = trained("made");
        List<CorrectionTrainer.Example> fresh = examples(2);

        assertThat(orderedRightly(fresh, trained)).isGreaterThan(orderedRightly(fresh, null) + 0.1);
    }

    /** How often a right pair scores above a wrong one; by the cosine without a verifier. */
    private static double orderedRightly(List<CorrectionTrainer.Example> examples, @Nullable CorrectedCosine verifier) {
        double above = 0;
        int all = 0;
        double[] scores = examples.stream()
                .mapToDouble(example -> verifier == null
                        ? cosine(example.asked().vector(), example.stored().vector())
                        : verifier.score(example.asked(), List.of(example.stored()))[0])
                .toArray();
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (examples.get(i).same() && !examples.get(j).same()) {
                    all++;
                    above += scores[i] > scores[j] ? 1 : 0;
                }
            }
        }
        return above / all;
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void theSamePairsGiveTheSameFileAndItReadsBack() throws IOException {
        CorrectedCosine trained = trained("made");
        assertThat(trained("made").bytes()).isEqualTo(trained.bytes());

        Path file = folder.resolve("made.verifier");
        Files.write(file, trained.bytes());
        assertThat(VerifierFiles.read(file, "made").id()).isEqualTo(trained.id());
    }

    @Test
    void aFileForAnotherEmbedderOrVersionOrWithALineLessIsRefusedWithTheReason() throws IOException {
        String good = new String(trained("made").bytes(), StandardCharsets.UTF_8);
        Path file = folder.resolve("made.verifier");

        Files.writeString(file, good);
        assertThatThrownBy(() -> VerifierFiles.read(file, EMBEDDER))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("judges vectors of made and not of " + EMBEDDER);
        Files.writeString(file, good.replace("format 1", "format 2"));
        assertThatThrownBy(() -> VerifierFiles.read(file, "made")).hasMessageContaining("another version");
        Files.writeString(file, good.replace("quiet: ", "loud: "));
        assertThatThrownBy(() -> VerifierFiles.read(file, "made")).hasMessageContaining("no line 'quiet: …'");
        Files.writeString(file, good.replaceFirst("shared: [^\\n]*", "shared: much more"));
        assertThatThrownBy(() -> VerifierFiles.read(file, "made")).hasMessageContaining("does not fit together");
        Files.writeString(file, "no verifier at all, but long enough to be one");
        assertThatThrownBy(() -> VerifierFiles.read(file, "made")).hasMessageContaining("is no verifier");
    }

    @Test
    void pairsThatAreAllTheSameTeachNothingAndAreRefused() {
        List<CorrectionTrainer.Example> right =
                examples(1).stream().filter(CorrectionTrainer.Example::same).toList();
        assertThatThrownBy(() -> CorrectionTrainer.train(
                        new CorrectionTrainer.Title("made-1", "made", 0, "made for a test"), right))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("near pairs mean the same");
    }
}

package dev.edgewise.cache.semantic.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.verify.Calibration;
import dev.edgewise.cache.semantic.verify.Made;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
    private static final int TOPICS = 1500;

    @TempDir
    Path folder;

    /** Topic by topic: one pair in other words, one near miss. */
    private LabelledQuestions pairs() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < TOPICS; i++) {
            String topic = "topic" + (char) ('a' + i % 26) + i * 7919L;
            lines.append("what is ")
                    .append(topic)
                    .append(" about\tplease tell what ")
                    .append(topic)
                    .append(" is about\t1\n");
            lines.append("who made ")
                    .append(topic)
                    .append("\twho sold ")
                    .append(topic)
                    .append("\t0\n");
        }
        Path file = folder.resolve("pairs.tsv");
        Files.writeString(file, lines);
        return LabelledQuestions.read(file);
    }

    private static IntFunction<Question> made(LabelledQuestions labels) {
        Question[] all = IntStream.range(0, labels.count())
                .mapToObj(i -> Made.question(labels.text(i)))
                .toArray(Question[]::new);
        return i -> all[i];
    }

    @Test
    void what_is_judged_is_connected_with_nothing_that_was_trained_or_calibrated_on() throws IOException {
        LabelledQuestions labels = pairs();
        for (Split split : Split.of(labels, new Split.Settings(300, 300, 1), 3)) {
            Set<Integer> judged = components(labels, List.of(split.test()));
            Set<Integer> others = components(labels, split.calibration());
            Set<Integer> trained = components(labels, split.training());
            assertThat(split.test().stored()).hasSize(300);
            assertThat(split.test().asked()).hasSize(300);
            assertThat(judged).doesNotContainAnyElementsOf(others).doesNotContainAnyElementsOf(trained);
            assertThat(others).doesNotContainAnyElementsOf(trained);
        }
        assertThat(Split.of(labels, new Split.Settings(300, 300, 1), 1)
                        .getFirst()
                        .test()
                        .asked())
                .isEqualTo(Split.of(labels, new Split.Settings(300, 300, 1), 1)
                        .getFirst()
                        .test()
                        .asked());
    }

    private static Set<Integer> components(LabelledQuestions labels, List<Trial> trials) {
        Set<Integer> components = new HashSet<>();
        for (Trial trial : trials) {
            Arrays.stream(trial.stored()).map(labels::component).forEach(components::add);
            Arrays.stream(trial.asked()).map(labels::component).forEach(components::add);
        }
        return components;
    }

    @Test
    void a_report_has_every_way_with_and_without_guards_and_its_mistakes_in_order() throws IOException {
        LabelledQuestions labels = pairs();
        var settings = new Evaluation.Settings(
                Split.of(labels, new Split.Settings(300, 300, 1), 2), 0.05, Calibration.CONFIDENCE, Languages.ALL);
        var entries = new Evaluation.Entries("made", Map.of(), Optional.empty(), true);

        EvalReport report = new Evaluation(labels, settings, entries, made(labels)).run(step -> {});

        assertThat(report.asked()).isEqualTo(600);
        assertThat(report.entrants())
                .extracting(Entrant::name)
                .containsExactly(
                        Evaluation.STATIC,
                        Evaluation.STATIC,
                        "control: cosine and density",
                        "control: cosine and density",
                        Evaluation.TRAINED,
                        Evaluation.TRAINED);
        assertThat(report.entrants()).allSatisfy(entrant -> {
            assertThat(entrant.splits()).hasSize(2);
            assertThat(entrant.hindsight().wrong().share()).isLessThanOrEqualTo(0.05);
        });
        assertThat(report.slices().get("language en").served().all()).isEqualTo(600);
        assertThat(report.mistakes())
                .isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()))
                .hasSizeLessThanOrEqualTo(50);
    }

    @Test
    void nothing_is_served_in_a_language_that_the_embedder_does_not_speak() throws IOException {
        LabelledQuestions labels = pairs();
        var settings = new Evaluation.Settings(
                Split.of(labels, new Split.Settings(300, 300, 1), 1),
                0.05,
                Calibration.CONFIDENCE,
                new Languages(Set.of("ko")));
        var entries = new Evaluation.Entries("made", Map.of(), Optional.empty(), true);

        EvalReport report = new Evaluation(labels, settings, entries, made(labels)).run(step -> {});

        assertThat(report.reachable().hits()).isZero();
        assertThat(report.entrants())
                .allSatisfy(
                        entrant -> assertThat(entrant.frozen().served().hits()).isZero());
    }

    @Test
    void in_turn_each_run_is_judged_once_and_never_sets_its_own_threshold() throws IOException {
        Split split = Split.of(pairs(), new Split.Settings(100, 100, 1), 1).getFirst();

        List<Split> turns = split.inTurn();

        assertThat(turns)
                .extracting(Split::test)
                .containsExactlyElementsOf(split.trials().toList());
        assertThat(turns).allSatisfy(turn -> {
            assertThat(turn.trials()).hasSameElementsAs(split.trials().toList());
            assertThat(turn.calibration()).hasSameSizeAs(split.calibration()).doesNotContain(turn.test());
        });
    }
}

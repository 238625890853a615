package dev.edgewise.inference.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.LabelConfidence;
import dev.edgewise.inference.score.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SeveralTrainerTest {
    private static final int DIMENSIONS = 8;
    private static final List<String> NAMES = List.of("cold", "loud", "wet");

    @TempDir
    Path folder;

    /** Each of three labels pulls along an axis of its own, all together or none. */
    private static HeadTrainer.Trained trained(double noise, boolean withNone) {
        Random random = new Random(3);
        List<Set<String>> labels = new ArrayList<>();
        float[] vectors = new float[400 * DIMENSIONS];
        for (int i = 0; i < 400; i++) {
            int bits = withNone ? i % 8 : 1 + i % 7;
            Set<String> own = new TreeSet<>();
            for (int d = 0; d < DIMENSIONS; d++) {
                boolean holds = d < 3 && (bits >> d & 1) == 1;
                if (holds) {
                    own.add(NAMES.get(d));
                }
                vectors[i * DIMENSIONS + d] = (float) ((holds ? 1 : 0) + noise * random.nextGaussian());
            }
            labels.add(own);
        }
        return SeveralTrainer.train(vectors, DIMENSIONS, labels);
    }

    private static float[] scores(LinearHead head, int bits) {
        float[] vector = new float[DIMENSIONS];
        for (int d = 0; d < 3; d++) {
            vector[d] = bits >> d & 1;
        }
        float[] scores = head.logits(vector);
        Scores.label(scores, 0, scores.length, true, head.calibration());
        return scores;
    }

    @Test
    void every_combination_of_labels_is_told_apart() {
        HeadTrainer.Trained trained = trained(0.1, true);

        assertThat(trained.report().accuracy()).isEqualTo(1.0);
        assertThat(trained.report().labels())
                .extracting(HeadReport.OfLabel::label)
                .containsExactlyElementsOf(NAMES);
        assertThat(trained.head().calibration().holdsFrom()).isEqualTo(0.5);
        for (int bits = 0; bits < 8; bits++) {
            float[] scores = scores(trained.head(), bits);
            for (int label = 0; label < 3; label++) {
                assertThat(scores[label] >= 0.5).isEqualTo((bits >> label & 1) == 1);
            }
        }
    }

    @Test
    void the_same_examples_give_the_same_head_and_noise_is_told() {
        HeadTrainer.Trained one = trained(0.6, true);
        HeadTrainer.Trained two = trained(0.6, true);

        assertThat(one.report()).isEqualTo(two.report());
        assertThat(one.head().logits(new float[] {1, 0, 1, 0, 0, 0, 0, 0}))
                .isEqualTo(two.head().logits(new float[] {1, 0, 1, 0, 0, 0, 0, 0}));
        assertThat(one.report().accuracy()).isBetween(0.2, 0.95);
        assertThat(one.report().calibrationError()).isLessThan(0.15);
    }

    @Test
    void what_has_no_label_is_unusual_only_where_no_example_was_so() {
        float[] nothing = new float[DIMENSIONS];
        LinearHead never = trained(0.1, false).head();
        LinearHead often = trained(0.1, true).head();
        float[] logits = never.logits(nothing);
        LabelConfidence strange = Scores.label(logits, 0, 3, true, never.calibration());

        assertThat(strange.unknown()).isTrue();
        assertThat(often.calibration().energyMax()).isInfinite();
    }

    @Test
    void such_a_head_comes_back_from_its_file_as_it_was() throws IOException {
        LinearHead head = trained(0.6, true).head();
        Files.write(folder.resolve(HeadFile.NAME), new HeadFile("e", head).toBytes());

        LinearHead read = HeadFile.read(folder).head();

        assertThat(read.several()).isTrue();
        assertThat(read.calibration()).isEqualTo(head.calibration());
    }

    @Test
    void lines_with_the_same_text_are_taken_together() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            lines.append("a\tone ")
                    .append(i)
                    .append("\nb\ttwo ")
                    .append(i)
                    .append("\na\ttwo ")
                    .append(i)
                    .append('\n');
            lines.append("b\tthree ").append(i).append('\n');
        }
        Examples read = Examples.read(Files.writeString(folder.resolve("x.tsv"), lines), true);

        assertThat(read.texts()).hasSize(18);
        assertThat(read.repeated()).isEqualTo(6);
        assertThat(read.labels()).startsWith(Set.of("a"), Set.of("a", "b"));
        assertThat(Examples.read(folder.resolve("x.tsv"), false).labels()).startsWith(Set.of("a"), Set.of("b"));
    }

    @Test
    void a_list_of_labels_may_be_empty_and_a_label_on_everything_is_refused() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            lines.append("{\"labels\": [\"a\"], \"text\": \"one ").append(i).append("\"}\n");
            lines.append("{\"labels\": [], \"text\": \"two ").append(i).append("\"}\n");
        }
        Examples read = Examples.read(Files.writeString(folder.resolve("x.jsonl"), lines), false);

        assertThat(read.several()).isTrue();
        assertThat(read.labels()).startsWith(Set.of("a"), Set.of());
        Path all = Files.writeString(folder.resolve("y.jsonl"), lines.toString().replace("[]", "[\"a\"]"));
        assertThatThrownBy(() -> Examples.read(all, false)).hasMessageContaining("give at least 5 without it");
        Path number = Files.writeString(folder.resolve("z.jsonl"), "{\"labels\": [\"\"], \"text\": \"x\"}");
        assertThatThrownBy(() -> Examples.read(number, false))
                .hasMessageContaining("z.jsonl, line 1: a label is no text");
    }
}

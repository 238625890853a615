package dev.edgewise.inference.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HeadTrainerTest {
    private static final int DIMENSIONS = 16;

    @TempDir
    Path folder;

    /** Clouds around three corners; {@code noise} is their width. */
    private static HeadTrainer.Trained clouds(int count, double noise) {
        Random random = new Random(7);
        float[] vectors = new float[count * DIMENSIONS];
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = i % 3;
            labels.add(List.of("cold", "mild", "warm").get(label));
            for (int d = 0; d < DIMENSIONS; d++) {
                vectors[i * DIMENSIONS + d] = (float) ((d == label ? 1 : 0) + noise * random.nextGaussian());
            }
        }
        return HeadTrainer.train(vectors, DIMENSIONS, labels);
    }

    @Test
    void labels_that_lie_apart_are_told_apart_and_what_lies_elsewhere_is_less_sure() {
        HeadTrainer.Trained trained = clouds(300, 0.15);

        assertThat(trained.report().trained()).isEqualTo(240);
        assertThat(trained.report().heldOut()).isEqualTo(60);
        assertThat(trained.report().accuracy()).isEqualTo(1.0);
        assertThat(trained.report().labels())
                .extracting(HeadReport.OfLabel::label)
                .containsExactly("cold", "mild", "warm");
        float[] warm = new float[DIMENSIONS];
        warm[2] = 1;
        float[] logits = trained.head().logits(warm);
        assertThat(logits[2]).isGreaterThan(logits[0]).isGreaterThan(logits[1]);
    }

    @Test
    void scores_are_as_sure_as_they_are_often_right() {
        HeadReport report = clouds(3000, 0.9).report();

        assertThat(report.accuracy()).isBetween(0.5, 0.85);
        assertThat(report.calibrationError()).isLessThan(0.08);
        double right = report.labels().stream()
                .mapToDouble(label -> label.recall() * label.heldOut())
                .sum();
        assertThat(right / report.heldOut()).isCloseTo(report.accuracy(), within(1e-9));
    }

    @Test
    void the_gradient_is_zero_where_the_search_ends() {
        Random random = new Random(1);
        float[] vectors = new float[60 * 4];
        int[] labels = new int[60];
        int[] rows = new int[60];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < 60; i++) {
            labels[i] = random.nextInt(3);
            rows[i] = i;
        }
        var objective = new Softmax(vectors, labels, rows, 4, 3, 1e-2);
        double[] x = new double[objective.size()];
        Lbfgs.minimize(objective, x);

        double[] gradient = new double[x.length];
        double least = objective.at(x, gradient);
        assertThat(gradient).usingComparatorWithPrecision(1e-5).containsOnly(0.0);
        for (int i = 0; i < x.length; i++) {
            double[] aside = x.clone();
            aside[i] += 0.01;
            assertThat(objective.at(aside, gradient)).isGreaterThanOrEqualTo(least);
        }
    }

    @Test
    void a_head_comes_back_from_its_file_as_it_was() throws IOException {
        LinearHead head = clouds(120, 0.2).head();
        Files.write(folder.resolve(HeadFile.NAME), new HeadFile("all-minilm-l6-v2-q", head).toBytes());

        HeadFile read = HeadFile.read(folder);

        assertThat(read.embedder()).isEqualTo("all-minilm-l6-v2-q");
        assertThat(read.head().labels()).isEqualTo(head.labels());
        assertThat(read.head().calibration()).isEqualTo(head.calibration());
        float[] some = new float[DIMENSIONS * 2];
        some[3] = 1;
        some[20] = -1;
        assertThat(read.head().logits(some)).isEqualTo(head.logits(some));
    }

    @Test
    void a_damaged_file_is_refused() throws IOException {
        String good = new String(
                new HeadFile("e", clouds(120, 0.2).head()).toBytes(), java.nio.charset.StandardCharsets.UTF_8);
        for (String bad : List.of(
                "",
                "{}",
                "[",
                good.replace("\"dimensions\":16", "\"dimensions\":17"),
                good.replace("\"dimensions\":16", "\"dimensions\":-1"),
                good.replace("\"labels\":[\"cold\",", "\"labels\":["),
                good.replace("\"weights\":\"", "\"weights\":\"!"))) {
            Files.writeString(folder.resolve(HeadFile.NAME), bad);
            assertThatThrownBy(() -> HeadFile.read(folder)).isInstanceOf(RefusedModelException.class);
        }
    }

    @Test
    void examples_are_read_from_both_forms_and_repetitions_dropped() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            lines.append("a\tone ").append(i).append("\n\nb\ttwo ").append(i).append('\n');
        }
        Path tsv = Files.writeString(folder.resolve("x.tsv"), lines + "b\tone 0\n");
        Examples read = Examples.read(tsv, false);
        assertThat(read.texts()).hasSize(12).startsWith("one 0", "two 0");
        assertThat(read.single()).startsWith("a", "b");
        assertThat(read.several()).isFalse();
        assertThat(read.repeated()).isEqualTo(1);

        Path jsonl = Files.writeString(
                folder.resolve("x.jsonl"),
                lines.toString().replaceAll("(?m)^(.)\t(.*)$", "{\"label\": \"$1\", \"text\": \"$2\"}"));
        assertThat(Examples.read(jsonl, false).texts()).isEqualTo(read.texts());
    }

    @Test
    void a_bad_line_or_too_few_examples_are_named() throws IOException {
        assertThatThrownBy(() -> Examples.read(Files.writeString(folder.resolve("x.tsv"), "a\tx\nno tab\n"), false))
                .hasMessage("x.tsv, line 2: expected a label, a tab and a text");
        assertThatThrownBy(() ->
                        Examples.read(Files.writeString(folder.resolve("x.jsonl"), "{\"label\": \"a\"}\n"), false))
                .hasMessageContaining("x.jsonl, line 1: expected");
        assertThatThrownBy(() -> Examples.read(Files.writeString(folder.resolve("x.tsv"), "a\tx\n"), false))
                .hasMessageContaining("has 1 labels");
        assertThatThrownBy(() -> Examples.read(Files.writeString(folder.resolve("x.tsv"), "a\tx\nb\ty\n"), false))
                .hasMessageContaining("the label a has 1 different texts");
        assertThatThrownBy(() -> Examples.read(folder.resolve("x.csv"), false)).hasMessageContaining("neither .tsv");
    }
}

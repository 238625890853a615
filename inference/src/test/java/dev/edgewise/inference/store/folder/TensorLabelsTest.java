package dev.edgewise.inference.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.store.scan.ScanLimits;
import dev.edgewise.inference.tensor.TensorPort;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which graphs are classifiers of rows of numbers, by their ports and by what stands beside them. */
class TensorLabelsTest {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int STRING = 8;
    private static final String CAT_DOG = "{\"id2label\": {\"0\": \"cat\", \"1\": \"dog\"}}";

    @TempDir
    Path folder;

    private Skill read() throws IOException {
        return new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(folder, Optional.empty())
                .skill();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private void graph(List<Onnx> inputs, Onnx... outputs) throws IOException {
        graph("Relu", inputs, outputs);
    }

    private void graph(String operator, List<Onnx> inputs, Onnx... outputs) throws IOException {
        Onnx graph = Onnx.message().put(1, Onnx.node("", operator, "x", "y"));
        inputs.forEach(input -> graph.put(11, input));
        for (Onnx output : outputs) {
            graph.put(12, output);
        }
        Files.write(folder.resolve("model.onnx"), Onnx.model(graph).toBytes());
    }

    private void fourToTwo(long rows) throws IOException {
        graph(List.of(Onnx.port("x", FLOAT, rows, 4)), Onnx.port("y", FLOAT, rows, 2));
    }

    private static Skill.TensorClassification catDog(boolean probabilities, String output, int batch, int fixed) {
        return new Skill.TensorClassification(
                List.of("cat", "dog"),
                false,
                probabilities,
                List.of(new TensorPort("x", TensorType.FP32, List.of(-1L, 4L))),
                output,
                batch,
                fixed,
                Calibration.NONE);
    }

    @Test
    void two_classes_of_one_label_are_refused_by_its_name() throws IOException {
        fourToTwo(-1);
        write("config.json", "{\"id2label\": {\"0\": \"same\", \"1\": \"same\"}}");

        assertThatThrownBy(this::read)
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining("two classes have the label same");

        write("edgewise.yaml", "labels: [cat, dog]\n");
        assertThat(read()).isEqualTo(catDog(false, "y", 32, 0));
    }

    @Test
    void names_of_labels_make_a_classifier_of_a_graph_of_numbers_and_without_them_it_takes_raw_tensors()
            throws IOException {
        fourToTwo(-1);
        assertThat(read()).isEqualTo(new Skill.Tensors());

        write("config.json", CAT_DOG);
        assertThat(read()).isEqualTo(catDog(false, "y", 32, 0));
        write("edgewise.yaml", "task: infer\n");
        assertThat(read()).as("the manifest has the last word").isEqualTo(new Skill.Tensors());
        Files.delete(folder.resolve("config.json"));
        write("edgewise.yaml", "labels: [cat, dog]\nbatch_max: 5\nscores: probabilities\n");
        assertThat(read()).isEqualTo(catDog(true, "y", 5, 0));
    }

    @Test
    void a_manifest_that_says_classify_names_what_nobody_named() throws IOException {
        fourToTwo(8);
        write("edgewise.yaml", "task: classify\n");

        assertThat(((Skill.TensorClassification) read()).labels()).containsExactly("LABEL_0", "LABEL_1");
        assertThat(((Skill.TensorClassification) read()).rowsFixed()).isEqualTo(8);
        write("edgewise.yaml", "task: classify_tensor\nlabels: [cat, dog]\nthreshold: 0.7\n");
        assertThat(((Skill.TensorClassification) read()).calibration().holdsFrom())
                .isEqualTo(0.7);
    }

    @Test
    void rows_that_would_share_a_scale_run_alone() throws IOException {
        graph("DynamicQuantizeLinear", List.of(Onnx.port("x", FLOAT, -1, 4)), Onnx.port("logits", FLOAT, -1, 2));
        write("config.json", CAT_DOG);

        assertThat(read()).isEqualTo(catDog(false, "logits", 1, 0));
    }

    @Test
    void the_scores_of_a_scikit_learn_export_are_found_beside_its_labels_and_are_probabilities() throws IOException {
        graph(
                List.of(Onnx.port("x", FLOAT, -1, 4)),
                Onnx.port("label", INT64, -1),
                Onnx.port("probabilities", FLOAT, -1, 2));
        write("edgewise.yaml", "task: classify\nlabels: [cat, dog]\n");
        assertThat(read()).isEqualTo(catDog(true, "probabilities", 32, 0));

        write("edgewise.yaml", "task: classify\nlabels: [cat, dog]\nscores: logits\n");
        assertThat(read()).isEqualTo(catDog(false, "probabilities", 32, 0));
    }

    @Test
    void of_several_outputs_the_logits_are_taken_or_the_one_that_the_manifest_names() throws IOException {
        graph(
                List.of(Onnx.port("x", FLOAT, -1, 4)),
                Onnx.port("hidden", FLOAT, -1, 2),
                Onnx.port("logits", FLOAT, -1, 2));
        write("config.json", CAT_DOG);
        assertThat(read()).isEqualTo(catDog(false, "logits", 32, 0));
        write("edgewise.yaml", "output: hidden\n");
        assertThat(read()).isEqualTo(catDog(false, "hidden", 32, 0));

        graph(List.of(Onnx.port("x", FLOAT, -1, 4)), Onnx.port("one", FLOAT, -1, 2), Onnx.port("other", FLOAT, -1, 2));
        write("edgewise.yaml", "task: classify\n");
        assertThatThrownBy(this::read)
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining("one FP32[-1, 2], other FP32[-1, 2]")
                .hasMessageContaining("'output' in edgewise.yaml");
        write("edgewise.yaml", "task: classify\noutput: third\n");
        assertThatThrownBy(this::read).hasMessageContaining("it must give in third floats");
    }

    @Test
    void several_inputs_of_several_types_may_make_a_row() throws IOException {
        graph(List.of(Onnx.port("x", FLOAT, -1, 4), Onnx.port("kind", INT64, -1)), Onnx.port("logits", FLOAT, -1, 2));
        write("config.json", CAT_DOG);

        assertThat(((Skill.TensorClassification) read()).inputs())
                .containsExactly(
                        new TensorPort("x", TensorType.FP32, List.of(-1L, 4L)),
                        new TensorPort("kind", TensorType.INT64, List.of(-1L)));
    }

    @Test
    void a_picture_without_a_recipe_is_labelled_as_the_numbers_that_it_is() throws IOException {
        graph(List.of(Onnx.port("pixel_values", FLOAT, -1, 3, 8, 8)), Onnx.port("logits", FLOAT, -1, 2));
        write("config.json", CAT_DOG);
        assertThat(read()).isInstanceOf(Skill.TensorClassification.class);

        write("preprocessor_config.json", "{\"size\": {\"height\": 8, \"width\": 8}}");
        assertThat(read()).isInstanceOf(Skill.ImageClassification.class);
        write("edgewise.yaml", "task: classify\nscores: probabilities\n");
        assertThat(((Skill.ImageClassification) read()).probabilities()).isTrue();
        write("edgewise.yaml", "task: classify_tensor\n");
        assertThat(read()).isInstanceOf(Skill.TensorClassification.class);
    }

    @Test
    void sound_is_labelled_though_its_architecture_sounds_like_text() throws IOException {
        graph(List.of(Onnx.port("input_values", FLOAT, -1, -1)), Onnx.port("logits", FLOAT, -1, 2));
        write(
                "config.json",
                CAT_DOG.replace("{\"id2", "{\"architectures\": [\"Wav2Vec2ForSequenceClassification\"], \"id2"));

        assertThat(read()).isInstanceOf(Skill.TensorClassification.class);
    }

    @Test
    void what_is_no_classifier_of_rows_is_refused_where_the_manifest_says_it_is_one() throws IOException {
        String[][] wrong = {
            {"text", "no tensor of numbers"},
            {"scalar", "no dimension of rows"},
            {"rows", "does not begin with the same rows"},
            {"states", "floats of the shape [rows, labels]; it gives y FP32[-1, 7, 2]"},
            {"whole", "floats of the shape [rows, labels]; it gives y INT64[-1, 2]"},
        };
        write("edgewise.yaml", "task: classify\nlabels: [cat, dog]\n");
        Onnx y = Onnx.port("y", FLOAT, -1, 2);
        Onnx x = Onnx.port("x", FLOAT, -1, 4);
        for (String[] each : wrong) {
            switch (each[0]) {
                case "text" -> graph(List.of(Onnx.port("x", STRING, -1, 4)), y);
                case "scalar" -> graph(List.of(x, Onnx.port("scale", FLOAT)), y);
                case "rows" -> graph(List.of(x, Onnx.port("scale", FLOAT, 1)), y);
                case "states" -> graph(List.of(x), Onnx.port("y", FLOAT, -1, 7, 2));
                default -> graph(List.of(x), Onnx.port("y", INT64, -1, 2));
            }
            assertThatThrownBy(this::read)
                    .as(each[0])
                    .isInstanceOf(RefusedModelException.class)
                    .hasMessageContaining(each[1])
                    .hasMessageContaining("infer takes");
        }
        write("edgewise.yaml", "licence: MIT\n");
        write("config.json", CAT_DOG);
        assertThat(read()).as("nobody said that it is one").isEqualTo(new Skill.Tensors());
    }

    @Test
    void names_of_a_configuration_that_do_not_fit_the_graph_leave_it_a_model_of_raw_tensors() throws IOException {
        fourToTwo(-1);
        write("config.json", "{\"id2label\": {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"}}");
        assertThat(read()).isEqualTo(new Skill.Tensors());
        write("config.json", CAT_DOG.replace("{\"id2", "{\"problem_type\": \"regression\", \"id2"));
        assertThat(read()).isEqualTo(new Skill.Tensors());

        graph(List.of(Onnx.port("x", FLOAT, -1, 4)), Onnx.port("y", FLOAT, -1, 1));
        write("config.json", "{\"id2label\": {\"0\": \"LABEL_0\"}}");
        assertThat(read()).isEqualTo(new Skill.Tensors());
    }

    @Test
    void labels_that_do_not_fit_the_output_and_keys_that_fit_no_task_are_refused() throws IOException {
        fourToTwo(-1);
        write("edgewise.yaml", "labels: [a, b, c]\n");
        assertThatThrownBy(this::read).hasMessageContaining("names of 3 labels, and its output y has 2 numbers");

        write("config.json", "{}");
        write("edgewise.yaml", "task: infer\nscores: logits\n");
        assertThatThrownBy(this::read).hasMessageContaining("'scores' is for classifiers of tensors and of images");
        write("edgewise.yaml", "task: infer\noutput: y\n");
        assertThatThrownBy(this::read).hasMessageContaining("'output' is for classifiers of tensors");
        write("edgewise.yaml", "task: classify\nlabels: [a, a]\n");
        assertThatThrownBy(this::read).hasMessageContaining("edgewise.yaml:2:1: 'labels' must be a list of");
        write("edgewise.yaml", "task: classify\nscores: odds\n");
        assertThatThrownBy(this::read).hasMessageContaining("one of [logits, probabilities]");

        graph(List.of(Onnx.port("x", FLOAT, -1, 4)), Onnx.port("y", FLOAT, -1, 1));
        write("edgewise.yaml", "task: classify\nlabels: [cat]\n");
        assertThatThrownBy(this::read).hasMessageContaining("multi_label_classification");
        write("config.json", "{\"problem_type\": \"multi_label_classification\"}");
        assertThat(((Skill.TensorClassification) read()).several()).isTrue();
        graph(List.of(Onnx.port("x", FLOAT, -1, 4)), Onnx.port("y", FLOAT, -1, -1));
        write("edgewise.yaml", "task: classify\n");
        assertThatThrownBy(this::read).hasMessageContaining("which labels there are");
    }
}

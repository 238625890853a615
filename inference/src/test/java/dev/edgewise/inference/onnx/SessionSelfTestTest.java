package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.provider.Sameness;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorPort;
import dev.edgewise.inference.tensor.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the self-test makes up must run in real models of every kind, or a sound device would be refused. */
@Timeout(300)
class SessionSelfTestTest {
    private static final Path HUB =
            Path.of("../../shared/hub/edgewise").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"all-minilm-l6-v2-q.onnx", "models/ch_ppocr_mobile_v2.0_cls_infer.onnx"})
    void models_of_the_jars_compute_the_same_twice(String model) throws Exception {
        OnnxRuntime runtime = OnnxRuntime.start(Path.of("target/native"), 1);
        PreparedModels models = new PreparedModels(runtime, folder);
        JarFiles.Resource file = JarFiles.Resource.of(model);
        try (OrtSession prepared = models.open("m", file);
                OrtSession unprepared = models.openUnprepared(file, _ -> {})) {
            assertThat(SessionSelfTest.difference(runtime, unprepared, prepared, Sameness.OF_FLOATS))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"multilingual-e5-small", "minilm-question-cross-encoder"})
    void models_of_the_hub_compute_the_same_twice(String name) throws Exception {
        Path root = HUB.resolve(name);
        assumeTrue(Files.isDirectory(root), "skipped: " + name + " is not in ../shared/hub/edgewise");
        String export;
        try (var files = Files.list(root.resolve("onnx"))) {
            export = files.map(file -> "onnx/" + file.getFileName())
                    .filter(file -> file.endsWith(".onnx"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        OnnxRuntime runtime = OnnxRuntime.start(Path.of("target/native"), 1);
        var source = new ModelSource.Folder(root, export, Optional.empty(), "1", 1);
        try (OrtSession one = FolderSessions.open(runtime, source);
                OrtSession other = FolderSessions.open(runtime, source)) {
            assertThat(SessionSelfTest.difference(runtime, one, other, Sameness.OF_FLOATS))
                    .isEmpty();
        }
    }

    @Test
    void masks_are_open_types_are_the_first_and_ids_are_small() throws Exception {
        List<Tensor> made = SessionSelfTest.inputs(List.of(
                new TensorPort("attention_mask", TensorType.INT64, List.of(-1L, -1L)),
                new TensorPort("token_type_ids", TensorType.INT64, List.of(-1L, -1L)),
                new TensorPort("input_ids", TensorType.INT64, List.of(-1L, -1L)),
                new TensorPort("pixel_values", TensorType.FP32, List.of(-1L, 3L, -1L, -1L))));

        assertThat(made.get(0).shape().toArray()).containsExactly(1, 8);
        for (int i = 0; i < 8; i++) {
            assertThat(made.get(0).data().getLong(8 * i)).isEqualTo(1);
            assertThat(made.get(1).data().getLong(8 * i)).isZero();
            assertThat(made.get(2).data().getLong(8 * i)).isBetween(0L, 99L);
        }
        assertThat(made.get(3).shape().toArray()).containsExactly(1, 3, 64, 64);
    }
}

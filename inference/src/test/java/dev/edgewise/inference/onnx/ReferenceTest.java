package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.schedule.BatchScheduler;
import dev.edgewise.inference.schedule.RowJob;
import dev.edgewise.inference.schedule.ScheduleLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against ONNX Runtime used plainly, and against a damaged or read-only store. */
class ReferenceTest {
    private static final ModelCard CARD =
            ModelCatalog.embedded().find(ModelCatalog.ALL_MINILM_L6_V2_Q).orElseThrow();

    @TempDir
    Path folder;

    private BatchScheduler scheduler;

    @BeforeEach
    void start() {
        scheduler = new BatchScheduler("test", new ScheduleLimits(1, 1000, 8), System::nanoTime);
    }

    @AfterEach
    void stop() {
        scheduler.close();
    }

    private EmbeddingModel load() throws IOException {
        return new ModelLoader(folder, 1).embedder(CARD);
    }

    private float[] embed(EmbeddingModel model, String text) throws Exception {
        RowJob job = new RowJob(model, List.of(new TextInput.Text(text)), Deadline.none());
        scheduler.submit(job);
        scheduler.await(job);
        return job.outputs();
    }

    /** The untouched model through the textbook calls: no preparation, no pinned buffers, pooling in doubles. */
    private static double[] plain(int[] ids) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        byte[] bytes;
        try (InputStream model = ReferenceTest.class.getClassLoader().getResourceAsStream("all-minilm-l6-v2-q.onnx")) {
            bytes = model.readAllBytes();
        }
        long[][] input = new long[1][ids.length];
        long[][] ones = new long[1][ids.length];
        for (int i = 0; i < ids.length; i++) {
            input[0][i] = ids[i];
            ones[0][i] = 1;
        }
        try (OrtSession.SessionOptions options = OnnxRuntime.sessionOptions();
                OrtSession session = environment.createSession(bytes, options);
                OnnxTensor idTensor = OnnxTensor.createTensor(environment, input);
                OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][ids.length]);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", idTensor, "attention_mask", mask, "token_type_ids", types))) {
            float[][] states = ((float[][][]) result.get(0).getValue())[0];
            double[] mean = new double[384];
            double squares = 0;
            for (int d = 0; d < mean.length; d++) {
                for (float[] state : states) {
                    mean[d] += state[d] / states.length;
                }
                squares += mean[d] * mean[d];
            }
            for (int d = 0; d < mean.length; d++) {
                mean[d] /= Math.sqrt(squares);
            }
            return mean;
        }
    }

    private static double cosine(float[] a, double[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
        }
        return dot;
    }

    @Test
    void vectors_equal_plain_onnx_runtime_on_the_same_tokens() throws Exception {
        try (EmbeddingModel model = load()) {
            for (String text : List.of(
                    "hello world",
                    "Will it rain in Seoul tomorrow morning, and should I take an umbrella?",
                    "내일 아침 서울 날씨 알려줘",
                    "one two three ".repeat(70))) {
                int[] ids = model.tokens(new TextInput.Text(text));
                assertThat(cosine(embed(model, text), plain(ids))).isCloseTo(1, within(1e-4));
            }
        }
    }

    @Test
    void a_second_start_writes_nothing() throws Exception {
        load().close();
        FileTime before = FileTime.from(Instant.EPOCH);
        List<Path> written = files();
        for (Path file : written) {
            Files.setLastModifiedTime(file, before);
        }

        load().close();

        assertThat(files()).isEqualTo(written);
        for (Path file : written) {
            assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
        }
        assertThat(written).noneMatch(file -> file.toString().contains(".partial"));
    }

    @Test
    void a_prepared_model_that_was_cut_short_is_prepared_again() throws Exception {
        load().close();
        Path prepared = files().stream()
                .filter(file -> file.toString().endsWith(".ort"))
                .findFirst()
                .orElseThrow();
        Files.write(prepared, new byte[] {1, 2, 3});

        try (EmbeddingModel model = load()) {
            assertThat(embed(model, "hello")).hasSize(384);
        }
        assertThat(Files.size(prepared)).isGreaterThan(20_000_000);
    }

    @Test
    void a_folder_that_cannot_be_made_is_named() throws Exception {
        Path file = Files.createFile(folder.resolve("in-the-way"));

        assertThatThrownBy(() -> new ModelLoader(file, 1).embedder(CARD))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in-the-way");
    }

    @Test
    void a_tokenizer_file_that_is_none_is_refused() {
        assertThatThrownBy(() -> HubTokenizer.of("{\"version\": 7}", folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tokenizer.json");
    }

    @Test
    void platforms_without_native_libraries_are_named() throws Exception {
        assertThat(Platform.of("Linux", "aarch64").djl()).isEqualTo("linux-aarch64");
        assertThat(Platform.of("Mac OS X", "aarch64").onnxRuntime()).isEqualTo("osx-aarch64");
        assertThatThrownBy(() -> Platform.of("Windows 11", "amd64")).hasMessageContaining("Windows 11");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }
}

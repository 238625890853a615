package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Purpose;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.store.HubFolder;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real multilingual embedder out of its folder, against ONNX Runtime used plainly. */
@Timeout(300)
class FolderEmbedderTest {
    private static final ModelId E5 = new ModelId("multilingual-e5-small");

    @TempDir
    static Path folder;

    private static ModelCard card;
    private static LocalEngine engine;

    @BeforeAll
    static void start() throws IOException {
        card = reader().read(HubFolder.model(E5.value()), Optional.empty()).card(E5);
        engine = new LocalEngine(new ModelCatalog(List.of(card)), folder, LocalLimits.ofCores(2), System::nanoTime);
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    private static FolderReader reader() {
        return new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED);
    }

    private static Embeddings embed(Optional<String> prompt, String... texts) throws Exception {
        List<TextInput> inputs =
                Arrays.stream(texts).<TextInput>map(TextInput.Text::new).toList();
        return (Embeddings) engine.answer(new Embed(E5, inputs, OptionalInt.empty(), prompt), Call.patient());
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            left += (double) a[i] * a[i];
            right += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(left * right);
    }

    private float[] meant(Purpose purpose) throws Exception {
        Embed work = new Embed(E5, List.of(new TextInput.Text("서울 날씨")), OptionalInt.empty());
        return ((Embeddings) engine.answer(work.withPurpose(purpose), Call.patient())).vector(0);
    }

    /** The textbook calls: heap arrays, no pinned buffers, mean in doubles. */
    private static float[] plain(OrtSession session, int[] ids) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[][] input = {Arrays.stream(ids).asLongStream().toArray()};
        long[][] ones = new long[1][ids.length];
        Arrays.fill(ones[0], 1);
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, input);
                OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][ids.length]);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", idTensor, "attention_mask", mask, "token_type_ids", types))) {
            float[][] states =
                    ((float[][][]) result.get("last_hidden_state").orElseThrow().getValue())[0];
            float[] mean = new float[states[0].length];
            for (int i = 0; i < mean.length; i++) {
                double sum = 0;
                for (float[] state : states) {
                    sum += state[i];
                }
                mean[i] = (float) (sum / states.length);
            }
            return mean;
        }
    }

    @Test
    void vectors_equal_plain_onnx_runtime_on_the_prompted_text() throws Exception {
        String[] texts = {
            "내일 아침 서울 날씨 알려줘",
            "What will the weather be like in Seoul tomorrow?",
            "東京の明日の天気は？",
            "明天北京天气怎么样？",
            "¿Qué tiempo hará mañana?",
            "word ".repeat(200)
        };
        Embeddings answer = embed(Optional.of("passage"), texts);
        try (OrtSession.SessionOptions options = OnnxRuntime.sessionOptions();
                OrtSession session = OrtEnvironment.getEnvironment()
                        .createSession(
                                HubFolder.model(E5.value())
                                        .resolve("onnx/model_q4.onnx")
                                        .toString(),
                                options);
                EmbeddingModel model = new ModelLoader(folder, 1).embedder(card)) {
            for (int i = 0; i < texts.length; i++) {
                float[] expected = plain(session, model.tokens(new TextInput.Text("passage: " + texts[i])));
                assertThat(cosine(answer.vector(i), expected)).as(texts[i]).isGreaterThan(0.9999);
                assertThat(cosine(answer.vector(i), answer.vector(i))).isGreaterThan(0.999);
            }
        }
    }

    @Test
    void the_default_prompt_goes_before_a_text_and_not_before_one_that_has_a_prompt() throws Exception {
        float[] asked = embed(Optional.of("query"), "서울 날씨").vector(0);

        assertThat(embed(Optional.empty(), "서울 날씨").vector(0)).isEqualTo(asked);
        assertThat(embed(Optional.empty(), "query: 서울 날씨").vector(0)).isEqualTo(asked);
        assertThat(embed(Optional.empty(), "passage: 서울 날씨").vector(0))
                .isEqualTo(embed(Optional.of("passage"), "서울 날씨").vector(0))
                .isNotEqualTo(asked);
        assertThat(meant(Purpose.QUERY)).isEqualTo(asked);
        assertThat(meant(Purpose.PASSAGE))
                .isEqualTo(embed(Optional.of("passage"), "서울 날씨").vector(0));
        assertThatThrownBy(() -> embed(Optional.of("title"), "x"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("no prompt named title; it has [passage, query]");
    }

    @Test
    void a_text_has_one_vector_alone_and_in_a_list() throws Exception {
        float[] alone = embed(Optional.empty(), "the same text").vector(0);
        Embeddings list = embed(Optional.empty(), "some other", "the same text", "and a third one, which is longer");

        assertThat(cosine(list.vector(1), alone)).isGreaterThan(0.99999);
    }

    @Test
    void a_paraphrase_in_another_language_is_nearer_than_another_subject() throws Exception {
        Embeddings answer = embed(
                Optional.empty(),
                "내일 서울 날씨 어때?",
                "What will the weather be like in Seoul tomorrow?",
                "How do I reset my bank password?");

        assertThat(cosine(answer.vector(0), answer.vector(1)))
                .isGreaterThan(cosine(answer.vector(0), answer.vector(2)) + 0.03);
    }

    @Test
    void a_model_that_was_changed_after_it_was_read_is_scanned_again_and_refused() throws Exception {
        Path own = Files.createDirectories(folder.resolve("own/onnx"));
        Onnx graph = Onnx.message()
                .put(1, Onnx.node("", "Relu", "input_ids", "last_hidden_state"))
                .put(11, Onnx.port("input_ids", 7, -1, -1))
                .put(12, Onnx.port("last_hidden_state", 1, -1, -1, 4));
        Files.write(own.resolve("model.onnx"), Onnx.model(graph).toBytes());
        Files.copy(HubFolder.model(E5.value()).resolve("tokenizer.json"), own.resolveSibling("tokenizer.json"));
        ModelCard changed = reader().read(own.getParent(), Optional.empty()).card(new ModelId("changed"));
        Files.write(
                own.resolve("model.onnx"),
                Onnx.model(graph.put(1, Onnx.node("evil", "Run", "a", "b"))).toBytes());

        assertThatThrownBy(() -> new ModelLoader(folder, 1).embedder(changed)).hasMessageContaining("'evil'");
    }
}

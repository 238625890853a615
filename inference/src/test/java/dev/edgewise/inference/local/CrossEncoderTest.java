package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Rerank;
import dev.edgewise.inference.Reranked;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.Work;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.store.HubFolder;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real cross-encoder out of its folder, against ONNX Runtime and DJL's tokenizer used plainly. */
@Timeout(300)
class CrossEncoderTest {
    private static final ModelId RERANKER = new ModelId("minilm-question-cross-encoder");
    private static final String QUERY = "How do I reset my bank password?";
    private static final List<String> DOCUMENTS = List.of(
            "What is the way to change the password of my bank account?",
            "How tall is Mount Everest?",
            "How do I open a bank account?",
            "I forgot my bank password, how can I get a new one?");

    @TempDir
    static Path folder;

    private static LocalEngine engine;

    @BeforeAll
    static void start() throws Exception {
        ModelCard card = new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(HubFolder.model(RERANKER.value()), Optional.empty())
                .card(RERANKER);
        List<ModelCard> cards = new ArrayList<>(ModelCatalog.embedded().cards());
        cards.add(card);
        engine = new LocalEngine(new ModelCatalog(cards), folder, LocalLimits.ofCores(2), System::nanoTime);
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    private static Reranked rerank(ModelId model, String query, List<String> documents) throws Exception {
        return (Reranked) engine.answer(new Rerank(model, query, documents), Call.patient());
    }

    private static Fault faultOf(Work work) {
        try {
            engine.answer(work, Call.patient());
        } catch (EngineException e) {
            return e.fault();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("no fault");
    }

    /**
     * The textbook calls: heap arrays, one pair a run, ids and types from the library that the engine has loaded; DJL's own
     * front would load a second copy of it.
     */
    private static float plain(OrtSession session, long tokenizer, String document) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long encoding = TokenizersLibrary.LIB.encodeDual(tokenizer, QUERY, document, true);
        try (OnnxTensor ids = tensor(environment, TokenizersLibrary.LIB.getTokenIds(encoding));
                OnnxTensor mask = tensor(environment, TokenizersLibrary.LIB.getAttentionMask(encoding));
                OnnxTensor types = tensor(environment, TokenizersLibrary.LIB.getTypeIds(encoding));
                OrtSession.Result result =
                        session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            return ((float[][]) result.get("logits").orElseThrow().getValue())[0][0];
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, long[] row) throws Exception {
        return OnnxTensor.createTensor(environment, new long[][] {row});
    }

    @Test
    void scores_equal_plain_onnx_runtime_and_do_not_depend_on_their_neighbours() throws Exception {
        Reranked together = rerank(RERANKER, QUERY, DOCUMENTS);
        Path files = HubFolder.model(RERANKER.value());
        // The node itself cuts these texts in Java, and so may not have loaded the library.
        LibUtils.checkStatus();
        long tokenizer =
                TokenizersLibrary.LIB.createTokenizerFromString(Files.readString(files.resolve("tokenizer.json")));
        TokenizersLibrary.LIB.disablePadding(tokenizer);
        try (OrtSession session = OrtEnvironment.getEnvironment()
                .createSession(files.resolve("onnx/model_quantized.onnx").toString())) {
            for (int i = 0; i < DOCUMENTS.size(); i++) {
                double expected = 1 / (1 + Math.exp(-plain(session, tokenizer, DOCUMENTS.get(i))));
                assertThat((double) together.score(i)).as(DOCUMENTS.get(i)).isCloseTo(expected, within(5e-3));
                assertThat(rerank(RERANKER, QUERY, List.of(DOCUMENTS.get(i))).score(0))
                        .isEqualTo(together.score(i));
            }
        } finally {
            TokenizersLibrary.LIB.deleteTokenizer(tokenizer);
        }
        assertThat(together.method()).isEqualTo(Reranked.Method.CROSS_ENCODER);
        assertThat(together.usage().promptTokens()).isGreaterThan(60);
    }

    @Test
    void the_same_question_in_other_words_comes_before_other_questions() throws Exception {
        Reranked scores = rerank(RERANKER, QUERY, DOCUMENTS);

        assertThat(scores.score(0)).isGreaterThan(scores.score(2));
        assertThat(scores.score(3)).isGreaterThan(scores.score(2));
        assertThat(scores.score(2)).isGreaterThan(scores.score(1));
    }

    @Test
    void a_document_beyond_the_window_is_read_to_where_it_ends_and_a_query_beyond_half_is_refused() throws Exception {
        String shortText = DOCUMENTS.getFirst() + " word".repeat(600);
        Reranked cut = rerank(RERANKER, QUERY, List.of(shortText, shortText + " word".repeat(50_000)));
        assertThat(cut.score(0)).isEqualTo(cut.score(1));
        assertThat(cut.usage().promptTokens()).isEqualTo(1024);

        assertThat(rerank(RERANKER, "word ".repeat(400), DOCUMENTS).count())
                .as("where both fit, a query may be longer than half")
                .isEqualTo(DOCUMENTS.size());
        Fault fault = faultOf(new Rerank(RERANKER, "word ".repeat(700), DOCUMENTS));
        assertThat(fault.kind()).isEqualTo(Fault.Kind.INPUT_TOO_LONG);
        assertThat(fault.message()).contains("the query has 702 tokens", "reads at most 256 tokens");
    }

    @Test
    void an_embedder_ranks_by_similarity_and_says_so() throws Exception {
        Reranked scores = rerank(ModelCatalog.ALL_MINILM_L6_V2_Q, QUERY, DOCUMENTS);

        assertThat(scores.method()).isEqualTo(Reranked.Method.SIMILARITY);
        assertThat(scores.score(0)).isGreaterThan(scores.score(1)).isBetween(0.5f, 1f);
        assertThat(rerank(ModelCatalog.ALL_MINILM_L6_V2_Q, QUERY, List.of(QUERY))
                        .score(0))
                .isCloseTo(1f, within(1e-5f));
    }

    @Test
    void work_that_the_model_cannot_do_is_refused_by_what_it_can() {
        assertThat(faultOf(Classify.ofTexts(RERANKER, List.of("x"))).message()).contains("labels no texts");
        assertThat(faultOf(Embed.ofTexts(RERANKER, List.of("x"))).message()).contains("makes no vectors");
        assertThat(faultOf(new Rerank(RERANKER, "", DOCUMENTS)).message()).contains("the query is empty");
        assertThat(faultOf(new Rerank(RERANKER, "x", List.of())).message()).contains("no document");
        assertThat(faultOf(new Rerank(RERANKER, "x", List.of("a", ""))).message())
                .contains("document 1 is empty");
        assertThat(faultOf(new Embed(
                                ModelCatalog.ALL_MINILM_L6_V2_Q,
                                List.of(new TextInput.Pair("a", "b")),
                                java.util.OptionalInt.empty()))
                        .message())
                .contains("one text at a time");
    }

    @Test
    void a_deadline_that_passed_is_told_and_the_engine_goes_on() throws Exception {
        var late = Call.until(new dev.edgewise.inference.Deadline(true, System.nanoTime() - 1));
        assertThatThrownBy(() -> engine.answer(new Rerank(RERANKER, QUERY, DOCUMENTS), late))
                .isInstanceOf(EngineException.class);
        assertThat(rerank(RERANKER, QUERY, DOCUMENTS).count()).isEqualTo(4);
    }
}

package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.store.HubFolder;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether an encoder can be given what its tokenizer makes of texts: told when it is read, at the latest when it is loaded. */
@Timeout(120)
class EncoderFitTest {
    private static final long[] OPEN = {-1, -1};
    private static final int[][] TEXTS = {{4}, {4, 5}, {6, 6, 5, 4}, {5, 4, 6}, {4, 4, 4, 4, 4, 4}};

    @TempDir
    Path folder;

    private LocalEngine engine(Path... models) throws IOException {
        List<ModelCard> cards = new ArrayList<>();
        for (Path model : models) {
            cards.add(TinyEncoder.card(model));
        }
        return new LocalEngine(
                new ModelCatalog(cards), folder.resolve("data"), LocalLimits.ofCores(2), System::nanoTime);
    }

    private static TextInput text(int... ids) {
        List<String> words = new ArrayList<>();
        for (int id : ids) {
            words.add(TinyEncoder.TOKENS.get(id));
        }
        return new TextInput.Text(String.join(" ", words));
    }

    private static Classified classify(LocalEngine engine, String model, TextInput... texts) throws Exception {
        return (Classified) engine.answer(new Classify(new ModelId(model), List.of(texts)), Call.patient());
    }

    private static double[] softmax(double[] logits) {
        double sum = 0;
        double[] scores = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            scores[i] = Math.exp(logits[i]);
            sum += scores[i];
        }
        for (int i = 0; i < logits.length; i++) {
            scores[i] /= sum;
        }
        return scores;
    }

    private static int[] around(int... ids) {
        int[] all = new int[ids.length + 2];
        all[0] = 2;
        System.arraycopy(ids, 0, all, 1, ids.length);
        all[all.length - 1] = 3;
        return all;
    }

    @Test
    void a_tokenizer_with_more_tokens_than_the_table_has_rows_is_refused_with_both_numbers() throws IOException {
        Path model = TinyEncoder.classifier(folder.resolve("other"), 5, OPEN, OPEN);

        assertThatThrownBy(() -> TinyEncoder.card(model))
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining("tokenizer.json has 9 tokens")
                .hasMessageContaining("an embedding table of 5")
                .hasMessageContaining("tokenizer of another model");
    }

    @Test
    void where_the_graph_shows_no_table_the_configuration_tells_how_many_tokens_there_are() throws IOException {
        Path model = TinyEncoder.classifier(folder.resolve("told"), 9, OPEN, OPEN);
        Files.write(
                model.resolve("model.onnx"),
                Onnx.model(Onnx.message()
                                .put(1, Onnx.node("", "Relu", "input_ids", "logits"))
                                .put(11, Onnx.port("input_ids", TinyEncoder.INT64, OPEN))
                                .put(12, Onnx.port("logits", RowGraphs.FLOAT, -1, 3)))
                        .toBytes());
        Files.writeString(
                model.resolve("config.json"),
                "{\"architectures\": [\"BertForSequenceClassification\"], \"vocab_size\": 8}");

        assertThatThrownBy(() -> TinyEncoder.card(model))
                .hasMessageContaining("tokenizer.json has 9 tokens")
                .hasMessageContaining("a vocab_size of 8");
    }

    @Test
    void a_text_with_an_added_token_that_the_model_was_never_given_is_refused_alone() throws Exception {
        Path model = TinyEncoder.classifier(folder.resolve("added"), 9, OPEN, OPEN);
        TinyEncoder.tokenizer(model, "[NEW]");
        try (LocalEngine engine = engine(model)) {
            assertThat(classify(engine, "added", text(4)).count()).isEqualTo(1);
            assertThatThrownBy(() -> classify(engine, "added", new TextInput.Text("red [NEW]")))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.INPUT_INVALID))
                    .hasMessageContaining("token 9")
                    .hasMessageContaining("knows 0 to 8");
        }
    }

    @ParameterizedTest(name = "[{0}, {1}]")
    @CsvSource({"1, 16", "4, -1", "4, 16", "1, -1", "-1, 16"})
    void an_export_of_a_fixed_shape_is_filled_up_to_it_and_answers_as_an_open_one(long rows, long tokens)
            throws Exception {
        long[] shape = {rows, tokens};
        Path model = TinyEncoder.classifier(folder.resolve("fixed"), 9, shape, shape);
        TextInput[] texts = new TextInput[TEXTS.length];
        for (int i = 0; i < TEXTS.length; i++) {
            texts[i] = text(TEXTS[i]);
        }
        try (LocalEngine engine = engine(model)) {
            // Shorter ones after longer ones: nothing may be left of those before.
            for (int round = 0; round < 2; round++) {
                Classified together = classify(engine, "fixed", texts);
                for (int i = 0; i < TEXTS.length; i++) {
                    double[] expected = softmax(TinyEncoder.sum(around(TEXTS[i])));
                    Classified alone = classify(engine, "fixed", texts[i]);
                    for (int label = 0; label < 3; label++) {
                        assertThat((double) together.score(i, label)).isCloseTo(expected[label], within(1e-5));
                        assertThat(alone.score(0, label)).isEqualTo(together.score(i, label));
                    }
                }
            }
            if (tokens > 0) {
                assertThat(TinyEncoder.card(model).skill().tokensMax()).isEqualTo(16);
                assertThatThrownBy(() -> classify(
                                engine, "fixed", text(new int[] {4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4})))
                        .hasMessageContaining("17 tokens")
                        .hasMessageContaining("at most 16");
            }
        }
    }

    @Test
    void a_fixed_shape_that_no_text_can_be_brought_to_is_refused_with_what_to_do() throws IOException {
        assertThatThrownBy(() -> TinyEncoder.card(
                        TinyEncoder.classifier(folder.resolve("bare"), 9, new long[0], new long[] {1, 16})))
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining("exactly 16 tokens")
                .hasMessageContaining("without an attention_mask")
                .hasMessageContaining("dynamic axes");
        assertThatThrownBy(() -> TinyEncoder.card(TinyEncoder.classifier(
                        folder.resolve("many"), 9, new long[] {4096, 16}, new long[] {4096, 16})))
                .hasMessageContaining("each run takes 4096 texts of 16 tokens");
    }

    @Test
    void a_model_that_fails_on_every_text_is_refused_when_it_is_loaded() throws Exception {
        Path model = TinyEncoder.classifier(folder.resolve("odd"), 9, new long[] {-1, 7}, OPEN);
        try (LocalEngine engine = engine(model)) {
            assertThatThrownBy(() -> classify(engine, "odd", text(4)))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.MODEL_UNAVAILABLE))
                    .hasMessageContaining("odd");
            assertThat(engine.residents().getFirst().toString())
                    .contains("it does not answer the text 'text'")
                    .contains("7");
        }
    }

    @Test
    void the_tables_of_real_exports_are_found_however_they_are_packed() throws IOException {
        FolderReader reader = new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED);
        assertThat(reader.read(HubFolder.model("multilingual-e5-small"), Optional.empty())
                        .graph()
                        .tokenRows())
                .hasValue(138_434);
        assertThat(reader.read(HubFolder.model("minilm-question-cross-encoder"), Optional.empty())
                        .graph()
                        .tokenRows())
                .hasValue(30_522);
    }
}

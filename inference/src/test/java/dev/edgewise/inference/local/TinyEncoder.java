package dev.edgewise.inference.local;

import static dev.edgewise.inference.local.RowGraphs.floats;
import static dev.edgewise.inference.local.RowGraphs.node;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Encoders of nine tokens, whose answers can be computed by hand: a token's state is its row of a table, and logits are the
 * sum of the rows of all tokens that the mask shows. Written as folders in Hugging Face layout.
 */
final class TinyEncoder {
    static final int WIDTH = 3;
    static final int INT64 = 7;

    /** By the tokens' ids. */
    static final List<String> TOKENS =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "green", "blue", "query", ":");

    /** A row for each token, as long as it is. */
    static final float[][] TABLE = {
        {9, 9, 9}, {-2, -2, 5}, {3, 0, -1}, {0, -1, 0}, {1, 0, 0}, {0, 2, 0}, {0, 0, 3}, {-4, 1, 1}, {2, 2, -3}
    };

    private static final String TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null,
             "added_tokens": [ADDED],
             "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
               "strip_accents": null, "lowercase": false},
             "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "TemplateProcessing",
               "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                 {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
               "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                 {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}},
                 {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
               "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                 "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
             "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
               "max_input_chars_per_word": 100, "vocab": {VOCABULARY}}}
            """;

    private TinyEncoder() {}

    /** The tokenizer of all nine tokens, special ones marked, and others added behind them. */
    static void tokenizer(Path folder, String... added) throws IOException {
        List<String> special = new ArrayList<>();
        List<String> vocabulary = new ArrayList<>();
        for (int id = 0; id < TOKENS.size(); id++) {
            vocabulary.add("\"" + TOKENS.get(id) + "\": " + id);
            if (id < 4) {
                special.add(added(id, TOKENS.get(id)));
            }
        }
        for (int i = 0; i < added.length; i++) {
            special.add(added(TOKENS.size() + i, added[i]));
        }
        Files.writeString(
                folder.resolve("tokenizer.json"),
                TOKENIZER
                        .replace("ADDED", String.join(",", special))
                        .replace("VOCABULARY", String.join(",", vocabulary)));
    }

    private static String added(int id, String content) {
        return "{\"id\": " + id + ", \"content\": \"" + content + "\", \"single_word\": false, \"lstrip\": false,"
                + " \"rstrip\": false, \"normalized\": false, \"special\": true}";
    }

    private static Onnx table(int rows) {
        float[] values = new float[rows * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = TABLE[i / WIDTH][i % WIDTH];
        }
        return floats("table", new long[] {rows, WIDTH}, values);
    }

    /**
     * Writes a classifier with three labels.
     *
     * @param rows rows of its table
     * @param mask shape of {@code attention_mask}; empty for none, then every token counts
     * @param ids shape of {@code input_ids}, −1 for what is open
     */
    static Path classifier(Path folder, int rows, long[] mask, long... ids) throws IOException {
        boolean masked = mask.length > 0;
        Onnx float32 = Onnx.message().text(1, "to").varint(3, RowGraphs.FLOAT).varint(20, 2);
        Onnx keep = Onnx.message().text(1, "keepdims").varint(3, 0).varint(20, 2);
        Onnx graph = Onnx.message().put(1, node("Gather", "table", "input_ids", "states"));
        if (masked) {
            graph.put(1, node("Cast", "attention_mask", "seen").put(5, float32))
                    .put(1, node("Unsqueeze", "seen", "two", "seen_wide"))
                    .put(1, node("Mul", "states", "seen_wide", "shown"));
        }
        graph.put(
                        1,
                        node("ReduceSum", masked ? "shown" : "states", "one", "logits")
                                .put(5, keep))
                .text(2, "g")
                .put(5, table(rows))
                .put(5, Onnx.tensor("one", INT64, 1).bytes(9, new byte[] {1, 0, 0, 0, 0, 0, 0, 0}))
                .put(5, Onnx.tensor("two", INT64, 1).bytes(9, new byte[] {2, 0, 0, 0, 0, 0, 0, 0}))
                .put(11, Onnx.port("input_ids", INT64, ids));
        if (masked) {
            graph.put(11, Onnx.port("attention_mask", INT64, mask));
        }
        return write(
                folder,
                graph.put(12, Onnx.port("logits", RowGraphs.FLOAT, -1, WIDTH)),
                "{\"architectures\": [\"BertForSequenceClassification\"],"
                        + " \"id2label\": {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"}}");
    }

    /** Writes an embedder: the states are the tokens' rows. */
    static Path embedder(Path folder) throws IOException {
        Onnx graph = Onnx.message()
                .put(1, node("Gather", "table", "input_ids", "last_hidden_state"))
                .text(2, "g")
                .put(5, table(TABLE.length))
                .put(11, Onnx.port("input_ids", INT64, -1, -1))
                .put(11, Onnx.port("attention_mask", INT64, -1, -1))
                .put(12, Onnx.port("last_hidden_state", RowGraphs.FLOAT, -1, -1, WIDTH));
        return write(folder, graph, "{\"architectures\": [\"BertModel\"]}");
    }

    private static Path write(Path folder, Onnx graph, String config) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("model.onnx"), Onnx.model(graph).toBytes());
        Files.writeString(folder.resolve("config.json"), config);
        tokenizer(folder);
        return folder;
    }

    /** The model of a folder, under the folder's name. */
    static ModelCard card(Path folder) throws IOException {
        return new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(folder, Optional.empty())
                .card(new ModelId(folder.getFileName().toString()));
    }

    /** The sum of the rows of tokens. */
    static double[] sum(int... ids) {
        double[] sum = new double[WIDTH];
        for (int id : ids) {
            for (int i = 0; i < WIDTH; i++) {
                sum[i] += TABLE[id][i];
            }
        }
        return sum;
    }
}

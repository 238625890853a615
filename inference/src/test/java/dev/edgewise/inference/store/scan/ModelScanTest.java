package dev.edgewise.inference.store.scan;

import static dev.edgewise.inference.store.scan.Onnx.addition;
import static dev.edgewise.inference.store.scan.Onnx.external;
import static dev.edgewise.inference.store.scan.Onnx.floats;
import static dev.edgewise.inference.store.scan.Onnx.message;
import static dev.edgewise.inference.store.scan.Onnx.model;
import static dev.edgewise.inference.store.scan.Onnx.node;
import static dev.edgewise.inference.store.scan.Onnx.port;
import static dev.edgewise.inference.store.scan.Onnx.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.store.HubFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelScanTest {
    private static final ScanLimits LIMITS = new ScanLimits(1 << 20, 50, 50, 3, 200, 20, 1 << 20);
    private static final byte[] GOOD = model(addition(floats("w", 1, 2))).toBytes();

    @TempDir
    Path folder;

    private GraphSummary scan(byte[] bytes) throws IOException {
        Files.write(folder.resolve("model.onnx"), bytes);
        return ModelScan.scan(folder, "model.onnx", LIMITS);
    }

    @Test
    void a_plain_model_is_described() throws IOException {
        GraphSummary summary = scan(GOOD);

        assertThat(summary.inputs()).containsExactly(new Port("x", 1, List.of(2L)));
        assertThat(summary.outputs()).containsExactly(new Port("y", 1, List.of(2L)));
        assertThat(summary.operators()).containsExactly("Add");
        assertThat(summary.externalFiles()).isEmpty();
        assertThat(summary.nodes()).isEqualTo(1);
        assertThat(summary.weightBytes()).isEqualTo(8);
    }

    @Test
    void weights_that_old_exports_list_as_inputs_are_none() throws IOException {
        Onnx graph = addition(floats("w", 1, 2)).put(11, port("w", 1, 2));

        assertThat(scan(model(graph).toBytes()).inputs()).extracting(Port::name).containsExactly("x");
    }

    @Test
    void external_data_inside_the_folder_is_read() throws IOException {
        Files.write(folder.resolve("model.onnx_data"), new byte[24]);

        GraphSummary summary = scan(
                model(addition(external("w", "model.onnx_data", "16", "8", 2))).toBytes());

        assertThat(summary.externalFiles()).containsExactly("model.onnx_data");
        assertThat(summary.weightBytes()).isEqualTo(8);
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                hostile(
                        "absolute path",
                        addition(external("w", "/etc/passwd", "0", "8", 2)),
                        "'/etc/passwd'",
                        "own folder"),
                hostile(
                        "path out of the folder",
                        addition(external("w", "../secret", "0", "8", 2)),
                        "'../secret'",
                        "'..'"),
                hostile("path out and in", addition(external("w", "a/../../secret", "0", "8", 2)), "own folder"),
                hostile("windows path", addition(external("w", "..\\secret", "0", "8", 2)), "own folder"),
                hostile("drive letter", addition(external("w", "C:secret", "0", "8", 2)), "own folder"),
                hostile("zero byte", addition(external("w", "data\0", "0", "8", 2)), "own folder"),
                hostile(
                        "memory address",
                        addition(external("w", "*/_ORT_MEM_ADDR_/*", "140000000", "8", 2)),
                        "own folder"),
                hostile("hidden file", addition(external("w", ".ssh/id", "0", "8", 2)), "own folder"),
                hostile("empty location", addition(external("w", "", "0", "8", 2)), "own folder"),
                hostile("no location", addition(tensor("w", 1, 2).varint(14, 1)), "does not say in which"),
                hostile("link out of the folder", addition(external("w", "link", "0", "8", 2)), "symbolic link"),
                hostile("linked folder", addition(external("w", "linked/secret", "0", "8", 2)), "symbolic link"),
                hostile("missing file", addition(external("w", "nothing", "0", "8", 2)), "not there"),
                hostile("folder as a file", addition(external("w", "sub", "0", "8", 2)), "not there"),
                hostile("offset beyond the end", addition(external("w", "data", "9", "8", 2)), "byte 17", "16 bytes"),
                hostile("huge offset", addition(external("w", "data", "999999999999999999", "8", 2)), "16 bytes"),
                hostile(
                        "offset beyond any number",
                        addition(external("w", "data", "99999999999999999999", "8", 2)),
                        "no number"),
                hostile("negative offset", addition(external("w", "data", "-8", "8", 2)), "no number"),
                hostile(
                        "length of another shape",
                        addition(external("w", "data", "0", "16", 2)),
                        "8 bytes",
                        "16 bytes"),
                hostile(
                        "data here and there",
                        addition(external("w", "data", "0", "8", 2).bytes(9, new byte[8])),
                        "both"),
                hostile("data for another size", addition(tensor("w", 1, 1000).bytes(9, new byte[8])), "another size"),
                hostile("no data", addition(tensor("w", 1, 2)), "another size"),
                hostile(
                        "floats listed for another size",
                        addition(tensor("w", 1, 3).bytes(4, new byte[8])),
                        "another size"),
                hostile(
                        "sizes that overflow",
                        addition(tensor("w", 1, 1L << 40, 1L << 40).bytes(9, new byte[8])),
                        "64 bits"),
                hostile(
                        "size of exabytes",
                        addition(tensor("w", 1, Long.MAX_VALUE).bytes(9, new byte[8])),
                        "memory"),
                hostile("negative size", addition(tensor("w", 1, -2).bytes(9, new byte[8])), "negative"),
                hostile("33 dimensions", addition(tensor("w", 1, ones(33)).bytes(9, new byte[4])), "more than 32"),
                hostile("unknown element type", addition(tensor("w", 99, 2).bytes(9, new byte[8])), "type 99"),
                hostile("segments", addition(floats("w", 1, 2).put(3, message())), "segments"),
                hostile("custom domain", node("evil.corp", "Run"), "'evil.corp'", "'Run'"),
                hostile("python operator", node("ai.onnx.contrib", "PyOp"), "code of its own"),
                hostile("compiled blob", node("com.microsoft", "EPContext"), "'EPContext'"),
                hostile("operator nobody knows", node("", "ReadFile"), "'ReadFile'"),
                hostile("no operator", node("", ""), "''"),
                hostile("operator with a line break", node("", "Add\nfake log line"), "'Add?fake log line'"),
                hostile("hidden in a branch", branch(1, "evil.corp"), "'evil.corp'"),
                hostile("deep", branch(4, ""), "more than 3 deep"),
                hostile("many nodes", repeat(51), "more than 50 nodes"),
                hostile("many tensors", tensors(51), "more than 50 tensors"),
                hostile("many inputs", inputs(21), "more than 20 inputs"),
                hostile("long name", addition(floats("w".repeat(201), 1, 2)), "201 bytes"),
                hostile(
                        "name that is no text",
                        addition(tensor("w", 1, 0).bytes(8, new byte[] {(byte) 0xC0, 0x20})),
                        "UTF-8"),
                hostile(
                        "external data in an attribute",
                        attribute(external("c", "/etc/shadow", "0", "8", 2)),
                        "'/etc/shadow'"));
    }

    private static Arguments hostile(String what, Onnx graph, String... reasons) {
        return Arguments.of(what, model(graph).toBytes(), List.of(reasons));
    }

    private static Onnx node(String domain, String operator) {
        return addition(floats("w", 1, 2)).put(1, Onnx.node(domain, operator, "x", "z"));
    }

    private static Onnx branch(int depth, String domain) {
        Onnx graph = addition(floats("w", 1, 2)).put(1, Onnx.node(domain, "Relu", "x", "z"));
        for (int i = 0; i < depth; i++) {
            Onnx branch = message().text(1, "then_branch").put(6, graph).varint(20, 5);
            graph = addition(floats("w", 1, 2))
                    .put(1, Onnx.node("", "If", "c", "z").put(5, branch));
        }
        return graph;
    }

    private static Onnx attribute(Onnx tensor) {
        Onnx value = message().text(1, "value").put(5, tensor).varint(20, 4);
        return addition(floats("w", 1, 2))
                .put(1, Onnx.node("", "Constant", "", "c").put(5, value));
    }

    private static Onnx repeat(int nodes) {
        Onnx graph = message();
        for (int i = 0; i < nodes; i++) {
            graph.put(1, Onnx.node("", "Relu", "x", "y"));
        }
        return graph;
    }

    private static Onnx tensors(int count) {
        Onnx graph = message();
        for (int i = 0; i < count; i++) {
            graph.put(5, floats("w" + i, 1));
        }
        return graph;
    }

    private static Onnx inputs(int count) {
        Onnx graph = message();
        for (int i = 0; i < count; i++) {
            graph.put(11, port("x" + i, 1, 2));
        }
        return graph;
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void a_hostile_model_is_refused_with_its_reason(String what, byte[] bytes, List<String> reasons)
            throws IOException {
        Path outside = Files.createTempFile("secret", "");
        List<Path> links = List.of(folder.resolve("link"), folder.resolve("linked"));
        try {
            Files.write(outside, new byte[16]);
            Files.write(folder.resolve("data"), new byte[16]);
            Files.createDirectory(folder.resolve("sub"));
            Files.createSymbolicLink(links.getFirst(), outside);
            Files.createSymbolicLink(links.getLast(), outside.getParent());

            assertThatThrownBy(() -> scan(bytes))
                    .isInstanceOf(RefusedModelException.class)
                    .message()
                    .contains(reasons)
                    .hasSizeLessThan(400);
        } finally {
            Files.delete(outside);
            for (Path link : links) {
                Files.deleteIfExists(link);
            }
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("empty", new byte[0], "no ONNX model"),
                Arguments.of(
                        "text",
                        "hello, this is no model at all".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        "no"),
                Arguments.of("no graph", message().varint(1, 8).toBytes(), "lacks a graph"),
                Arguments.of(
                        "no operator sets",
                        message().varint(1, 8).put(7, message()).toBytes(),
                        "operator sets"),
                Arguments.of(
                        "version of the future", model(message()).varint(1, 99).toBytes(), "version"),
                Arguments.of("two graphs", model(message()).put(7, message()).toBytes(), "two graphs"),
                Arguments.of("functions", model(message()).put(25, message()).toBytes(), "functions"),
                Arguments.of("training", model(message()).put(20, message()).toBytes(), "training"),
                Arguments.of(
                        "domain of its own",
                        model(message()).put(8, message().text(1, "x.y")).toBytes(),
                        "'x.y'"),
                Arguments.of("a group", model(message()).literally(0x0B).toBytes(), "no protobuf"),
                Arguments.of(
                        "field zero", model(message()).literally(0x00, 0x01).toBytes(), "no protobuf"),
                Arguments.of(
                        "endless number",
                        model(message())
                                .literally(0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)
                                .toBytes(),
                        "no protobuf"),
                Arguments.of(
                        "negative length",
                        message()
                                .varint(1, 8)
                                .literally(0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01)
                                .toBytes(),
                        "truncated"),
                Arguments.of("graph as a number", message().varint(7, 1).toBytes(), "wrong type"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void a_malformed_file_is_refused_with_its_reason(String what, byte[] bytes, String reason) {
        assertThatThrownBy(() -> scan(bytes))
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void a_file_cut_at_any_byte_is_refused() {
        for (int length = 0; length < GOOD.length; length++) {
            byte[] cut = Arrays.copyOf(GOOD, length);
            assertThatThrownBy(() -> scan(cut)).isInstanceOf(RefusedModelException.class);
        }
    }

    @Test
    void a_file_with_any_byte_changed_is_read_or_refused_and_nothing_else() throws IOException {
        for (int at = 0; at < GOOD.length; at++) {
            for (int value : new int[] {0, 0x7F, 0x80, 0xFF, GOOD[at] ^ 1, GOOD[at] ^ 0x40}) {
                byte[] changed = GOOD.clone();
                changed[at] = (byte) value;
                try {
                    scan(changed);
                } catch (RefusedModelException refused) {
                    assertThat(refused.getMessage()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void a_file_beyond_the_size_limit_is_not_read() throws IOException {
        Files.write(folder.resolve("model.onnx"), new byte[LIMITS.textBytesMax()]);

        assertThatThrownBy(() -> ModelScan.scan(folder, "model.onnx", new ScanLimits(100, 1, 1, 1, 1, 1, 1)))
                .hasMessageContaining("at most 100 are read");
    }

    @Test
    void a_model_behind_a_link_is_not_opened() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.write(elsewhere.resolve("model.onnx"), GOOD);
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.createSymbolicLink(root.resolve("model.onnx"), elsewhere.resolve("model.onnx"));

        assertThatThrownBy(() -> ModelScan.scan(root, "model.onnx", LIMITS)).hasMessageContaining("symbolic link");
        assertThatThrownBy(() -> ModelScan.scan(root, "../elsewhere/model.onnx", LIMITS))
                .hasMessageContaining("own folder");
    }

    @Test
    void real_exports_pass() throws IOException {
        Path e5 = HubFolder.model("multilingual-e5-small");
        GraphSummary embedder = ModelScan.scan(e5, "onnx/model_q4.onnx", ScanLimits.DEFAULT);
        assertThat(embedder.inputs())
                .extracting(Port::name)
                .containsExactlyInAnyOrder("input_ids", "attention_mask", "token_type_ids");
        assertThat(embedder.externalFiles()).containsExactly("model_q4.onnx_data");
        assertThat(embedder.output("last_hidden_state")).isPresent();

        Path chat = HubFolder.model("smollm2-135m-instruct");
        for (String name : List.of("onnx/model_quantized.onnx", "onnx/model_quantized_plain.onnx")) {
            GraphSummary summary = ModelScan.scan(chat, name, ScanLimits.DEFAULT);
            assertThat(summary.output("logits")).isPresent();
            assertThat(summary.input("past_key_values.29.value")).isPresent();
            assertThat(summary.weightBytes()).isBetween(100_000_000L, 200_000_000L);
        }
        Path pairs = HubFolder.model("minilm-question-cross-encoder");
        assertThat(ModelScan.scan(pairs, "onnx/model_quantized.onnx", ScanLimits.DEFAULT)
                        .operators())
                .contains("DynamicQuantizeLinear");
    }
}

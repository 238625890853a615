package dev.edgewise.inference.store.scan;

import static dev.edgewise.inference.store.scan.Onnx.addition;
import static dev.edgewise.inference.store.scan.Onnx.floats;
import static dev.edgewise.inference.store.scan.Onnx.message;
import static dev.edgewise.inference.store.scan.Onnx.model;
import static dev.edgewise.inference.store.scan.Onnx.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of a few bytes that make a runtime fill gigabytes. */
class GrowthTest {
    private static final ScanLimits LIMITS = new ScanLimits(1 << 20, 50, 50, 3, 200, 20, 1 << 20);
    private static final long LARGE = 3_000_000_000L;

    @TempDir
    Path folder;

    private GraphSummary scan(Onnx graph) throws IOException {
        Files.write(folder.resolve("model.onnx"), model(graph).toBytes());
        return ModelScan.scan(folder, "model.onnx", LIMITS);
    }

    private static Onnx graph() {
        return addition(floats("w", 1, 2));
    }

    private static byte[] raw(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putLong(value);
        }
        return buffer.array();
    }

    private static Onnx longs(String name, long... values) {
        return tensor(name, 7, values.length).bytes(9, raw(values));
    }

    private static Onnx listed(String name, long... values) {
        Onnx tensor = tensor(name, 7, values.length);
        for (long value : values) {
            tensor.varint(7, value);
        }
        return tensor;
    }

    private static Onnx sparse(Onnx values, Onnx indices, long... sizes) {
        Onnx sparse = message().put(1, values).put(2, indices);
        for (long size : sizes) {
            sparse.varint(3, size);
        }
        return sparse;
    }

    private static Onnx node(String operator, String... inputs) {
        Onnx node = message();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, "grown").text(4, operator);
    }

    private static Onnx constant(String name, Onnx attribute) {
        return message().text(2, name).text(4, "Constant").put(5, attribute);
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of(
                        "a sparse initializer", graph().put(15, sparse(floats("s", 1), longs("i", 5), LARGE)), "'s'"),
                Arguments.of(
                        "a sparse constant",
                        graph().put(
                                        1,
                                        constant(
                                                "c",
                                                message()
                                                        .text(1, "sparse_value")
                                                        .put(22, sparse(floats("s", 1), longs("i", 5), LARGE)))),
                        "'s'"),
                Arguments.of(
                        "sizes that overflow",
                        graph().put(15, sparse(floats("s", 1), longs("i", 5), 1L << 40, 1L << 40)),
                        "64 bits"),
                Arguments.of(
                        "bytes that overflow", graph().put(15, sparse(floats("s", 1), longs("i", 5), 1L << 62)), "'s'"),
                Arguments.of(
                        "a negative size", graph().put(15, sparse(floats("s", 1), longs("i", 5), -10)), "negative"),
                Arguments.of("no sizes", graph().put(15, sparse(floats("s", 1), longs("i", 5))), "lacks"),
                Arguments.of("a place beyond", graph().put(15, sparse(floats("s", 1), longs("i", 10), 10)), "at 10"),
                Arguments.of("a place before", graph().put(15, sparse(floats("s", 1), listed("i", -1), 10)), "at -1"),
                Arguments.of(
                        "a place beyond in one size",
                        graph().put(
                                        15,
                                        sparse(
                                                floats("s", 1),
                                                tensor("i", 7, 1, 2).bytes(9, raw(1, 3)),
                                                3,
                                                3)),
                        "at 3"),
                Arguments.of(
                        "too few places",
                        graph().put(15, sparse(floats("s", 1, 2), longs("i", 1), 10)),
                        "where it stands"),
                Arguments.of(
                        "a shape to fill",
                        graph().put(5, longs("n", LARGE)).put(1, node("ConstantOfShape", "n")),
                        "'grown'"),
                Arguments.of(
                        "a shape beyond any number",
                        graph().put(5, longs("n", 1L << 61, 1L << 61)).put(1, node("ConstantOfShape", "n")),
                        "ConstantOfShape"),
                Arguments.of(
                        "an input spread out",
                        graph().put(5, listed("n", LARGE)).put(1, node("Expand", "x", "n")),
                        "Expand"),
                Arguments.of("copies", graph().put(5, longs("n", LARGE)).put(1, node("Tile", "w", "n")), "Tile"),
                Arguments.of(
                        "a range",
                        graph().put(5, floats("a", 0))
                                .put(5, floats("b", 1e9f))
                                .put(5, floats("d", 1e-9f))
                                .put(1, node("Range", "a", "b", "d")),
                        "Range"),
                Arguments.of(
                        "padding",
                        graph().put(5, longs("n", 100_000, 100_000, 0, 0)).put(1, node("Pad", "x", "n")),
                        "Pad"),
                Arguments.of(
                        "random numbers",
                        graph().put(
                                        1,
                                        node("RandomNormal")
                                                .put(
                                                        5,
                                                        message()
                                                                .text(1, "shape")
                                                                .varint(8, LARGE))),
                        "RandomNormal"),
                Arguments.of(
                        "a size by way of nodes",
                        graph().put(1, node("ConstantOfShape", "m"))
                                .put(1, message().text(1, "k").text(2, "m").text(4, "Cast"))
                                .put(
                                        1,
                                        message()
                                                .text(1, "n")
                                                .text(1, "n")
                                                .text(2, "k")
                                                .text(4, "Concat"))
                                .put(
                                        1,
                                        constant(
                                                "n",
                                                message().text(1, "value_ints").varint(8, 100_000))),
                        "ConstantOfShape"),
                Arguments.of(
                        "many that are large together",
                        graph().put(5, longs("n", 200_000))
                                .put(1, node("ConstantOfShape", "n"))
                                .put(1, node("ConstantOfShape", "n")),
                        "in one model"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void what_a_few_bytes_would_fill_is_refused_by_name(String what, Onnx graph, String reason) {
        assertThatThrownBy(() -> scan(graph))
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining(reason);
    }

    /** 100 by 100 by 100 by 100 by 100, as each type writes it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "UINT8, 2, 64",
        "INT8, 3, 64",
        "UINT16, 4, 6400",
        "INT16, 5, 6400",
        "FLOAT16, 10, 4056",
        "BFLOAT16, 16, c842",
        "UINT32, 12, 64000000",
        "UINT64, 13, 6400000000000000"
    })
    void a_size_kept_in_another_type_and_cast_is_read(String what, int type, String hundred) {
        byte[] data = HexFormat.of().parseHex(hundred.repeat(5));
        Onnx cast = message().text(1, "k").text(2, "n").text(4, "Cast");
        Onnx graph =
                graph().put(5, tensor("k", type, 5).bytes(9, data)).put(1, cast).put(1, node("ConstantOfShape", "n"));

        assertThatThrownBy(() -> scan(graph))
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining("fills 40000000000 bytes");
    }

    @Test
    void sizes_of_several_types_are_joined() {
        Onnx graph = graph().put(5, tensor("k", 3, 1).varint(5, 1))
                .put(5, longs("m", LARGE))
                .put(1, message().text(1, "k").text(2, "l").text(4, "Cast"))
                .put(1, message().text(1, "l").text(1, "m").text(2, "n").text(4, "Concat"))
                .put(1, node("ConstantOfShape", "n"));

        assertThatThrownBy(() -> scan(graph)).hasMessageContaining("fills 12000000000 bytes");
    }

    @Test
    void a_shape_in_another_file_is_read() throws IOException {
        Files.write(folder.resolve("data"), raw(0, LARGE));
        Onnx shape = tensor("n", 7, 1)
                .put(13, Onnx.entry("location", "data"))
                .put(13, Onnx.entry("offset", "8"))
                .put(13, Onnx.entry("length", "8"))
                .varint(14, 1);

        assertThatThrownBy(() -> scan(graph().put(5, shape).put(1, node("ConstantOfShape", "n"))))
                .hasMessageContaining("'grown'");
    }

    @Test
    void a_sparse_tensor_counts_as_what_it_is_written_out() throws IOException {
        Onnx graph = graph().put(15, sparse(floats("s", 1, 2), longs("i", 0, 999), 10, 100))
                .put(15, sparse(floats("t", 1), tensor("i", 7, 1, 2).bytes(9, raw(1, 2)), 3, 3));

        // The weights of the addition, both wholes, and the places.
        assertThat(scan(graph).weightBytes()).isEqualTo(8 + 4000 + 36 + 16 + 16);
    }

    @Test
    void small_shapes_pass() throws IOException {
        Onnx graph = graph().put(5, longs("n", 4, 1, -1))
                .put(1, node("ConstantOfShape", "n"))
                .put(1, node("Expand", "x", "n"))
                .put(1, node("Tile", "x", "unknown"));

        assertThat(scan(graph).operators()).contains("Expand");
    }
}

package dev.edgewise.inference.local;

import dev.edgewise.inference.store.scan.Onnx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Small classifiers of rows of numbers, written as ONNX files: {@code y = x · weights + bias}. */
public final class RowGraphs {
    public static final int FLOAT = 1;
    public static final int DOUBLE = 11;

    private RowGraphs() {}

    /** The last name is its output's. */
    public static Onnx node(String operator, String... names) {
        Onnx node = Onnx.message();
        for (int i = 0; i < names.length - 1; i++) {
            node.text(1, names[i]);
        }
        return node.text(2, names[names.length - 1]).text(4, operator);
    }

    public static Onnx floats(String name, long[] shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Onnx.tensor(name, FLOAT, shape).bytes(9, bytes.array());
    }

    /**
     * One input {@code x} of {@code rows} by two numbers, three labels: the first number, the second, and neither.
     *
     * @param rows −1 for any
     * @param last an operator after it, such as Softmax; empty for none
     */
    public static byte[] threeOfTwo(long rows, String last, String output) {
        String sum = last.isEmpty() ? output : "sum";
        Onnx graph =
                Onnx.message().put(1, node("MatMul", "x", "w", "product")).put(1, node("Add", "product", "b", sum));
        if (!last.isEmpty()) {
            graph.put(1, node(last, sum, output));
        }
        graph.text(2, "g")
                .put(5, floats("w", new long[] {2, 3}, 1, 0, 0, 0, 1, 0))
                .put(5, floats("b", new long[] {3}, 0, 0, 1))
                .put(11, Onnx.port("x", FLOAT, rows, 2))
                .put(12, Onnx.port(output, FLOAT, rows, 3));
        return Onnx.model(graph).toBytes();
    }

    /** The same, of numbers that are first rounded to 8 bits of a scale that all rows of a run share. */
    public static byte[] ofOneScale(long rows) {
        Onnx rounding = Onnx.message()
                .text(1, "x")
                .text(2, "q")
                .text(2, "scale")
                .text(2, "zero")
                .text(4, "DynamicQuantizeLinear");
        Onnx graph = Onnx.message()
                .put(1, rounding)
                .put(1, node("DequantizeLinear", "q", "scale", "zero", "rounded"))
                .put(1, node("MatMul", "rounded", "w", "product"))
                .put(1, node("Add", "product", "b", "logits"))
                .text(2, "g")
                .put(5, floats("w", new long[] {2, 3}, 1, 0, 0, 0, 1, 0))
                .put(5, floats("b", new long[] {3}, 0, 0, 1))
                .put(11, Onnx.port("x", FLOAT, rows, 2))
                .put(12, Onnx.port("logits", FLOAT, rows, 3));
        return Onnx.model(graph).toBytes();
    }

    /** The same three labels of two inputs of one number a row: 32-bit {@code a} and 64-bit {@code b}; 64-bit logits. */
    public static byte[] ofTwoInputs() {
        Onnx wide = Onnx.message().text(1, "to").varint(3, DOUBLE).varint(20, 2);
        Onnx axis = Onnx.message().text(1, "axis").varint(3, 1).varint(20, 2);
        Onnx one = Onnx.tensor("one", FLOAT, 1, 1)
                .bytes(
                        9,
                        ByteBuffer.allocate(4)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putFloat(1)
                                .array());
        Onnx graph = Onnx.message()
                .put(1, node("Cast", "a", "a64").put(5, wide))
                .put(1, node("Sub", "a", "a", "zero"))
                .put(1, node("Add", "zero", "one", "ones"))
                .put(1, node("Cast", "ones", "ones64").put(5, wide))
                .put(1, node("Concat", "a64", "b", "ones64", "logits").put(5, axis))
                .text(2, "g")
                .put(5, one)
                .put(11, Onnx.port("a", FLOAT, -1, 1))
                .put(11, Onnx.port("b", DOUBLE, -1, 1))
                .put(12, Onnx.port("logits", DOUBLE, -1, 3));
        return Onnx.model(graph).toBytes();
    }
}

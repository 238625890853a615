package dev.edgewise.gateway.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes small ONNX files, field by field. */
public final class OnnxFile {
    /** ONNX's numbers of types. */
    public static final int FP32 = 1;

    public static final int INT64 = 7;

    private OnnxFile() {}

    /** A field that holds a number. */
    public static byte[] number(int field, long value) {
        return join(varint((long) field << 3), varint(value));
    }

    /** A field that holds bytes: a text, or a message of other fields. */
    public static byte[] field(int number, byte[]... content) {
        byte[] all = join(content);
        return join(varint((long) number << 3 | 2), varint(all.length), all);
    }

    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] varint(long value) {
        var bytes = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return bytes.toByteArray();
    }

    /** A model of these fields of a graph: IR version 8, operators of version 17. */
    public static byte[] model(byte[]... graph) {
        return join(number(1, 8), field(7, graph), field(8, number(2, 17)));
    }

    /** A node of a graph; the last name is its output's. */
    public static byte[] node(String operator, byte[] attributes, String... names) {
        byte[] node = {};
        for (int i = 0; i < names.length; i++) {
            node = join(node, field(i == names.length - 1 ? 2 : 1, text(names[i])));
        }
        return field(1, node, field(4, text(operator)), attributes);
    }

    public static byte[] input(String name, int type, long... shape) {
        return field(11, port(name, type, shape));
    }

    public static byte[] output(String name, int type, long... shape) {
        return field(12, port(name, type, shape));
    }

    private static byte[] port(String name, int type, long... shape) {
        byte[] sizes = {};
        for (long size : shape) {
            sizes = join(sizes, field(1, size < 0 ? field(2, text("n")) : number(1, size)));
        }
        return join(field(1, text(name)), field(2, field(1, number(1, type), field(2, sizes))));
    }

    /** Weights of 32-bit floats. */
    public static byte[] weights(String name, long[] shape, float... values) {
        byte[] sizes = {};
        for (long size : shape) {
            sizes = join(sizes, number(1, size));
        }
        ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return field(5, sizes, number(2, FP32), field(8, text(name)), field(9, data.array()));
    }

    /**
     * {@code logits = x · weights + bias} of rows of two numbers, for three labels: the first number, the second, and 1.
     *
     * @param rows of each run, −1 for any
     */
    public static byte[] threeOfTwo(long rows) {
        return model(
                node("MatMul", new byte[0], "x", "w", "product"),
                node("Add", new byte[0], "product", "b", "logits"),
                field(2, text("g")),
                weights("w", new long[] {2, 3}, 1, 0, 0, 0, 1, 0),
                weights("b", new long[] {3}, 0, 0, 1),
                input("x", FP32, rows, 2),
                output("logits", FP32, rows, 3));
    }

    /** The same labels of two inputs of one number a row, {@code age} and {@code height}. */
    public static byte[] ofTwoInputs() {
        byte[] axis = field(5, field(1, text("axis")), number(3, 1), number(20, 2));
        return model(
                node("Concat", axis, "age", "height", "x"),
                node("MatMul", new byte[0], "x", "w", "product"),
                node("Add", new byte[0], "product", "b", "logits"),
                field(2, text("g")),
                weights("w", new long[] {2, 3}, 1, 0, 0, 0, 1, 0),
                weights("b", new long[] {3}, 0, 0, 1),
                input("age", FP32, -1, 1),
                input("height", FP32, -1, 1),
                output("logits", FP32, -1, 3));
    }

    /** {@code logits = 1 / x} of rows of two numbers, which tells 0 and −0 apart. */
    public static byte[] inverse() {
        return model(
                node("Reciprocal", new byte[0], "x", "large"),
                node("Clip", new byte[0], "large", "low", "high", "logits"),
                field(2, text("g")),
                weights("low", new long[0], -9),
                weights("high", new long[0], 9),
                input("x", FP32, -1, 2),
                output("logits", FP32, -1, 2));
    }
}

package dev.edgewise.inference.store.scan;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes ONNX files field by field, the malformed ones too. */
public final class Onnx {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A message whose fields are still to come. */
    public static Onnx message() {
        return new Onnx();
    }

    public Onnx varint(int field, long value) {
        raw((long) field << 3);
        raw(value);
        return this;
    }

    public Onnx bytes(int field, byte[] value) {
        raw((long) field << 3 | 2);
        raw(value.length);
        bytes.writeBytes(value);
        return this;
    }

    public Onnx text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public Onnx put(int field, Onnx value) {
        return bytes(field, value.toBytes());
    }

    /** Bytes as they are, tag and all. */
    public Onnx literally(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    private void raw(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    /** A model around a graph, with the default operators. */
    public static Onnx model(Onnx graph) {
        return message().varint(1, 8).put(8, message().varint(2, 17)).put(7, graph);
    }

    public static Onnx node(String domain, String operator, String input, String output) {
        Onnx node = message().text(1, input).text(2, output).text(4, operator);
        return domain.isEmpty() ? node : node.text(7, domain);
    }

    public static Onnx port(String name, int type, long... shape) {
        Onnx dimensions = message();
        for (long size : shape) {
            dimensions.put(1, size < 0 ? message().text(2, "n") : message().varint(1, size));
        }
        return message()
                .text(1, name)
                .put(2, message().put(1, message().varint(1, type).put(2, dimensions)));
    }

    /** A tensor without data. */
    public static Onnx tensor(String name, int type, long... shape) {
        Onnx tensor = message().varint(2, type).text(8, name);
        for (long size : shape) {
            tensor.varint(1, size);
        }
        return tensor;
    }

    public static Onnx floats(String name, float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return tensor(name, 1, values.length).bytes(9, buffer.array());
    }

    /** A tensor with its data in another file. */
    public static Onnx external(String name, String location, String offset, String length, long... shape) {
        return tensor(name, 1, shape)
                .put(13, entry("location", location))
                .put(13, entry("offset", offset))
                .put(13, entry("length", length))
                .varint(14, 1);
    }

    public static Onnx entry(String key, String value) {
        return message().text(1, key).text(2, value);
    }

    /** {@code y = x + w}, for two floats, with the weights given. */
    public static Onnx addition(Onnx weights) {
        return message()
                .put(1, message().text(1, "x").text(1, "w").text(2, "y").text(4, "Add"))
                .text(2, "g")
                .put(5, weights)
                .put(11, port("x", 1, 2))
                .put(12, port("y", 1, 2));
    }
}

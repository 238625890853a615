package dev.edgewise.inference.onnx;

import dev.edgewise.inference.store.scan.Onnx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** A small encoder of 32-bit numbers: embeddings, one attention over them, one product. */
final class MaskedEncoder {
    static final int WIDTH = 16;
    static final int VOCABULARY = 1000;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private MaskedEncoder() {}

    /** @param heeded whether attention keeps to the mask, which it takes either way */
    static byte[] model(boolean heeded) {
        Onnx graph = Onnx.message()
                .put(1, node("Gather", "table", "input_ids", "embedded"))
                .put(1, ints(node("Transpose", "embedded", "turned"), "perm", 0, 2, 1))
                .put(1, node("MatMul", "embedded", "turned", "products"))
                .put(1, to(node("Cast", "attention_mask", "seen"), FLOAT))
                .put(1, node("Sub", "seen", "one", "unseen"))
                .put(1, node("Mul", "unseen", heeded ? "much" : "nothing", "far"))
                .put(1, node("Unsqueeze", "far", "second", "bias"))
                .put(1, node("Add", "products", "bias", "scores"))
                .put(1, node("Softmax", "scores", "shares"))
                .put(1, node("MatMul", "shares", "embedded", "mixed"))
                .put(1, node("MatMul", "mixed", "weights", "last_hidden_state"))
                .text(2, "g")
                .put(5, random("table", VOCABULARY, WIDTH))
                .put(5, random("weights", WIDTH, WIDTH))
                .put(5, Onnx.floats("one", 1))
                .put(5, Onnx.floats("much", 10_000))
                .put(5, Onnx.floats("nothing", 0))
                .put(5, Onnx.tensor("second", INT64, 1).bytes(9, new byte[] {1, 0, 0, 0, 0, 0, 0, 0}))
                .put(11, Onnx.port("input_ids", INT64, -1, -2))
                .put(11, Onnx.port("attention_mask", INT64, -1, -2))
                .put(12, Onnx.port("last_hidden_state", FLOAT, -1, -2, WIDTH));
        return Onnx.model(graph).toBytes();
    }

    private static Onnx node(String operator, String... names) {
        Onnx node = Onnx.message();
        for (int i = 0; i < names.length - 1; i++) {
            node.text(1, names[i]);
        }
        return node.text(2, names[names.length - 1]).text(4, operator);
    }

    private static Onnx ints(Onnx node, String name, int... values) {
        Onnx attribute = Onnx.message().text(1, name);
        for (int value : values) {
            attribute.varint(8, value);
        }
        return node.put(5, attribute.varint(20, 7));
    }

    private static Onnx to(Onnx node, int type) {
        return node.put(5, Onnx.message().text(1, "to").varint(3, type).varint(20, 2));
    }

    private static Onnx random(String name, int rows, int columns) {
        var random = new SplittableRandom(5);
        ByteBuffer bytes = ByteBuffer.allocate(rows * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows * columns; i++) {
            bytes.putFloat((float) random.nextDouble(-1, 1));
        }
        return Onnx.tensor(name, FLOAT, rows, columns).bytes(9, bytes.array());
    }
}

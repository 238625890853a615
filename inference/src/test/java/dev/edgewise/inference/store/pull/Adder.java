package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.scan.Onnx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A model that adds its weights, which lie in a file of their own. */
final class Adder {
    private Adder() {}

    static void write(Path model, int weightBytes) throws IOException {
        Files.createDirectories(model.resolve("onnx"));
        Files.write(
                model.resolve("onnx/model.onnx"),
                Onnx.model(Onnx.addition(Onnx.external(
                                "w", "model.onnx_data", "0", Integer.toString(weightBytes), weightBytes / 4)))
                        .toBytes());
        byte[] weights = new byte[weightBytes];
        new Random(7).nextBytes(weights);
        Files.write(model.resolve("onnx/model.onnx_data"), weights);
    }
}

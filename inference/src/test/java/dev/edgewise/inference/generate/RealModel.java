package dev.edgewise.inference.generate;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.edgewise.inference.ChatMessage;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.onnx.DecoderLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** The light chat model, where its folder is. */
final class RealModel {
    static final ModelId ID = new ModelId("smollm2-135m-instruct");
    static final String SHARED = "onnx/model_quantized.onnx";
    static final String PLAIN = "onnx/model_quantized_plain.onnx";
    private static final Path FOLDER = Path.of("../../shared/hub/edgewise/smollm2-135m-instruct");

    private RealModel() {}

    static void assumePresent() {
        assumeTrue(
                Files.isRegularFile(FOLDER.resolve(SHARED)),
                "skipped: the chat model is not in ../shared/hub/edgewise/smollm2-135m-instruct");
    }

    static GenerationModel open(String file, GenerationLimits limits) throws IOException {
        assumePresent();
        return new DecoderLoader(Path.of("target/native"), 1, limits).open(ID, FOLDER, file);
    }

    static Generator generator(String file, int slots) throws IOException {
        GenerationLimits limits = new GenerationLimits(2, slots, 2048, 64);
        return new Generator(open(file, limits), limits, System::nanoTime, new SplittableRandom(1));
    }

    static Prompt chat(String question) {
        return Prompt.Chat.of(List.of(ChatMessage.of("user", question)));
    }

    static Generate greedy(String question, int tokensMax) {
        return Generate.of(ID, chat(question), Sampling.greedy(), tokensMax);
    }
}

package dev.edgewise.inference.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Prints what the engine adds to bare runs of the same models. Asserts nothing, and runs in profile {@code bench} alone:
 * figures of a shared machine are read beside its load, not judged by a build.
 */
class InferenceBench {
    private static final Path CHAT = Path.of("../../shared/hub/edgewise/smollm2-135m-instruct");
    private static final String THREADS =
            Integer.toString(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8));

    @Test
    void textsAgainstABareLoop() throws Exception {
        assumeTrue(Files.isDirectory(CHAT), "skipped: the chat model is not in ../shared/hub beside the checkout");
        GenerationCost.main(new String[] {CHAT.toString(), "target/native", THREADS, "5"});
    }

    @Test
    void vectorsAgainstBareRuns() throws Exception {
        EmbeddingCost.main(new String[] {"target/bench-store", "200"});
    }
}

package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import dev.edgewise.inference.provider.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the ONNX Runtime of this process can do.
 *
 * @param version its version, such as {@code 1.29.0}
 * @param providers what it can run models with, such as {@code CPU} or {@code CUDA}; being built for one does not mean
 *     that the machine has it
 */
public record RuntimeFacts(String version, List<String> providers) {
    /**
     * Starts the runtime if it does not run yet, and asks it. Reads and writes files: for platform threads only.
     *
     * @param folder of {@link ModelLoader}
     * @throws IOException if its native libraries cannot be placed there or do not load
     */
    public static RuntimeFacts of(Path folder) throws IOException {
        try {
            OnnxRuntime runtime = OnnxRuntime.start(folder.resolve("native"), 1);
            return new RuntimeFacts(
                    runtime.version(),
                    OrtEnvironment.getAvailableProviders().stream()
                            .map(OrtProvider::name)
                            .sorted()
                            .toList());
        } catch (OrtException | UnsatisfiedLinkError refused) {
            throw new IOException("ONNX Runtime does not start: " + refused.getMessage(), refused);
        }
    }

    /** Whether this build has the libraries of a provider; the machine may still lack the device or its driver. */
    public static boolean built(Provider provider) {
        return ProviderLibraries.present(provider);
    }
}

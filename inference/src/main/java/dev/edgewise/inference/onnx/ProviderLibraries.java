package dev.edgewise.inference.onnx;

import dev.edgewise.inference.provider.Provider;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The parts of the runtime for devices, which only its GPU jar has. */
final class ProviderLibraries {
    private static final String ABSENT =
            "this build has ONNX Runtime for the processor alone; build with -Pgpu (EDGEWISE_FLAVOR=gpu) for ";

    private ProviderLibraries() {}

    /** Whether the class path has them. */
    static boolean present(Provider provider) {
        try {
            return !provider.onDevice() || resource(name(provider)) != null;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Places them beside the runtime, which looks for them there.
     *
     * @throws IOException if the class path does not have them, or they cannot be written
     */
    static void place(Path folder, Provider provider) throws IOException {
        if (!present(provider)) {
            throw new IOException(ABSENT + provider.id());
        }
        place(folder, "onnxruntime_providers_shared");
        place(folder, name(Provider.CUDA));
        if (provider == Provider.TENSORRT) {
            place(folder, name(provider));
        }
    }

    private static String name(Provider provider) {
        return "onnxruntime_providers_" + provider.id();
    }

    private static void place(Path folder, String name) throws IOException {
        String file = System.mapLibraryName(name);
        JarFiles.place(JarFiles.Resource.of(prefix() + file), folder, file);
    }

    private static @Nullable URL resource(String name) throws IOException {
        return ProviderLibraries.class.getClassLoader().getResource(prefix() + System.mapLibraryName(name));
    }

    private static String prefix() throws IOException {
        return "ai/onnxruntime/native/" + Platform.here().onnxRuntime() + "/";
    }
}

package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.onnx.nativeapi.NativeAccess;
import dev.edgewise.inference.onnx.nativeapi.NativeApi;
import dev.edgewise.inference.provider.Provider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime in this process: one environment and one thread pool for every model, because the library knows only
 * one. The first caller's folder and thread count hold.
 */
final class OnnxRuntime {
    private static final String LIBRARY_FOLDER_PROPERTY = "onnxruntime.native.path";

    /** Room for the longest command line that Linux takes in one argument, 128 KiB. */
    private static final long START_STACK_BYTES = 256L << 20;

    private static @Nullable OnnxRuntime instance;

    private final OrtEnvironment environment;
    private final Pool pool;
    private final Path libraries;
    private @Nullable NativeAccess nativeAccess;

    /** How the library's one thread pool was made; the library itself does not tell. */
    record Pool(int threads, int threadsBetween, boolean spins) {
        static Pool of(int threads) {
            // Spinning threads burn the cores that the event loop needs: 2.5 to 4.5 times slower on a shared box.
            return new Pool(threads, 1, false);
        }

        private void tell(OrtEnvironment.ThreadingOptions options) throws OrtException {
            options.setGlobalIntraOpNumThreads(threads);
            options.setGlobalInterOpNumThreads(threadsBetween);
            options.setGlobalSpinControl(spins);
        }
    }

    private OnnxRuntime(OrtEnvironment environment, Pool pool) {
        this.environment = environment;
        this.pool = pool;
        this.libraries = Path.of(System.getProperty(LIBRARY_FOLDER_PROPERTY, ""));
    }

    /**
     * Starts the runtime, or gives back the running one. Reads and writes files: for platform threads only.
     *
     * @param folder where its native libraries are kept between starts
     * @param threads threads of one model run, its caller's included
     * @throws IOException if the libraries cannot be unpacked
     * @throws OrtException if the library refuses the settings
     */
    static synchronized OnnxRuntime start(Path folder, int threads) throws IOException, OrtException {
        if (instance == null) {
            // Left to itself, it unpacks 28 MB into the temporary folder at every start.
            if (System.getProperty(LIBRARY_FOLDER_PROPERTY) == null) {
                System.setProperty(LIBRARY_FOLDER_PROPERTY, libraries(folder).toString());
            }
            try (OrtEnvironment.ThreadingOptions options = new OrtEnvironment.ThreadingOptions()) {
                Pool pool = Pool.of(threads);
                pool.tell(options);
                instance = new OnnxRuntime(environment(options), pool);
            }
        }
        return instance;
    }

    /**
     * The library searches the process's command line with a regular expression that recurs for every character: a class
     * path of 4,000 characters overflows the megabyte that Java threads have, and takes the process down.
     */
    private static OrtEnvironment environment(OrtEnvironment.ThreadingOptions options) {
        var start = new FutureTask<>(
                () -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "edgewise", options));
        new Thread(null, start, "edgewise-onnx-start", START_STACK_BYTES).start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return start.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("ONNX Runtime does not start", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Path libraries(Path folder) throws IOException {
        String prefix = "ai/onnxruntime/native/" + Platform.here().onnxRuntime() + "/";
        String main = System.mapLibraryName("onnxruntime");
        String binding = System.mapLibraryName("onnxruntime4j_jni");
        JarFiles.Resource library = JarFiles.Resource.of(prefix + main);
        Path versioned = folder.resolve("onnxruntime-" + library.version()).toAbsolutePath();
        JarFiles.place(library, versioned, main);
        JarFiles.place(JarFiles.Resource.of(prefix + binding), versioned, binding);
        return versioned;
    }

    OrtEnvironment environment() {
        return environment;
    }

    Pool pool() {
        return pool;
    }

    String version() {
        return environment.getVersion();
    }

    /** The library's C interface, or why it cannot be used. Looked for when first asked: linking it takes its time. */
    synchronized NativeAccess nativeAccess() {
        if (nativeAccess == null) {
            nativeAccess = NativeApi.find(libraries.resolve(System.mapLibraryName("onnxruntime")));
        }
        return nativeAccess;
    }

    /**
     * Makes a provider's libraries ready to be loaded. Writes hundreds of megabytes the first time.
     *
     * @throws IOException if this build does not have them
     */
    synchronized void provide(Provider provider) throws IOException {
        if (provider.onDevice()) {
            ProviderLibraries.place(libraries, provider);
        }
    }

    /** Options every session starts from; the caller closes them. */
    static OrtSession.SessionOptions sessionOptions() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.disablePerSessionThreads();
        // An arena keeps its largest batch for ever; these models allocate little and give it back.
        options.setCPUArenaAllocator(false);
        options.setMemoryPatternOptimization(false);
        return options;
    }
}

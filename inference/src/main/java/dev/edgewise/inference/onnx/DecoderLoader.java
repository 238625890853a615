package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.chat.ChatTemplate;
import dev.edgewise.inference.generate.Decoder;
import dev.edgewise.inference.generate.DecoderFolder;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.generate.GenerationModel;
import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import dev.edgewise.inference.onnx.nativeapi.NativeAccess;
import dev.edgewise.inference.onnx.nativeapi.NativeApi;
import dev.edgewise.inference.onnx.nativeapi.Place;
import dev.edgewise.inference.onnx.nativeapi.SessionPlan;
import dev.edgewise.inference.provider.Placement;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.Sameness;
import dev.edgewise.inference.store.scan.GraphSummary;
import dev.edgewise.inference.store.scan.ModelScan;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes decoders ready to write. Reads files and computes for long: for platform threads only. */
public final class DecoderLoader {
    /** The attention that writes into a memory which is longer than the text; attention spelled out cannot. */
    private static final String SHARING = "GroupQueryAttention";

    private static final String WIDE_ATTENTION = "its " + SHARING + " takes 32-bit floats, which is computed on the"
            + " processor, and keys and values would travel at every token; take an export with 16 bits, such as"
            + " onnx/model_fp16.onnx or onnx/model_q4f16.onnx";

    /**
     * A step hands out some two hundred pieces of work, and a thread that sleeps before each takes longer to wake than many of
     * them last. So it looks out for a moment, within a run alone: one that spins between two tokens takes the core of an event
     * loop.
     */
    private static final Map<String, String> ENTRIES = Map.of(
            "session.intra_op.allow_spinning", "1",
            "session.intra_op.spin_duration_us", "50",
            "session.intra_op.spin_backoff_max", "16",
            "session.force_spinning_stop", "1");

    private static final System.Logger LOG = System.getLogger(DecoderLoader.class.getName());

    private final Path libraries;
    private final int threadsShared;
    private final GenerationLimits limits;

    /**
     * A loader that starts the native libraries with the first model.
     *
     * @param libraries where native libraries are kept between starts; made when needed
     * @param threadsShared threads of the pool that other models share, should this be the first model
     */
    public DecoderLoader(Path libraries, int threadsShared, GenerationLimits limits) {
        this.libraries = libraries;
        this.threadsShared = threadsShared;
        this.limits = limits;
    }

    /**
     * Loads the decoder of a card.
     *
     * @param memory hears what the library's tokenizer takes, where it is started later
     * @throws IOException as {@link #open(ModelId, Path, String)}
     */
    public GenerationModel open(ModelCard card, Placement placement, LateMemory memory) throws IOException {
        return switch (card.source()) {
            case ModelSource.Folder files ->
                open(card.id(), files.root(), files.model(), placement, memory, OnnxRuntime::nativeAccess);
            case ModelSource.Embedded _, ModelSource.Head _ -> throw new IOException(card.id() + " is in no folder");
        };
    }

    /**
     * Loads a decoder from a folder in Hugging Face layout.
     *
     * @param file the ONNX file inside the folder, such as {@code onnx/model_quantized.onnx}
     * @return the model; the caller closes its parts, or the {@code Generator} that gets it
     * @throws IOException if a file is missing or is not what it should be; the message says which
     */
    public GenerationModel open(ModelId id, Path folder, String file) throws IOException {
        return open(id, folder, file, Placement.onCpu(), LateMemory.UNCOUNTED, OnnxRuntime::nativeAccess);
    }

    /** The same by the interface that {@code access} gives, or by the Java binding where it gives none. */
    GenerationModel open(
            ModelId id,
            Path folder,
            String file,
            Placement placement,
            LateMemory memory,
            Function<OnnxRuntime, NativeAccess> access)
            throws IOException {
        DecoderFolder said = DecoderFolder.read(folder);
        Tokenizer tokenizer = tokenizer(said, memory);
        try {
            Decoder decoder = decoder(id, folder, file, said, placement, access);
            try {
                return new GenerationModel(
                        id,
                        decoder,
                        new DecoderTokenizer(tokenizer, said.vocabulary(decoder.vocabulary())),
                        said.chatTemplate()
                                .map(template ->
                                        new ChatTemplate(template, said.specialTokens(), System::currentTimeMillis)));
            } catch (IOException | RuntimeException | Error e) {
                decoder.close();
                throw e;
            }
        } catch (OrtException | EngineException e) {
            tokenizer.close();
            throw new IOException("ONNX Runtime refuses " + id + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    private Tokenizer tokenizer(DecoderFolder said, LateMemory memory) throws IOException {
        Path json = said.tokenizerJson();
        return said.ownTokenizer().isPresent()
                ? JavaTokenizer.of(
                        said.ownTokenizer().get(),
                        () -> Files.newInputStream(json),
                        libraries,
                        said.tokenizerChecksum(),
                        memory)
                : HubTokenizer.of(Files.readString(json), libraries);
    }

    private Decoder decoder(
            ModelId id,
            Path folder,
            String file,
            DecoderFolder said,
            Placement placement,
            Function<OnnxRuntime, NativeAccess> access)
            throws IOException, OrtException, EngineException {
        GraphSummary graph = ModelScan.scan(folder, file, ScanLimits.DEFAULT);
        OnnxRuntime runtime = OnnxRuntime.start(libraries, threadsShared);
        boolean shared = graph.operators().contains(SHARING);
        int context = Math.min(said.contextTokens(), limits.contextTokensMax());
        Path model = folder.resolve(file);
        Sameness sameness = Sameness.of(graph.operators());
        ProviderOptions providers = new ProviderOptions(placement.plan(), libraries.resolveSibling("prepared"));
        return switch (access.apply(runtime)) {
            case NativeAccess.Present(NativeApi api) ->
                new ProviderChain<Decoder>(
                                provider -> bound(runtime, api, model, shared, context, provider, providers),
                                (tested, onCpu) -> DecoderSelfTest.difference(tested, onCpu, sameness),
                                Decoder::close)
                        .open(id.value(), placement);
            case NativeAccess.Absent(String reason) -> {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "generation goes through the Java binding, which takes 6 KB of heap a token: {0}",
                        reason);
                yield new ProviderChain<Decoder>(
                                provider -> onCpu(provider, runtime, model, shared, context, reason),
                                (tested, onCpu) -> DecoderSelfTest.difference(tested, onCpu, sameness),
                                Decoder::close)
                        .open(id.value(), placement);
            }
        };
    }

    private Decoder bound(
            OnnxRuntime runtime,
            NativeApi api,
            Path file,
            boolean shared,
            int context,
            Provider provider,
            ProviderOptions providers)
            throws IOException, EngineException {
        runtime.provide(provider);
        DecoderSession session = new DecoderSession(
                api,
                file,
                plan(limits.threads(), providers.of(provider)),
                provider.onDevice()
                        ? Optional.of(made -> Place.cuda(made, providers.plan().device()))
                        : Optional.empty());
        try {
            DecoderPorts ports = DecoderPorts.of(session.session());
            if (provider.onDevice() && shared && ports.kind() == ElementKind.FLOAT) {
                throw new IOException(WIDE_ATTENTION);
            }
            int slots = limits.slots();
            return shared
                    ? new SharedDecoder(new BoundSharedRuns(session, ports, slots, context), ports, slots, context)
                    : new SequenceDecoder(new BoundSequenceRuns(session, ports, slots, context), ports, slots, context);
        } catch (IOException | EngineException | RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /** The Java binding copies every output of a device to the host at every run: no use for generation. */
    private Decoder onCpu(Provider provider, OnnxRuntime runtime, Path file, boolean shared, int context, String reason)
            throws IOException, OrtException {
        if (provider.onDevice()) {
            throw new IOException("keys and values cannot be kept on a device: " + reason);
        }
        return plain(runtime, file, shared, context);
    }

    /** By the Java binding alone. */
    private Decoder plain(OnnxRuntime runtime, Path file, boolean shared, int context)
            throws IOException, OrtException {
        JavaRuns.Held held = JavaRuns.Held.of(runtime.environment(), session(runtime, file));
        try {
            DecoderPorts ports = DecoderPorts.of(held.session());
            int slots = limits.slots();
            return shared
                    ? new SharedDecoder(new JavaSharedRuns(held, ports, slots, context), ports, slots, context)
                    : new SequenceDecoder(new JavaSequenceRuns(held, ports, slots, context), ports, slots, context);
        } catch (IOException | OrtException | RuntimeException | Error e) {
            held.close();
            throw e;
        }
    }

    private OrtSession session(OnnxRuntime runtime, Path file) throws OrtException {
        try (OrtSession.SessionOptions options = options(limits.threads())) {
            return runtime.environment().createSession(file.toString(), options);
        }
    }

    /** How a decoder's session is made by the C interface. */
    static SessionPlan plan(int threads, List<SessionPlan.Provider> providers) {
        return new SessionPlan(threads, ENTRIES, providers);
    }

    /** Options of a decoder's session by the Java binding; the caller closes them. */
    static OrtSession.SessionOptions options(int threads) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        // Threads of its own: the shared pool is sized for many small runs, a decoder's step wants every core.
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        for (Map.Entry<String, String> entry : ENTRIES.entrySet()) {
            options.addConfigEntry(entry.getKey(), entry.getValue());
        }
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        return options;
    }
}

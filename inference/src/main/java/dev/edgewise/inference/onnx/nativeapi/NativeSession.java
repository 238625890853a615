package dev.edgewise.inference.onnx.nativeapi;

import dev.edgewise.inference.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** A loaded model. Runs from any thread, through {@link Binding}s; freed by {@link #close}, after them. */
public final class NativeSession implements AutoCloseable {
    /** Sizes of the shape with most of them. */
    private static final int RANK_MAX = 64;

    private final OrtTable table;
    private final long handle;
    private final Arena names = Arena.ofShared();
    private final List<NativePort> inputs;
    private final List<NativePort> outputs;
    private final boolean owned;

    /**
     * Loads a model. Reads files and computes for long: for platform threads only.
     *
     * @throws EngineException if the library refuses the file or the plan, by its own word
     */
    public NativeSession(NativeApi api, Path file, SessionPlan plan) throws EngineException {
        this.table = api.table();
        this.owned = true;
        try (Arena arena = Arena.ofConfined();
                SessionOptions options = new SessionOptions(table, plan)) {
            this.handle = table.made(
                    OrtFunction.CREATE_SESSION,
                    api.environment(),
                    arena.allocateFrom(file.toString()).address(),
                    options.handle());
        }
        try {
            this.inputs = inputs(api);
            this.outputs = outputs(api);
        } catch (EngineException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private NativeSession(NativeApi api, long handle) throws EngineException {
        this.table = api.table();
        this.owned = false;
        this.handle = handle;
        this.inputs = inputs(api);
        this.outputs = outputs(api);
    }

    /**
     * A session that somebody else has loaded and frees, after this is closed.
     *
     * @param handle where the library has it: a {@code OrtSession*}
     * @throws EngineException if the library does not tell what it takes and gives
     */
    public static NativeSession borrowed(NativeApi api, long handle) throws EngineException {
        return new NativeSession(api, handle);
    }

    private List<NativePort> inputs(NativeApi api) throws EngineException {
        return ports(
                api,
                OrtFunction.SESSION_GET_INPUT_COUNT,
                OrtFunction.SESSION_GET_INPUT_NAME,
                OrtFunction.SESSION_GET_INPUT_TYPE_INFO);
    }

    private List<NativePort> outputs(NativeApi api) throws EngineException {
        return ports(
                api,
                OrtFunction.SESSION_GET_OUTPUT_COUNT,
                OrtFunction.SESSION_GET_OUTPUT_NAME,
                OrtFunction.SESSION_GET_OUTPUT_TYPE_INFO);
    }

    private List<NativePort> ports(NativeApi api, OrtFunction count, OrtFunction name, OrtFunction type)
            throws EngineException {
        List<NativePort> ports = new ArrayList<>();
        long size = table.made(count, handle);
        for (long i = 0; i < size; i++) {
            long text = table.made(name, handle, i, api.allocator());
            String read = CStrings.read(text);
            table.free(api.allocator(), text);
            long info = table.made(type, handle, i);
            try {
                ports.add(port(read, table.made(OrtFunction.CAST_TYPE_INFO_TO_TENSOR_INFO, info)));
            } finally {
                table.release(OrtFunction.RELEASE_TYPE_INFO, info);
            }
        }
        return List.copyOf(ports);
    }

    /** @param tensor the library's description of the tensor, owned by the type it belongs to; 0 if it is none */
    private NativePort port(String name, long tensor) throws EngineException {
        if (tensor == 0) {
            return new NativePort(name, 0, List.of());
        }
        int rank = (int) table.made(OrtFunction.GET_DIMENSIONS_COUNT, tensor);
        if (rank < 0 || rank > RANK_MAX) {
            return new NativePort(name, 0, List.of());
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, rank));
            table.call(OrtFunction.GET_DIMENSIONS, tensor, sizes.address(), rank);
            return new NativePort(
                    name,
                    (int) table.made(OrtFunction.GET_TENSOR_ELEMENT_TYPE, tensor),
                    LongStream.range(0, rank)
                            .mapToObj(i -> sizes.getAtIndex(ValueLayout.JAVA_LONG, i))
                            .toList());
        }
    }

    /** What it takes, in the order of the model. */
    public List<NativePort> inputs() {
        return inputs;
    }

    /** What it gives, in the order of the model. */
    public List<NativePort> outputs() {
        return outputs;
    }

    /** A name to bind by; made once, as it stays until the session is closed. */
    public PortName name(String name) {
        return new PortName(names.allocateFrom(name));
    }

    OrtTable table() {
        return table;
    }

    long handle() {
        return handle;
    }

    @Override
    public void close() {
        if (owned) {
            table.release(OrtFunction.RELEASE_SESSION, handle);
        }
        names.close();
    }
}

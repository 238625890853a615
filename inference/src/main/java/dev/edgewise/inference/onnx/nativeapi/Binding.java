package dev.edgewise.inference.onnx.nativeapi;

import dev.edgewise.inference.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Which memory a session's inputs are read from and its outputs are written to; stays from run to run until changed. An
 * output may lie where an input lies. Takes nothing of the heap. One thread; closed before the session and the memory.
 */
public final class Binding implements AutoCloseable {
    private final OrtTable table;
    private final NativeSession session;
    private final long handle;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);

    /** @throws EngineException if the library refuses */
    public Binding(NativeSession session) throws EngineException {
        this.table = session.table();
        this.session = session;
        try {
            this.handle = table.made(OrtFunction.CREATE_IO_BINDING, session.handle());
        } catch (EngineException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Reads an input from memory. From another place than the session computes in, it is copied now, not at the run.
     *
     * @param name the input's
     * @param offset where in the memory it begins, in bytes
     * @throws EngineException if the session has no such input, or the library refuses
     * @throws IndexOutOfBoundsException if the tensor reaches beyond the memory
     */
    public void input(PortName name, Memory memory, long offset, ElementKind kind, Dims dims) throws EngineException {
        bind(OrtFunction.BIND_INPUT, name, memory, offset, kind, dims);
    }

    /** Writes an output to memory; the parameters as those of {@link #input}. */
    public void output(PortName name, Memory memory, long offset, ElementKind kind, Dims dims) throws EngineException {
        bind(OrtFunction.BIND_OUTPUT, name, memory, offset, kind, dims);
    }

    private void bind(OrtFunction function, PortName name, Memory memory, long offset, ElementKind kind, Dims dims)
            throws EngineException {
        long bytes = dims.elements() * kind.bytes();
        table.call(
                OrtFunction.CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE,
                memory.place().info(),
                memory.at(offset, bytes),
                bytes,
                dims.address(),
                dims.rank(),
                kind.code(),
                out.address());
        long tensor = out.get(ValueLayout.JAVA_LONG, 0);
        try {
            table.call(function, handle, name.address(), tensor);
        } finally {
            // The binding keeps its own hold on it.
            table.release(OrtFunction.RELEASE_VALUE, tensor);
        }
    }

    /**
     * Computes. For platform threads only.
     *
     * @throws EngineException if the library fails, or {@code control} ended it
     */
    public void run(RunControl control) throws EngineException {
        table.call(OrtFunction.RUN_WITH_BINDING, session.handle(), control.options(), handle);
    }

    /** Waits until what was bound from the host has arrived on a device. */
    public void awaitInputs() throws EngineException {
        table.call(OrtFunction.SYNCHRONIZE_BOUND_INPUTS, handle);
    }

    /** Waits until what a run wrote from a device to the host is there. */
    public void await() throws EngineException {
        table.call(OrtFunction.SYNCHRONIZE_BOUND_OUTPUTS, handle);
    }

    @Override
    public void close() {
        table.release(OrtFunction.RELEASE_IO_BINDING, handle);
        arena.close();
    }
}

package dev.edgewise.inference.onnx.nativeapi;

import dev.edgewise.inference.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/** The library's form of a {@link SessionPlan}. */
final class SessionOptions implements AutoCloseable {
    /** {@code ORT_ENABLE_ALL}. */
    private static final long OPTIMIZE_ALL = 99;

    private final OrtTable table;
    private final long handle;

    SessionOptions(OrtTable table, SessionPlan plan) throws EngineException {
        this.table = table;
        this.handle = table.made(OrtFunction.CREATE_SESSION_OPTIONS);
        try {
            table.call(OrtFunction.SET_INTRA_OP_NUM_THREADS, handle, plan.threads());
            table.call(OrtFunction.SET_INTER_OP_NUM_THREADS, handle, 1);
            table.call(OrtFunction.SET_SESSION_GRAPH_OPTIMIZATION_LEVEL, handle, OPTIMIZE_ALL);
            for (Map.Entry<String, String> entry : plan.entries().entrySet()) {
                set(entry.getKey(), entry.getValue());
            }
            for (SessionPlan.Provider provider : plan.providers()) {
                append(provider);
            }
        } catch (EngineException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void set(String name, String value) throws EngineException {
        try (Arena arena = Arena.ofConfined()) {
            table.call(
                    OrtFunction.ADD_SESSION_CONFIG_ENTRY,
                    handle,
                    arena.allocateFrom(name).address(),
                    arena.allocateFrom(value).address());
        }
    }

    private void append(SessionPlan.Provider provider) throws EngineException {
        switch (provider) {
            case SessionPlan.Provider.Cuda(Map<String, String> options) ->
                append(
                        options,
                        OrtFunction.CREATE_CUDA_OPTIONS,
                        OrtFunction.UPDATE_CUDA_OPTIONS,
                        OrtFunction.APPEND_CUDA,
                        OrtFunction.RELEASE_CUDA_OPTIONS);
            case SessionPlan.Provider.TensorRt(Map<String, String> options) ->
                append(
                        options,
                        OrtFunction.CREATE_TENSORRT_OPTIONS,
                        OrtFunction.UPDATE_TENSORRT_OPTIONS,
                        OrtFunction.APPEND_TENSORRT,
                        OrtFunction.RELEASE_TENSORRT_OPTIONS);
        }
    }

    private void append(
            Map<String, String> settings,
            OrtFunction create,
            OrtFunction update,
            OrtFunction append,
            OrtFunction release)
            throws EngineException {
        long options = table.made(create);
        try (Arena arena = Arena.ofConfined()) {
            List<Map.Entry<String, String>> entries = List.copyOf(settings.entrySet());
            MemorySegment keys = arena.allocate(ValueLayout.ADDRESS, Math.max(1, entries.size()));
            MemorySegment values = arena.allocate(ValueLayout.ADDRESS, Math.max(1, entries.size()));
            for (int i = 0; i < entries.size(); i++) {
                keys.setAtIndex(
                        ValueLayout.ADDRESS,
                        i,
                        arena.allocateFrom(entries.get(i).getKey()));
                values.setAtIndex(
                        ValueLayout.ADDRESS,
                        i,
                        arena.allocateFrom(entries.get(i).getValue()));
            }
            table.call(update, options, keys.address(), values.address(), entries.size());
            table.call(append, handle, options);
        } finally {
            table.release(release, options);
        }
    }

    long handle() {
        return handle;
    }

    @Override
    public void close() {
        table.release(OrtFunction.RELEASE_SESSION_OPTIONS, handle);
    }
}

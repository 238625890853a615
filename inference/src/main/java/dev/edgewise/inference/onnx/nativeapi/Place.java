package dev.edgewise.inference.onnx.nativeapi;

import dev.edgewise.inference.EngineException;
import java.lang.foreign.Arena;

/** Where tensors lie: the memory of the host or of a device. Freed by {@link #close}, after what lies there. */
public final class Place implements AutoCloseable {
    private static final long DEVICE_ALLOCATOR = 0;
    private static final long DEFAULT_MEMORY = 0;

    private final OrtTable table;
    private final long info;
    private final boolean host;

    private Place(NativeApi api, String name, int device, boolean host) throws EngineException {
        this.table = api.table();
        this.host = host;
        try (Arena arena = Arena.ofConfined()) {
            this.info = table.made(
                    OrtFunction.CREATE_MEMORY_INFO,
                    arena.allocateFrom(name).address(),
                    DEVICE_ALLOCATOR,
                    device,
                    DEFAULT_MEMORY);
        }
    }

    /** The host's memory. */
    public static Place host(NativeApi api) throws EngineException {
        return new Place(api, "Cpu", 0, true);
    }

    /** The memory of a CUDA device. */
    public static Place cuda(NativeApi api, int device) throws EngineException {
        return new Place(api, "Cuda", device, false);
    }

    /** Whether the processor can read it. */
    public boolean isHost() {
        return host;
    }

    long info() {
        return info;
    }

    @Override
    public void close() {
        table.release(OrtFunction.RELEASE_MEMORY_INFO, info);
    }
}

package dev.edgewise.inference.onnx.nativeapi;

import dev.edgewise.inference.EngineException;
import java.util.ArrayList;
import java.util.List;

/** Memory from the allocator that a session uses at a place. One thread; freed by {@link #close}, before the session. */
public final class DeviceMemory implements AutoCloseable {
    private final OrtTable table;
    private final Place place;
    private final long allocator;
    private final List<Long> pieces = new ArrayList<>();

    /** @throws EngineException if the session allocates nothing at that place */
    public DeviceMemory(NativeSession session, Place place) throws EngineException {
        this.table = session.table();
        this.place = place;
        this.allocator = table.made(OrtFunction.CREATE_ALLOCATOR, session.handle(), place.info());
    }

    /**
     * A piece of memory of unknown content.
     *
     * @throws EngineException if there is not so much left
     */
    public Memory allocate(long bytes) throws EngineException {
        long address = table.made(OrtFunction.ALLOCATOR_ALLOC, allocator, bytes);
        pieces.add(address);
        return new Memory(place, address, bytes);
    }

    @Override
    public void close() {
        for (long piece : pieces) {
            table.free(allocator, piece);
        }
        pieces.clear();
        table.release(OrtFunction.RELEASE_ALLOCATOR, allocator);
    }
}

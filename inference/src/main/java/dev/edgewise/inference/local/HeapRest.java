package dev.edgewise.inference.local;

import java.util.function.LongSupplier;

/**
 * Has the Java heap give back what models left on it. What a load made lives as long as the model and is old when it leaves;
 * by themselves collectors let the heap grow to its most before they look at what is old. One thread.
 */
final class HeapRest {
    /** A heap that grew less since the last look stays as it is, in bytes. */
    private static final long GROWN_BYTES_MIN = 32L << 20;

    /** A larger heap is that of much else, and looking through all of it takes long, in bytes. */
    private static final long HEAP_BYTES_MAX = 256L << 20;

    private final LongSupplier heapBytes;
    private final Runnable collection;
    private long unloadsBefore;
    private long bytesBefore;

    /**
     * @param heapBytes what the heap has of the system, used or not
     * @param collection collects all garbage, which stops the process for some tens of milliseconds
     */
    HeapRest(LongSupplier heapBytes, Runnable collection) {
        this.heapBytes = heapBytes;
        this.collection = collection;
        this.bytesBefore = heapBytes.getAsLong();
    }

    /** Of this process. */
    static HeapRest ofProcess() {
        return new HeapRest(Runtime.getRuntime()::totalMemory, Runtime.getRuntime()::gc);
    }

    /**
     * To be called now and then; collects once models have left, and the heap is larger than it was after the last time.
     *
     * @param unloads models that have left memory since the start
     * @param idle whether no model is in use, or on its way
     */
    void look(long unloads, boolean idle) {
        if (unloads == unloadsBefore || !idle) {
            return;
        }
        unloadsBefore = unloads;
        long bytes = heapBytes.getAsLong();
        if (bytes - bytesBefore >= GROWN_BYTES_MIN && bytes <= HEAP_BYTES_MAX) {
            collection.run();
            bytesBefore = heapBytes.getAsLong();
        }
    }
}

package dev.edgewise.inference.local;

import java.util.function.LongSupplier;

/**
 * Has the process give back what models left in it. What a load made on the Java heap lives as long as the model and is old
 * when it leaves; by themselves collectors let the heap grow to its most before they look at what is old. And what the
 * compilers had taken of the native heap while models came and went is free some seconds after. One thread.
 */
final class MemoryRest {
    /** A heap that grew less since the last look stays as it is, in bytes. */
    private static final long GROWN_BYTES_MIN = 32L << 20;

    /** A larger heap is that of much else, and looking through all of it takes long, in bytes. */
    private static final long HEAP_BYTES_MAX = 256L << 20;

    /** In a heap that is small, so much that is old is collected once all is quiet, in bytes: a load's leavings, or two's. */
    private static final long OLD_BYTES_MIN = 6L << 20;

    private static final long SMALL_HEAP_BYTES_MAX = 96L << 20;

    /** So many looks after the last load or unload all is quiet. */
    private static final int QUIET_LOOKS = 10;

    /**
     * The process's memory.
     *
     * @param heapBytes what the heap has of the system, used or not
     * @param oldBytes of that, what has survived collections
     * @param collection collects all garbage, which stops the process for some tens of milliseconds
     * @param trim gives free native memory back
     */
    record Memory(LongSupplier heapBytes, LongSupplier oldBytes, Runnable collection, Runnable trim) {}

    private final Memory memory;
    private long movesBefore;
    private long unloadsBefore;
    private long unloadsCollected;
    private long heapBytesBefore;
    private long oldBytesBefore;
    private int quietLooks;

    MemoryRest(Memory memory) {
        this.memory = memory;
        this.heapBytesBefore = memory.heapBytes().getAsLong();
    }

    /** Of this memory. */
    static MemoryRest ofProcess(Runnable trim) {
        Runtime runtime = Runtime.getRuntime();
        return new MemoryRest(new Memory(runtime::totalMemory, OldHeap::usedBytes, runtime::gc, trim));
    }

    /**
     * To be called now and then. Collects at once where models have left a heap that is much larger than it was; once all has
     * been quiet for long enough, it collects what they left on a small one, and trims.
     *
     * @param loads models that have come into memory since the start, or failed to
     * @param unloads models that have left it
     * @param idle whether no model is in use, or on its way
     */
    void look(long loads, long unloads, boolean idle) {
        if (loads + unloads != movesBefore) {
            movesBefore = loads + unloads;
            quietLooks = 0;
        }
        if (!idle) {
            return;
        }
        long bytes = memory.heapBytes().getAsLong();
        if (unloads != unloadsBefore) {
            unloadsBefore = unloads;
            if (bytes - heapBytesBefore >= GROWN_BYTES_MIN && bytes <= HEAP_BYTES_MAX) {
                collect(unloads);
            }
        }
        if (quietLooks < QUIET_LOOKS && ++quietLooks == QUIET_LOOKS) {
            quiet(unloads, bytes);
        }
    }

    private void quiet(long unloads, long bytes) {
        if (unloads != unloadsCollected
                && bytes <= SMALL_HEAP_BYTES_MAX
                && memory.oldBytes().getAsLong() - oldBytesBefore >= OLD_BYTES_MIN) {
            collect(unloads);
        }
        memory.trim().run();
    }

    private void collect(long unloads) {
        memory.collection().run();
        unloadsCollected = unloads;
        heapBytesBefore = memory.heapBytes().getAsLong();
        oldBytesBefore = memory.oldBytes().getAsLong();
    }
}

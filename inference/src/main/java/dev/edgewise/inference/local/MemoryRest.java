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

    /** In a larger heap, in bytes, only where little of it was in use after the collector's last look: that takes the time. */
    private static final long HEAP_BYTES_MAX = 256L << 20;

    private static final long LIVE_BYTES_MAX = 128L << 20;

    /** In a heap that is small, so much that is old is collected, in bytes: a load's leavings, or two's. */
    private static final long OLD_BYTES_MIN = 6L << 20;

    private static final long SMALL_HEAP_BYTES_MAX = 96L << 20;

    /** So many looks after the last collection comes the next at the earliest. */
    private static final int LOOKS_BETWEEN_MIN = 10;

    /** So many looks after the last load or unload all is quiet. */
    private static final int QUIET_LOOKS = 10;

    /**
     * The process's memory.
     *
     * @param heapBytes what the heap has of the system, used or not
     * @param oldBytes of that, what has survived collections
     * @param liveBytes of that, what was in use after the collector last looked through all of it; 0 where it never did
     * @param collection collects all garbage, which stops the process for some tens of milliseconds
     * @param trim gives free native memory back
     */
    record Memory(
            LongSupplier heapBytes,
            LongSupplier oldBytes,
            LongSupplier liveBytes,
            Runnable collection,
            Runnable trim) {}

    private final Memory memory;
    private long movesBefore;
    private long unloadsBefore;
    private long unloadsCollected;
    private long heapBytesBefore;
    private long oldBytesBefore;
    private int quietLooks;
    private int looksSince = LOOKS_BETWEEN_MIN;

    MemoryRest(Memory memory) {
        this.memory = memory;
        this.heapBytesBefore = memory.heapBytes().getAsLong();
    }

    /** Of this process. */
    static MemoryRest ofProcess(Runnable trim) {
        Runtime runtime = Runtime.getRuntime();
        return new MemoryRest(
                new Memory(runtime::totalMemory, OldHeap::usedBytes, OldHeap::liveBytes, runtime::gc, trim));
    }

    /**
     * To be called now and then. Collects where models have left a heap that is much larger than it was, or a small one with
     * much that is old, and trims once all has been quiet for long enough.
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
        looksSince = Math.min(LOOKS_BETWEEN_MIN, looksSince + 1);
        if (!idle) {
            return;
        }
        if (unloads != unloadsBefore) {
            unloadsBefore = unloads;
            collectWhatIsLeft(unloads);
        }
        if (quietLooks < QUIET_LOOKS && ++quietLooks == QUIET_LOOKS) {
            collectWhatIsLeft(unloads);
            memory.trim().run();
        }
    }

    private void collectWhatIsLeft(long unloads) {
        if (unloads == unloadsCollected) {
            return;
        }
        long bytes = memory.heapBytes().getAsLong();
        if (looksSince == LOOKS_BETWEEN_MIN && (bytes <= SMALL_HEAP_BYTES_MAX ? hasMuchOld() : hasGrown(bytes))) {
            collect(unloads);
        }
    }

    private boolean hasMuchOld() {
        return memory.oldBytes().getAsLong() - oldBytesBefore >= OLD_BYTES_MIN;
    }

    private boolean hasGrown(long bytes) {
        if (bytes - heapBytesBefore < GROWN_BYTES_MIN) {
            return false;
        }
        long live = bytes <= HEAP_BYTES_MAX ? 0 : memory.liveBytes().getAsLong();
        return bytes <= HEAP_BYTES_MAX || (live > 0 && live <= LIVE_BYTES_MAX);
    }

    private void collect(long unloads) {
        memory.collection().run();
        looksSince = 0;
        unloadsCollected = unloads;
        heapBytesBefore = memory.heapBytes().getAsLong();
        oldBytesBefore = memory.oldBytes().getAsLong();
    }
}

package dev.edgewise.cache.semantic.index;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all partitions share. Safe for use by several threads. */
public final class MemoryBudget {
    private final AtomicLong taken = new AtomicLong();
    private volatile long bytesMax;

    /** @param bytesMax most bytes that may be taken */
    public MemoryBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Changes the bound. What is taken already stays taken. */
    public void bytesMax(long changed) {
        bytesMax = changed;
    }

    /** Takes so many bytes, or none and says false. */
    boolean take(long bytes) {
        long before;
        do {
            before = taken.get();
            if (before + bytes > bytesMax) {
                return false;
            }
        } while (!taken.compareAndSet(before, before + bytes));
        return true;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes taken now. */
    public long taken() {
        return taken.get();
    }
}

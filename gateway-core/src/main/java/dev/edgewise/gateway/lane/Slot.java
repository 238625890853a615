package dev.edgewise.gateway.lane;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A value handed over once from an event loop to the virtual thread that waits for it. The first {@link #put} wins.
 *
 * <p>Threads: one taker; any number of putters.
 */
public final class Slot<T> {
    private final AtomicReference<@Nullable T> value = new AtomicReference<>();
    private volatile @Nullable Thread taker;

    /** Fills the slot and wakes the taker; returns false, and changes nothing, when it was filled before. */
    public boolean put(T item) {
        if (!value.compareAndSet(null, item)) {
            return false;
        }
        LockSupport.unpark(taker);
        return true;
    }

    /**
     * Waits until the slot is filled, but no longer than so many nanoseconds.
     *
     * @return whether it is filled, or was before
     */
    public boolean await(long nanosMax) {
        taker = Thread.currentThread();
        boolean interrupted = Thread.interrupted();
        if (value.get() == null) {
            LockSupport.parkNanos(this, nanosMax);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return value.get() != null;
    }

    /** Waits until the slot is filled. An interrupt does not end the wait: every putter has a deadline of its own. */
    public T take() {
        taker = Thread.currentThread();
        boolean interrupted = false;
        T item;
        while ((item = value.get()) == null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return item;
    }
}

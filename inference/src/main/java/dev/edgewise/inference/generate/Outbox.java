package dev.edgewise.inference.generate;

import dev.edgewise.inference.Delta;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.GeneratedChoice;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What is on its way from the decoder's thread to the caller's: pieces of text, choices that are complete, or a fault. */
final class Outbox {
    /** Pieces that may wait; a text is not written on while there are this many. */
    private static final int WAITING_MAX = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Delta> deltas = new ArrayDeque<>();
    private final @Nullable GeneratedChoice[] choices;
    private int missing;
    private @Nullable EngineException failure;

    Outbox(int choices) {
        this.choices = new GeneratedChoice[choices];
        this.missing = choices;
    }

    /** Whether the caller keeps up. */
    boolean hasRoom() {
        lock.lock();
        try {
            return deltas.size() < WAITING_MAX;
        } finally {
            lock.unlock();
        }
    }

    void put(Delta delta) {
        change(() -> deltas.add(delta));
    }

    void complete(int index, GeneratedChoice choice) {
        change(() -> {
            choices[index] = choice;
            missing--;
        });
    }

    /** Ends it, unless it has ended. */
    void fail(Fault fault, @Nullable Throwable cause) {
        change(() -> {
            if (failure == null && missing > 0) {
                failure = new EngineException(fault, cause);
            }
        });
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next piece.
     *
     * @param nanos longest wait
     * @return null once there are no more pieces and every choice is complete, or when the time is over
     * @throws EngineException if it failed; pieces that still waited are dropped
     */
    @Nullable
    Delta take(long nanos) throws EngineException, InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (true) {
                if (failure != null) {
                    throw failure;
                }
                Delta next = deltas.poll();
                if (next != null || missing == 0 || left <= 0) {
                    return next;
                }
                if (nanos == Long.MAX_VALUE) {
                    changed.await();
                } else {
                    left = changed.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether every choice is complete. */
    boolean complete() {
        lock.lock();
        try {
            return missing == 0;
        } finally {
            lock.unlock();
        }
    }

    /** A complete choice. */
    GeneratedChoice choice(int index) {
        lock.lock();
        try {
            return Objects.requireNonNull(choices[index]);
        } finally {
            lock.unlock();
        }
    }
}

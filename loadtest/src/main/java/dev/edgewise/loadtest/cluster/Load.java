package dev.edgewise.loadtest.cluster;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The slots of the stand-in's "GPU" and what vLLM would count about them. Slots are taken and given back on the event
 * loop only; the figures can be read on any thread.
 */
final class Load {
    private final int slots;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger waiting = new AtomicInteger();
    final LongAdder answered = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder faults = new LongAdder();
    final LongAdder promptTokens = new LongAdder();
    final LongAdder generatedTokens = new LongAdder();

    Load(int slots) {
        this.slots = slots;
    }

    /** Runs {@code work} when a slot is free, at once or later; each work gives its slot back by {@link #leave}. */
    void enter(Runnable work) {
        if (running.get() < slots) {
            running.incrementAndGet();
            work.run();
        } else {
            queue.addLast(work);
            waiting.incrementAndGet();
        }
    }

    /** Takes waiting work out of the queue; false when it is already at work. */
    boolean withdraw(Runnable work) {
        boolean waited = queue.remove(work);
        if (waited) {
            waiting.decrementAndGet();
        }
        return waited;
    }

    void leave() {
        Runnable next = queue.pollFirst();
        if (next == null) {
            running.decrementAndGet();
        } else {
            waiting.decrementAndGet();
            next.run();
        }
    }

    Counters snapshot() {
        return new Counters(
                answered.sum(),
                cancelled.sum(),
                refused.sum(),
                faults.sum(),
                running.get(),
                waiting.get(),
                promptTokens.sum(),
                generatedTokens.sum());
    }

    /** The share of the slots at work, 0 to 1, standing for vLLM's KV cache usage. */
    double usage() {
        return (double) running.get() / slots;
    }
}

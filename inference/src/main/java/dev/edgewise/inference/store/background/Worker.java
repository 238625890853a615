package dev.edgewise.inference.store.background;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Does one piece of work after the other, each not before its time. */
public interface Worker extends AutoCloseable {
    /** How long work that was interrupted may take to end, in seconds. */
    int END_SECONDS_MAX = 5;

    /** Gives it work; what comes after {@link #close} is dropped. Any thread. */
    void after(Duration time, Runnable work);

    /** Interrupts what runs, waits a moment for it, and drops the rest. */
    @Override
    void close();

    /** One daemon thread of that name; work that throws is over, without a word. */
    static Worker thread(String name) {
        var threads = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
        return new Worker() {
            @Override
            public void after(Duration time, Runnable work) {
                try {
                    Future<?> _ = threads.schedule(work, time.toNanos(), TimeUnit.NANOSECONDS);
                } catch (RejectedExecutionException closed) {
                    return;
                }
            }

            @Override
            public void close() {
                threads.shutdownNow();
                try {
                    threads.awaitTermination(END_SECONDS_MAX, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }
}

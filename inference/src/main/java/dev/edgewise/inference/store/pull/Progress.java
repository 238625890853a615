package dev.edgewise.inference.store.pull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts the bytes of one pull and tells how fast they come. One thread. */
final class Progress {
    private static final long TELL_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The rate is over this many tellings: five seconds. */
    private static final int SAMPLES_MAX = 50;

    private final PullListener listener;
    private final LongSupplier nanoTime;
    private final Deque<long[]> samples = new ArrayDeque<>();
    private long total;
    private long bytes;
    private long fetched;
    private long toldAt;

    Progress(PullListener listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.toldAt = nanoTime.getAsLong();
        samples.add(new long[] {toldAt, 0});
    }

    PullListener listener() {
        return listener;
    }

    /** Bytes that will come, or, below 0, that will not after all. */
    void expect(long more) {
        total += more;
    }

    /** Bytes that need not be fetched. */
    void have(long count) {
        bytes += count;
        tell();
    }

    void fetched(int count) {
        bytes += count;
        fetched += count;
        if (nanoTime.getAsLong() - toldAt >= TELL_EVERY_NANOS) {
            tell();
        }
    }

    /** Bytes that turned out worthless. */
    void lost(long count) {
        bytes -= count;
    }

    void tell() {
        long now = nanoTime.getAsLong();
        toldAt = now;
        samples.add(new long[] {now, fetched});
        if (samples.size() > SAMPLES_MAX) {
            samples.removeFirst();
        }
        long[] first = samples.getFirst();
        long nanos = Math.max(1, now - first[0]);
        long rate = (long) ((fetched - first[1]) * 1e9 / nanos);
        listener.on(new PullEvent.Advanced(bytes, Math.max(total, bytes), rate));
    }
}

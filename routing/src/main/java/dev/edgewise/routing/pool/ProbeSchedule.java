package dev.edgewise.routing.pool;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Says which endpoint is to be probed when. The caller owns the timer and the connection: it sleeps
 * {@link #nanosUntilDue()}, takes every index from {@link #claim()}, probes, and reports with {@link #done}. A claim
 * that is never reported falls due again by itself after the probe's timeout. Safe for any thread, without locks.
 */
public final class ProbeSchedule {

    /** What {@link #claim()} returns when nothing is due. */
    public static final int NOTHING_DUE = -1;

    private final ProbeSettings settings;
    private final LongSupplier nanos;
    private final LongSupplier random;
    private final long originNanos;
    private final AtomicLongArray dueNanos;
    private final AtomicLongArray startedNanos;

    /**
     * A schedule whose first probes fall due within {@link ProbeSettings#firstWithin()}.
     *
     * @param endpoints how many there are
     * @param nanos a clock in nanoseconds that never goes back
     * @param random 64 random bits a call, from any thread
     */
    public ProbeSchedule(int endpoints, ProbeSettings settings, LongSupplier nanos, LongSupplier random) {
        this.settings = settings;
        this.nanos = nanos;
        this.random = random;
        this.originNanos = nanos.getAsLong();
        this.dueNanos = new AtomicLongArray(endpoints);
        this.startedNanos = new AtomicLongArray(endpoints);
        for (int index = 0; index < endpoints; index++) {
            dueNanos.set(index, (long) (settings.firstWithin().toNanos() * fraction()));
            startedNanos.set(index, -settings.intervalFailing().toNanos());
        }
    }

    /** Nanoseconds until the next probe falls due; zero when one is due; the interval when there is no endpoint. */
    public long nanosUntilDue() {
        long now = now();
        long soonest = settings.interval().toNanos();
        for (int index = 0; index < dueNanos.length(); index++) {
            soonest = Math.min(soonest, dueNanos.get(index) - now);
        }
        return Math.max(0, soonest);
    }

    /** An endpoint whose probe is due, now the caller's to probe, or {@link #NOTHING_DUE}. */
    public int claim() {
        long now = now();
        for (int index = 0; index < dueNanos.length(); index++) {
            long due = dueNanos.get(index);
            long lostAt = now
                    + settings.timeout().toNanos()
                    + settings.intervalFailing().toNanos();
            if (due <= now && dueNanos.compareAndSet(index, due, lostAt)) {
                startedNanos.set(index, now);
                return index;
            }
        }
        return NOTHING_DUE;
    }

    /** Reports a claimed probe and sets the time of the next: soon when it failed. */
    public void done(int index, boolean healthy) {
        long interval = (healthy ? settings.interval() : settings.intervalFailing()).toNanos();
        double jitter = 1 + settings.jitterShare() * (fraction() - 0.5);
        dueNanos.set(index, now() + (long) (interval * jitter));
    }

    /** Brings an endpoint's probe forward after a request to it failed, but not closer to the last than allowed. */
    public void hurry(int index) {
        long soonest = Math.max(
                now(), startedNanos.get(index) + settings.intervalFailing().toNanos());
        dueNanos.accumulateAndGet(index, soonest, Math::min);
    }

    private long now() {
        return nanos.getAsLong() - originNanos;
    }

    private double fraction() {
        return (random.getAsLong() >>> 11) * 0x1.0p-53;
    }
}

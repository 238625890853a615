package dev.edgewise.routing.pool;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is known about one endpoint. Safe for any thread, without locks. */
final class EndpointState {

    /** What an endpoint without any measurement counts as while a first request is under way: try others meanwhile. */
    private static final double UNMEASURED_BUSY_NANOS = 1e9;

    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    private final int index;
    private final EndpointSpec spec;
    private final PeakEwma latency;
    // Apart from the latency: a failure must weigh on the choice, yet not pass for a prediction.
    private final PeakEwma penalty;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicInteger failuresInRow = new AtomicInteger();
    private final AtomicInteger probeFailuresInRow = new AtomicInteger();
    private final AtomicLong coolUntilNanos = new AtomicLong();
    private final LongAdder served = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean servedSinceProbe;
    private volatile boolean probed;
    private volatile @Nullable Failure lastFailure;

    /** Why a probe or a request failed, and when. */
    private record Failure(String cause, long atNanos) {}

    EndpointState(int index, EndpointSpec spec, long latencyDecayNanos) {
        this.index = index;
        this.spec = spec;
        this.latency = new PeakEwma(latencyDecayNanos);
        this.penalty = new PeakEwma(latencyDecayNanos);
    }

    int index() {
        return index;
    }

    EndpointSpec spec() {
        return spec;
    }

    /** Takes a place among the outstanding requests; false when all are taken. */
    boolean acquire(int outstandingMax) {
        if (outstanding.incrementAndGet() <= outstandingMax) {
            return true;
        }
        outstanding.decrementAndGet();
        return false;
    }

    void release() {
        outstanding.decrementAndGet();
    }

    int outstanding() {
        return outstanding.get();
    }

    /** Expected cost of one more request: the latency, or what failures count as, times the requests there would be. */
    double cost(long nowNanos) {
        int busy = outstanding.get();
        double nanos = Math.max(latency.read(nowNanos), penalty.read(nowNanos));
        return nanos < 1 && busy > 0 ? UNMEASURED_BUSY_NANOS + busy : nanos * (busy + 1);
    }

    double latencyNanos(long nowNanos) {
        return latency.read(nowNanos);
    }

    void measured(long latencyNanos, long nowNanos) {
        latency.observe(latencyNanos, nowNanos);
    }

    void penalised(long penaltyNanos, long nowNanos) {
        penalty.observe(penaltyNanos, nowNanos);
    }

    void succeeded() {
        release();
        served.increment();
        failuresInRow.set(0);
        servedSinceProbe = true;
    }

    /** Counts a failure; returns how many there were in a row, or zero for a kind that does not count. */
    int failed(FailureKind kind) {
        release();
        failed.increment();
        return kind.ejects() ? failuresInRow.incrementAndGet() : 0;
    }

    void forgetFailures() {
        failuresInRow.set(0);
    }

    int failuresInRow() {
        return failuresInRow.get();
    }

    void coolUntil(long untilNanos) {
        coolUntilNanos.accumulateAndGet(untilNanos, Math::max);
    }

    boolean cooling(long nowNanos) {
        return nowNanos < coolUntilNanos.get();
    }

    boolean probed() {
        return probed;
    }

    void probeSucceeded() {
        probed = true;
        probeFailuresInRow.set(0);
        servedSinceProbe = false;
    }

    /** Counts a failed probe; returns how many there were in a row that no answered request contradicts. */
    int probeFailed() {
        boolean contradicted = servedSinceProbe;
        probed = true;
        servedSinceProbe = false;
        if (contradicted) {
            probeFailuresInRow.set(0);
            return 0;
        }
        return probeFailuresInRow.incrementAndGet();
    }

    /** Keeps the newest reason alone, within its bound and on one line. */
    void blamed(String cause, long nowNanos) {
        String kept = cause.length() > EndpointSnapshot.FAILURE_CHARS_MAX
                ? cause.substring(0, EndpointSnapshot.FAILURE_CHARS_MAX - 1) + '…'
                : cause;
        lastFailure = new Failure(CONTROLS.matcher(kept).replaceAll(" "), nowNanos);
    }

    /** The newest reason of a failure, empty when there was none. */
    String lastFailure() {
        Failure last = lastFailure;
        return last == null ? "" : last.cause;
    }

    long sinceFailureNanos(long nowNanos) {
        Failure last = lastFailure;
        return last == null ? 0 : nowNanos - last.atNanos;
    }

    long served() {
        return served.sum();
    }

    long failures() {
        return failed.sum();
    }
}

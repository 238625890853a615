package dev.edgewise.loadtest.run;

import dev.edgewise.loadtest.client.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an open-loop run found. Times in milliseconds; none where nothing was measured.
 *
 * @param options what was asked
 * @param startedAt when the warm-up began
 * @param due requests that should have started
 * @param sent requests that did
 * @param answered whole answers
 * @param errors requests without one, by class, with those not sent
 * @param statuses answers by HTTP status
 * @param servedBy answers by {@code Edge-Served-By}
 * @param why answers by {@code Edge-Why}
 * @param tokens streamed pieces of text
 * @param bytes of answers' bodies
 * @param inFlightPeak most requests at once
 * @param latency from the due moment to the end of the answer
 * @param service from the moment sent to the end of the answer
 * @param lag from the due moment to the moment sent: what the driver and its pool added
 * @param firstToken from the due moment to the first piece of a stream
 * @param gap between two pieces of a stream
 * @param intervalSeconds length of an interval
 * @param intervals the run over time
 */
public record RunReport(
        RunOptions options,
        Instant startedAt,
        long due,
        long sent,
        long answered,
        Map<String, Long> errors,
        Map<String, Long> statuses,
        Map<String, Long> servedBy,
        Map<String, Long> why,
        long tokens,
        long bytes,
        int inFlightPeak,
        Times latency,
        Times service,
        Times lag,
        Times firstToken,
        Times gap,
        double intervalSeconds,
        List<Interval> intervals) {

    private static final double DRIVER_LAG_SHARE = 0.1;
    private static final double DRIVER_LAG_MS = 1;

    /**
     * One stretch of the run.
     *
     * @param startSeconds since the end of the warm-up
     * @param sent by their due moment
     * @param answered by their end
     * @param errors by their end
     * @param notSent by their due moment
     * @param latency of the answers that ended in it
     * @param firstToken of the streams that began in it
     */
    public record Interval(
            double startSeconds,
            long sent,
            long answered,
            long errors,
            long notSent,
            Times latency,
            Times firstToken) {}

    static RunReport of(RunOptions options, Instant startedAt, Tally tally) {
        List<Interval> intervals = new ArrayList<>(tally.intervals.size());
        for (Tally.Interval interval : tally.intervals) {
            intervals.add(new Interval(
                    interval.startSeconds,
                    interval.sent,
                    interval.answered,
                    interval.errors,
                    interval.notSent,
                    Times.ofMicros(interval.latency),
                    Times.ofMicros(interval.firstToken)));
        }
        return new RunReport(
                options,
                startedAt,
                tally.due,
                tally.sent,
                tally.answered,
                copy(tally.errors),
                copy(tally.statuses),
                copy(tally.servedBy),
                copy(tally.why),
                tally.tokens,
                tally.bytes,
                tally.inFlightPeak,
                Times.ofMicros(tally.latency),
                Times.ofMicros(tally.service),
                Times.ofMicros(tally.lag),
                Times.ofMicros(tally.firstToken),
                Times.ofMicros(tally.gap),
                tally.intervalSeconds(),
                List.copyOf(intervals));
    }

    private static Map<String, Long> copy(Map<String, Long> counts) {
        return Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    /** Whether requests left so late that the driver or its bound on connections shaped the figures. */
    public boolean driverLate() {
        return lag.p99() > DRIVER_LAG_SHARE * latency.p50() && lag.p99() > DRIVER_LAG_MS;
    }

    /** Requests that failed after they were sent. */
    public long failed() {
        return sent - answered;
    }

    /** Requests that were due but not sent, because too many were in flight. */
    public long notSent() {
        return due - sent;
    }
}

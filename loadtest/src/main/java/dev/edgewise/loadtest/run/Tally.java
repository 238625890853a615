package dev.edgewise.loadtest.run;

import dev.edgewise.loadtest.client.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What a run adds up; times in microseconds. One event loop only. */
final class Tally {
    /** Longer times are counted as this. */
    private static final long TIME_MAX_US = 3_600_000_000L;

    private static final int DIGITS = 3;
    private static final int INTERVALS_MAX = 300;
    private static final int NAMES_MAX = 100;
    private static final long NANOS_PER_US = 1000;

    final Histogram latency = new Histogram(TIME_MAX_US, DIGITS);
    final Histogram service = new Histogram(TIME_MAX_US, DIGITS);
    final Histogram lag = new Histogram(TIME_MAX_US, DIGITS);
    final Histogram firstToken = new Histogram(TIME_MAX_US, DIGITS);
    final Histogram gap = new Histogram(TIME_MAX_US, DIGITS);
    final Map<String, Long> errors = new TreeMap<>();
    final Map<String, Long> statuses = new TreeMap<>();
    final Map<String, Long> servedBy = new TreeMap<>();
    final Map<String, Long> why = new TreeMap<>();
    final List<Interval> intervals = new ArrayList<>();
    long due;
    long sent;
    long answered;
    long tokens;
    long bytes;
    int inFlightPeak;

    private final long startNanos;
    private final long intervalNanos;

    /** @param startNanos when the reported part begins */
    Tally(long startNanos, long durationNanos) {
        this.startNanos = startNanos;
        long second = 1_000_000_000L;
        this.intervalNanos = Math.max(1, Math.ceilDiv(Math.ceilDiv(durationNanos, INTERVALS_MAX), second)) * second;
        for (long t = 0; t < durationNanos; t += intervalNanos) {
            intervals.add(new Interval(t / (double) second));
        }
    }

    double intervalSeconds() {
        return intervalNanos / 1e9;
    }

    /** The interval of a moment; the last one for what ends after the run. */
    Interval at(long nanos) {
        long index = Math.clamp((nanos - startNanos) / intervalNanos, 0, intervals.size() - 1L);
        return intervals.get((int) index);
    }

    void error(String name, long nanos) {
        count(errors, name);
        if (!name.equals(Failure.NOT_SENT)) {
            at(nanos).errors++;
        } else {
            at(nanos).notSent++;
        }
    }

    static void time(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos / NANOS_PER_US, 0, TIME_MAX_US));
    }

    /** Counts under a name that came from outside, so under at most so many names. */
    static void count(Map<String, Long> counts, String name) {
        counts.merge(counts.size() < NAMES_MAX || counts.containsKey(name) ? name : "other", 1L, Long::sum);
    }

    /** What happened in one stretch of time. */
    static final class Interval {
        final double startSeconds;
        final Histogram latency = new Histogram(1, TIME_MAX_US, 2);
        final Histogram firstToken = new Histogram(1, TIME_MAX_US, 2);
        long sent;
        long answered;
        long errors;
        long notSent;

        Interval(double startSeconds) {
            this.startSeconds = startSeconds;
        }
    }
}

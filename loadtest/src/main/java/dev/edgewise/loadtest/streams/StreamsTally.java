package dev.edgewise.loadtest.streams;

import dev.edgewise.loadtest.client.Times;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What a run of streams adds up. One event loop only. */
final class StreamsTally {
    private static final long TIME_MAX_US = 3_600_000_000L;
    private static final int DIGITS = 3;

    private final long startNanos;
    private final Histogram firstEvent = new Histogram(TIME_MAX_US, DIGITS);
    private final Histogram anyEvent = new Histogram(TIME_MAX_US, DIGITS);
    private final Map<String, Long> problems = new TreeMap<>();
    private long streams;
    private long events;
    private long tokens;

    StreamsTally(long startNanos) {
        this.startNanos = startNanos;
    }

    /** The time from the centre's write to our read; clocks of two machines may make it negative, counted as 0. */
    void delay(long us, boolean first) {
        long bounded = Math.clamp(us, 0, TIME_MAX_US);
        anyEvent.recordValue(bounded);
        if (first) {
            firstEvent.recordValue(bounded);
        }
    }

    void stream(String problem, int eventsSeen, int tokensSeen) {
        streams++;
        events += eventsSeen;
        tokens += tokensSeen;
        if (!problem.isEmpty()) {
            problems.merge(problem, 1L, Long::sum);
        }
    }

    StreamsReport report(StreamsOptions options, long nowNanos) {
        return new StreamsReport(
                options,
                (nowNanos - startNanos) / 1e9,
                streams,
                events,
                tokens,
                Collections.unmodifiableMap(new TreeMap<>(problems)),
                Times.ofMicros(firstEvent),
                Times.ofMicros(anyEvent));
    }
}

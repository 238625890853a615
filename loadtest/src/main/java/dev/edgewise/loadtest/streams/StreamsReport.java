package dev.edgewise.loadtest.streams;

import dev.edgewise.loadtest.client.Times;
import java.util.Map;

/**
 * What a run of streams found.
 *
 * @param options what was asked
 * @param seconds how long it took
 * @param streams streams run to an end, good or bad
 * @param events stamped events that arrived
 * @param tokens pieces of text among them
 * @param problems streams with something wrong, by its first problem; empty when every event of every stream arrived
 *     once, alone and in order
 * @param firstEvent from the centre's write to our read, first events only
 * @param anyEvent the same over all events
 */
public record StreamsReport(
        StreamsOptions options,
        double seconds,
        long streams,
        long events,
        long tokens,
        Map<String, Long> problems,
        Times firstEvent,
        Times anyEvent) {
    /** Streams with something wrong. */
    public long failed() {
        return problems.values().stream().mapToLong(Long::longValue).sum();
    }
}

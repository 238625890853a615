package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.unit.Durations;
import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.inference.residency.KeepAlive;
import java.time.Duration;

/** How operators write for how long an unused model stays in memory: {@code 5m}, {@code 0} or {@code -1}. */
public final class KeepAliveTime {
    /** What belongs there, to follow the word "expected". */
    public static final String EXPECTED = Durations.EXPECTED + ", or 0, or -1";

    private KeepAliveTime() {}

    /** Reads it. */
    public static Parsed<KeepAlive> parse(String text) {
        return switch (text) {
            case "0" -> Parsed.ok(KeepAlive.WHILE_USED);
            case "-1" -> Parsed.ok(KeepAlive.FOREVER);
            default ->
                Durations.parse(text) instanceof Parsed.Ok<Duration>(Duration time)
                        ? Parsed.ok(KeepAlive.of(time))
                        : Parsed.bad(EXPECTED);
        };
    }

    /** Writes it as it would be read. */
    public static String show(KeepAlive keep) {
        if (keep.equals(KeepAlive.FOREVER)) {
            return "-1";
        }
        return keep.nanos() == 0 ? "0" : Durations.show(Duration.ofNanos(keep.nanos()));
    }
}

package dev.edgewise.gateway.config.unit;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time: {@code 250us}, {@code 1500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d}, {@code 1.5s}. */
public final class Durations {

    /** What to write, for errors and documents. */
    public static final String EXPECTED = "a duration such as 1500ms, 30s, 5m, 1h";

    /** The same as a regular expression, for editors. */
    public static final String PATTERN = "(\\d{1,9}(?:\\.\\d{1,3})?)(us|ms|s|m|h|d)";

    private static final Pattern FORM = Pattern.compile(PATTERN);
    private static final Map<String, Long> NANOS_BY_UNIT = Map.of(
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);

    private Durations() {}

    /** Reads a duration; never negative. */
    public static Parsed<Duration> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Parsed.bad(EXPECTED);
        }
        long unit = unitNanos(form.group(2));
        // At most 9 digits of days: 8.64e22 nanoseconds, so the seconds still fit a long.
        BigDecimal nanos = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit));
        BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000L));
        return Parsed.ok(Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValue()));
    }

    /** Writes a duration with the largest unit that leaves a whole number. */
    public static String show(Duration value) {
        long nanos = value.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        for (String unit : new String[] {"d", "h", "m", "s", "ms"}) {
            if (nanos % unitNanos(unit) == 0) {
                return nanos / unitNanos(unit) + unit;
            }
        }
        return nanos / unitNanos("us") + "us";
    }

    private static long unitNanos(String unit) {
        return Objects.requireNonNull(NANOS_BY_UNIT.get(unit));
    }
}

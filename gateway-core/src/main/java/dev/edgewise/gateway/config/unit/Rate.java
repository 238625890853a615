package dev.edgewise.gateway.config.unit;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many of something in a stretch of time, such as {@code 600/min}.
 *
 * @param count how many; at least 1
 * @param per the stretch: a second, a minute, an hour or a day
 */
public record Rate(long count, Duration per) {

    /** What to write, for errors and documents. */
    public static final String EXPECTED = "a rate such as 20/s, 600/min, 10k/h, 1M/day";

    /** The same as a regular expression, for editors. */
    public static final String PATTERN = "(\\d{1,9})(k|M)?/(s|min|h|day)";

    private static final Pattern FORM = Pattern.compile(PATTERN);

    /** Reads a rate. */
    public static Parsed<Rate> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Parsed.bad(EXPECTED);
        }
        String letter = form.group(2);
        long factor = letter == null ? 1 : letter.equals("k") ? 1_000 : 1_000_000;
        long count = Long.parseLong(form.group(1)) * factor;
        return count == 0 ? Parsed.bad("a rate of at least 1") : Parsed.ok(new Rate(count, per(form.group(3))));
    }

    private static Duration per(String unit) {
        if (unit.equals("s")) {
            return Duration.ofSeconds(1);
        }
        if (unit.equals("min")) {
            return Duration.ofMinutes(1);
        }
        return unit.equals("h") ? Duration.ofHours(1) : Duration.ofDays(1);
    }

    /** As it is written in the file. */
    public String show() {
        String unit =
                per.toSeconds() == 1 ? "s" : per.toSeconds() == 60 ? "min" : per.toSeconds() == 3_600 ? "h" : "day";
        String number = count % 1_000_000 == 0
                ? count / 1_000_000 + "M"
                : count >= 10_000 && count % 1_000 == 0 ? count / 1_000 + "k" : Long.toString(count);
        return number + "/" + unit;
    }
}

package dev.edgewise.gateway.config.unit;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a whole, written as {@code 0.01} or {@code 1%}.
 *
 * @param value from 0 to 1
 */
public record Share(double value) {

    /** What to write, for errors and documents. */
    public static final String EXPECTED = "a share from 0 to 1 such as 0.01, or 1%";

    /** The same as a regular expression, for editors. */
    public static final String PATTERN = "\\d{1,3}(\\.\\d{1,6})?%?";

    private static final Pattern FORM = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)(%?)");

    /** Reads a share. */
    public static Parsed<Share> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Parsed.bad(EXPECTED);
        }
        BigDecimal number = new BigDecimal(form.group(1));
        BigDecimal value = form.group(2).isEmpty() ? number : number.movePointLeft(2);
        return value.compareTo(BigDecimal.ONE) > 0 ? Parsed.bad(EXPECTED) : Parsed.ok(new Share(value.doubleValue()));
    }

    /** As it is written in the file. */
    public String show() {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}

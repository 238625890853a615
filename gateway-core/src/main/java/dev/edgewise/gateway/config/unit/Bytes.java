package dev.edgewise.gateway.config.unit;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes: decimal {@code kB MB GB TB} (10³ apart) and binary {@code KiB MiB GiB TiB} (2¹⁰ apart). */
public final class Bytes {

    /** What to write, for errors and documents. */
    public static final String EXPECTED = "a size such as 64kB, 512MB, 1.5GB, 256MiB";

    /** The same as a regular expression, for editors. */
    public static final String PATTERN = "(\\d{1,9}(?:\\.\\d{1,3})?)(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)";

    /** The largest number before a unit. */
    private static final long COUNT_MAX = 999_999_999;

    private static final Pattern FORM = Pattern.compile(PATTERN);
    private static final Map<String, Long> BYTES_BY_UNIT = Map.of(
            "B", 1L,
            "kB", 1_000L,
            "KB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "TB", 1_000_000_000_000L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30,
            "TiB", 1L << 40);

    private Bytes() {}

    /** Reads a size in bytes; a fraction of a byte is refused. */
    public static Parsed<Long> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Parsed.bad(EXPECTED);
        }
        BigDecimal bytes = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unitBytes(form.group(2))));
        // 9 digits of TiB reach past a long.
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return Parsed.bad("a size below 9EB");
        }
        return bytes.stripTrailingZeros().scale() > 0
                ? Parsed.bad("a whole number of bytes")
                : Parsed.ok(bytes.longValueExact());
    }

    private static long unitBytes(String unit) {
        return Objects.requireNonNull(BYTES_BY_UNIT.get(unit));
    }

    /** Writes a size with the largest unit that leaves a whole number; decimal units win over binary ones. */
    public static String show(long bytes) {
        if (bytes == 0) {
            return "0B";
        }
        String[] decimal = {"TB", "GB", "MB", "kB"};
        String[] binary = {"TiB", "GiB", "MiB", "KiB"};
        for (String[] units : new String[][] {decimal, binary}) {
            for (String unit : units) {
                long size = unitBytes(unit);
                // More digits than are read back say nothing to a person either.
                if (bytes % size == 0 && bytes / size <= COUNT_MAX) {
                    return bytes / size + unit;
                }
            }
        }
        return bytes + "B";
    }
}

package dev.edgewise.gateway.config.unit;

import dev.edgewise.inference.words.ByteSizes;
import java.math.BigDecimal;
import java.util.Optional;

/** Amounts of bytes: decimal {@code kB MB GB TB} (10³ apart) and binary {@code KiB MiB GiB TiB} (2¹⁰ apart). */
public final class Bytes {

    /** What to write, for errors and documents. */
    public static final String EXPECTED = ByteSizes.EXPECTED;

    /** The same as a regular expression, for editors. */
    public static final String PATTERN = ByteSizes.PATTERN;

    /** The largest number before a unit. */
    private static final long COUNT_MAX = 999_999_999;

    private Bytes() {}

    /** Reads a size in bytes; a fraction of a byte is refused. */
    public static Parsed<Long> parse(String text) {
        Optional<BigDecimal> exact = ByteSizes.exact(text);
        if (exact.isEmpty()) {
            return Parsed.bad(EXPECTED);
        }
        BigDecimal bytes = exact.get();
        // 9 digits of TiB reach past a long.
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return Parsed.bad("a size below 9EB");
        }
        return bytes.stripTrailingZeros().scale() > 0
                ? Parsed.bad("a whole number of bytes")
                : Parsed.ok(bytes.longValueExact());
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
                long size = ByteSizes.bytesOf(unit);
                // More digits than are read back say nothing to a person either.
                if (bytes % size == 0 && bytes / size <= COUNT_MAX) {
                    return bytes / size + unit;
                }
            }
        }
        return bytes + "B";
    }
}

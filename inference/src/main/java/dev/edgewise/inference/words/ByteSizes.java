package dev.edgewise.inference.words;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes: decimal {@code kB MB GB TB} (10³ apart) and binary {@code KiB MiB GiB TiB} (2¹⁰ apart). Any thread. */
public final class ByteSizes {
    /** What to write, for errors and documents. */
    public static final String EXPECTED = "a size such as 64kB, 512MB, 1.5GB, 256MiB";

    /** The same as a regular expression, for editors. */
    public static final String PATTERN = "(\\d{1,9}(?:\\.\\d{1,3})?)(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)";

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

    private ByteSizes() {}

    /** The size in bytes, which may have a fraction or be larger than a long; empty where the text has another form. */
    public static Optional<BigDecimal> exact(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(bytesOf(form.group(2)))))
                : Optional.empty();
    }

    /** The size in whole bytes; empty where the text has another form or says a fraction of a byte. */
    public static OptionalLong parse(String text) {
        return exact(text)
                .filter(bytes -> bytes.stripTrailingZeros().scale() <= 0
                        && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0)
                .map(bytes -> OptionalLong.of(bytes.longValueExact()))
                .orElseGet(OptionalLong::empty);
    }

    /** How many bytes a unit has. */
    public static long bytesOf(String unit) {
        return Objects.requireNonNull(BYTES_BY_UNIT.get(unit));
    }
}

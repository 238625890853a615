package dev.edgewise.cache.semantic.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A {@link Correction} as text that a person can read: a line that names the format, then {@code name: value} lines, for
 * each feature its mean and its weight.
 */
final class CorrectionFile {
    /** The first line; changes with the format and with what the features mean. */
    static final String FIRST = "edgewise corrected cosine, format 1, features " + CorrectionFeatures.VERSION;

    /** How those of any version begin. */
    static final String ANY = "edgewise corrected cosine";

    private static final int ID_CHARACTERS = 12;

    private CorrectionFile() {}

    static byte[] bytes(Correction correction) {
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        line(text, "name", correction.name());
        line(text, "embedder", correction.embedder());
        line(text, "first-word", Integer.toString(correction.firstWord()));
        line(text, "origin", correction.origin());
        for (int i = 0; i < CorrectionFeatures.COUNT; i++) {
            String numbers = String.format(
                    Locale.ROOT, "%.6f %.6f", correction.means()[i], correction.weights()[i]);
            line(text, CorrectionFeatures.NAMES.get(i), numbers);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append('\n');
    }

    /** The beginning of its digest: other numbers, other scores. */
    static String checksum(Correction correction) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(correction));
            return HexFormat.of().formatHex(digest).substring(0, ID_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Reads what {@link #bytes} wrote.
     *
     * @param file what messages call it
     * @throws IOException if it is of another version, or a line is missing or is no number
     */
    static Correction read(byte[] bytes, String file) throws IOException {
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        if (!lines.getFirst().equals(FIRST)) {
            throw new IOException(file + " was written by another version: train it again");
        }
        Map<String, String> values = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        double[] means = new double[CorrectionFeatures.COUNT];
        double[] weights = new double[CorrectionFeatures.COUNT];
        try {
            for (int i = 0; i < means.length; i++) {
                String[] numbers =
                        value(values, CorrectionFeatures.NAMES.get(i), file).split(" ", 2);
                means[i] = Double.parseDouble(numbers[0]);
                weights[i] = Double.parseDouble(numbers[numbers.length - 1]);
            }
            return new Correction(
                    value(values, "name", file),
                    value(values, "embedder", file),
                    Integer.parseInt(value(values, "first-word", file)),
                    value(values, "origin", file),
                    means,
                    weights);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " does not fit together: " + e.getMessage(), e);
        }
    }

    private static String value(Map<String, String> values, String name, String file) throws IOException {
        String value = values.get(name);
        if (value == null) {
            throw new IOException(file + " has no line '" + name + ": …'");
        }
        return value;
    }
}

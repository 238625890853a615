package dev.edgewise.inference.provider;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether numbers that a device computed are those of the processor. Devices round otherwise, and many compute products of
 * 32-bit numbers with 10 bits of fraction; a wrong kernel or a broken device is further off.
 */
public final class Sameness {
    /** Largest difference, as a share of the largest number. */
    static final double DIFFERENCE_MAX = 0.02;

    private Sameness() {}

    /**
     * Compares.
     *
     * @param name what the numbers are, for the message
     * @return what is wrong, or empty
     */
    public static Optional<String> difference(String name, float[] expected, float[] computed) {
        if (expected.length != computed.length) {
            return Optional.of(name + " has " + computed.length + " numbers instead of " + expected.length);
        }
        double largest = 0;
        double furthest = 0;
        for (int i = 0; i < expected.length; i++) {
            if (Float.isFinite(expected[i]) != Float.isFinite(computed[i])) {
                return Optional.of(name + " has " + computed[i] + " where the processor computes " + expected[i]);
            }
            if (Float.isFinite(expected[i])) {
                largest = Math.max(largest, Math.abs(expected[i]));
                furthest = Math.max(furthest, Math.abs((double) expected[i] - computed[i]));
            }
        }
        return furthest <= DIFFERENCE_MAX * largest
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s differs from what the processor computes by %.3g, of numbers up to %.3g",
                        name,
                        furthest,
                        largest));
    }
}

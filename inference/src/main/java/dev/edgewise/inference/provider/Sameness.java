package dev.edgewise.inference.provider;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether numbers that a device computed are those of the processor. What counts is the length of the difference as a share
 * of the processor's: a wrong kernel or a broken device is off by as much as the numbers are long, and no single number of
 * many decides.
 */
public enum Sameness {
    /** Devices round otherwise, and many multiply 32-bit numbers with 10 bits of fraction: a thousandth or two. */
    OF_FLOATS(0.02),
    /**
     * Where the processor rounds activations to 8 bits and a device does not, or rounds them elsewhere: measured 0.014 to
     * 0.032 between both ways on one processor, with embedders of 4-bit and decoders of 8-bit weights.
     */
    OF_EIGHT_BITS(0.1);

    /** Operators that round what passes through a model. */
    private static final Set<String> ROUNDING =
            Set.of("MatMulNBits", "DynamicQuantizeLinear", "QuantizeLinear", "MatMulInteger", "DynamicQuantizeMatMul");

    private final double differenceMax;

    Sameness(double differenceMax) {
        this.differenceMax = differenceMax;
    }

    /** What can be asked of a model with such operators. */
    public static Sameness of(Set<String> operators) {
        return operators.stream().anyMatch(ROUNDING::contains) ? OF_EIGHT_BITS : OF_FLOATS;
    }

    /**
     * Compares.
     *
     * @param name what the numbers are, for the message
     * @return what is wrong, or empty
     */
    public Optional<String> difference(String name, float[] expected, float[] computed) {
        if (expected.length != computed.length) {
            return Optional.of(name + " has " + computed.length + " numbers instead of " + expected.length);
        }
        double length = 0;
        double apart = 0;
        for (int i = 0; i < expected.length; i++) {
            if (Float.isFinite(expected[i]) != Float.isFinite(computed[i])) {
                return Optional.of(name + " has " + computed[i] + " where the processor computes " + expected[i]);
            }
            if (Float.isFinite(expected[i])) {
                double off = (double) expected[i] - computed[i];
                length += (double) expected[i] * expected[i];
                apart += off * off;
            }
        }
        return Math.sqrt(apart) <= differenceMax * Math.sqrt(length)
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s differs from what the processor computes by %.3g of its length, where %.3g is allowed",
                        name,
                        Math.sqrt(apart / length),
                        differenceMax));
    }
}

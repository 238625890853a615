package dev.edgewise.inference.token;

/** Numbers as the general library reads them, which are not always the nearest double. */
final class Score {
    /** Digits that always fit a long. */
    private static final int DIGITS_MAX = 18;

    private Score() {}

    /**
     * A decimal number: its digits as one whole number, rounded to a double, over a power of ten, rounded once more. Two
     * ways to cut a text that are equal but for a rounding are told apart by it.
     *
     * @return not a number for what is written with an exponent, or with too many digits
     */
    static double read(String text) {
        long digits = 0;
        int count = 0;
        int decimals = -1;
        for (int i = text.startsWith("-") ? 1 : 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '.' && decimals < 0) {
                decimals = 0;
            } else if (character >= '0' && character <= '9' && count < DIGITS_MAX) {
                digits = digits * 10 + (character - '0');
                count += digits == 0 ? 0 : 1;
                decimals += decimals < 0 ? 0 : 1;
            } else {
                return Double.NaN;
            }
        }
        double value = decimals > 0 ? digits / power(decimals) : digits;
        return text.startsWith("-") ? -value : value;
    }

    /** Exact up to the twenty-second. */
    private static double power(int exponent) {
        double power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }
}

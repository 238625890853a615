package dev.edgewise.cache.key;

import java.math.BigInteger;

/**
 * The one way to write a JSON number's exact value: {@code 1}, {@code 1.0} and {@code 1e0} come out alike, and numbers
 * that differ never do. Works on the digits as written, so no exponent is ever expanded.
 */
final class CanonicalNumber {
    private CanonicalNumber() {}

    /** Sign, digits without zeros at either end, and the power of ten they are multiplied with; zero is {@code 0}, or {@code -0}, which a model tells apart. */
    static String of(String source) {
        boolean negative = source.charAt(0) == '-';
        int at = negative ? 1 : 0;
        StringBuilder digits = new StringBuilder(source.length());
        int fraction = 0;
        boolean afterPoint = false;
        for (; at < source.length() && source.charAt(at) != 'e' && source.charAt(at) != 'E'; at++) {
            char c = source.charAt(at);
            if (c == '.') {
                afterPoint = true;
            } else {
                digits.append(c);
                fraction += afterPoint ? 1 : 0;
            }
        }
        int first = 0;
        while (first < digits.length() && digits.charAt(first) == '0') {
            first++;
        }
        if (first == digits.length()) {
            return negative ? "-0" : "0";
        }
        int last = digits.length();
        while (digits.charAt(last - 1) == '0') {
            last--;
        }
        String power = power(source, at, digits.length() - last - fraction);
        return (negative ? "-" : "") + digits.substring(first, last) + (power.equals("0") ? "" : "e" + power);
    }

    private static String power(String source, int exponentMark, int shift) {
        if (exponentMark >= source.length()) {
            return Integer.toString(shift);
        }
        int from = source.charAt(exponentMark + 1) == '+' ? exponentMark + 2 : exponentMark + 1;
        String written = source.substring(from);
        if (written.length() < Integer.toString(Integer.MAX_VALUE).length()) {
            return Long.toString(Long.parseLong(written) + shift);
        }
        return new BigInteger(written).add(BigInteger.valueOf(shift)).toString();
    }
}

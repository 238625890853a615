package dev.edgewise.cache.semantic.guard;

import java.util.Comparator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes Sino-Korean numerals before a counter in digits, which a tokenizer reads more surely: 이십오도 is 25도. */
final class SinoNumerals {
    private static final String DIGITS = "영일이삼사오육칠팔구";
    private static final Set<String> COUNTERS = Words.set("ko-counters.txt");
    private static final Pattern NUMERAL = Pattern.compile("(?<!\\p{IsHangul})([일이삼사오육륙칠팔구십백천만억조]{2,16}) ?(?=("
            + COUNTERS.stream()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .map(Pattern::quote)
                    .collect(Collectors.joining("|"))
            + "))");

    private SinoNumerals() {}

    static String toDigits(String text) {
        Matcher matcher = NUMERAL.matcher(text);
        var digits = new StringBuilder();
        while (matcher.find()) {
            String numeral = matcher.group(1);
            if (numeral.endsWith("일")
                    && numeral.length() > 1
                    && matcher.group(2).equals("째")) {
                // A day that is counted: 백일째 is 100일째.
                long days = value(numeral.substring(0, numeral.length() - 1));
                matcher.appendReplacement(digits, days + "일");
                continue;
            }
            long value = value(numeral);
            // 이천시 is a town.
            boolean town = numeral.endsWith("천") && matcher.group(2).equals("시");
            matcher.appendReplacement(
                    digits, value < 10 || town ? Matcher.quoteReplacement(matcher.group()) : Long.toString(value));
        }
        return matcher.appendTail(digits).toString();
    }

    /** The value, or -1 when the syllables make no number. */
    static long value(String numeral) {
        long total = 0;
        long section = 0;
        long digit = 0;
        for (int i = 0; i < numeral.length(); i++) {
            char c = numeral.charAt(i) == '륙' ? '육' : numeral.charAt(i);
            int value = DIGITS.indexOf(c);
            long scale = scale(c);
            if (value >= 0) {
                if (digit != 0) {
                    return -1;
                }
                digit = value;
            } else if (scale < 10_000) {
                section += Math.max(digit, 1) * scale;
                digit = 0;
            } else {
                total += Math.max(section + digit, 1) * scale;
                section = 0;
                digit = 0;
            }
        }
        return total + section + digit;
    }

    private static long scale(char c) {
        return switch (c) {
            case '십' -> 10;
            case '백' -> 100;
            case '천' -> 1000;
            case '만' -> 10_000;
            case '억' -> 100_000_000;
            default -> 1_000_000_000_000L;
        };
    }
}

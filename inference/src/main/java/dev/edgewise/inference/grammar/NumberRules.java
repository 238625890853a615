package dev.edgewise.inference.grammar;

import static dev.edgewise.inference.grammar.Rules.range;
import static dev.edgewise.inference.grammar.Rules.sequence;

import java.util.ArrayList;
import java.util.List;

/**
 * JSON numbers between whole bounds. Numbers have at most {@value #DIGITS} digits before the point and as many behind it,
 * and no exponent.
 */
final class NumberRules {
    private static final int DIGITS = 15;

    /** The largest bound, and what stands for none. */
    static final long MAX = 999_999_999_999_999L;

    private final Rules rules;
    private final Symbol digit = range('0', '9');

    NumberRules(Rules rules) {
        this.rules = rules;
    }

    /** Whole numbers from {@code min} to {@code max}, which is not below it; both within {@link #MAX}. */
    Symbol integers(long min, long max) throws GrammarException {
        List<List<Symbol>> signs = new ArrayList<>();
        if (min < 0) {
            signs.add(sequence("-", upTo(Math.max(1, -max), -min)));
        }
        if (max >= 0) {
            signs.add(List.of(upTo(Math.max(0, min), max)));
        }
        return oneOf(signs);
    }

    /**
     * Numbers, whole or not, from {@code min} to {@code max}.
     *
     * @param above whether {@code min} itself is none of them
     * @param below whether {@code max} itself is none of them
     */
    Symbol numbers(long min, boolean above, long max, boolean below) throws GrammarException {
        List<List<Symbol>> signs = new ArrayList<>();
        if (min < 0) {
            // Nothing between −0 and 0 is lost: it is written without the sign.
            boolean toZero = max >= 0;
            signs.add(sequence("-", positive(toZero ? 0 : -max, toZero || below, -min, above)));
        }
        if (max > 0 || max == 0 && !below) {
            signs.add(List.of(positive(Math.max(0, min), min >= 0 && above, max, below)));
        }
        return oneOf(signs);
    }

    private Symbol positive(long min, boolean above, long max, boolean below) throws GrammarException {
        List<List<Symbol>> parts = new ArrayList<>();
        Symbol zeros = rules.repeat(range('0', '0'), 0, DIGITS / 2);
        if (above && min < max) {
            parts.add(sequence(Long.toString(min), ".", zeros, range('1', '9'), rules.repeat(digit, 0, DIGITS / 2)));
        }
        long whole = above ? min + 1 : min;
        if (whole < max) {
            Symbol fraction = rules.oneOf(List.of(), sequence(".", rules.repeat(digit, 1, DIGITS)));
            parts.add(List.of(upTo(whole, max - 1), fraction));
        }
        if (!below && whole <= max) {
            parts.add(sequence(Long.toString(max), rules.oneOf(List.of(), sequence(".0", zeros))));
        }
        return oneOf(parts);
    }

    /** Whole numbers without a sign or a leading zero. */
    private Symbol upTo(long min, long max) throws GrammarException {
        List<List<Symbol>> lengths = new ArrayList<>();
        long first = 0;
        long last = 9;
        while (first <= max) {
            if (last >= min) {
                lengths.add(sameLength(Long.toString(Math.max(first, min)), Long.toString(Math.min(last, max))));
            }
            first = last + 1;
            last = first * 10 - 1;
        }
        return oneOf(lengths);
    }

    private List<Symbol> sameLength(String min, String max) throws GrammarException {
        int rest = min.length() - 1;
        if (rest < 0) {
            return List.of();
        }
        String zeros = "0".repeat(rest);
        String nines = "9".repeat(rest);
        char from = min.charAt(0);
        char to = max.charAt(0);
        String low = min.substring(1);
        String high = max.substring(1);
        List<List<Symbol>> first = new ArrayList<>();
        if (from == to) {
            first.add(after(from, from, sameLength(low, high)));
            return List.of(oneOf(first));
        }
        if (!low.equals(zeros)) {
            first.add(after(from, from, sameLength(low, nines)));
            from++;
        }
        boolean cut = !high.equals(nines);
        if (from <= (cut ? to - 1 : to)) {
            first.add(after(
                    from,
                    (char) (cut ? to - 1 : to),
                    rest == 0 ? List.of() : List.of(rules.repeat(digit, rest, rest))));
        }
        if (cut) {
            first.add(after(to, to, sameLength(zeros, high)));
        }
        return List.of(oneOf(first));
    }

    private static List<Symbol> after(char from, char to, List<Symbol> rest) {
        List<Symbol> symbols = new ArrayList<>();
        symbols.add(range(from, to));
        symbols.addAll(rest);
        return symbols;
    }

    private Symbol oneOf(List<List<Symbol>> alternatives) throws GrammarException {
        Symbol.Ref rule = rules.reserve();
        rules.define(rule, alternatives);
        return rule;
    }
}

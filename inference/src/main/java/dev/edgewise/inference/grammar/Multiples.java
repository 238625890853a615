package dev.edgewise.inference.grammar;

import static dev.edgewise.inference.grammar.Rules.range;
import static dev.edgewise.inference.grammar.Rules.sequence;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON numbers that are multiples of one: whole ones of a small whole number, or those with so many places. */
final class Multiples {
    private static final int DIGITS = 15;
    private static final int DIVISOR_MAX = 1_000;
    private static final int PLACES_MAX = 10;
    /** Rules for one step: a large one is kept to fewer digits. */
    private static final int RULES_MAX = 20_000;

    private Multiples() {}

    /** @throws GrammarException if such multiples cannot be told by their digits here */
    static Symbol of(JsonNode schema, boolean whole, Rules rules, String path) throws GrammarException {
        if (NumberBounds.in(schema)) {
            throw new GrammarException("multipleOf at " + path + " cannot be enforced together with bounds here");
        }
        BigDecimal step = step(schema, path);
        Symbol sign = rules.oneOf(List.of(), sequence("-"));
        if (step.scale() <= 0 && step.compareTo(BigDecimal.valueOf(DIVISOR_MAX)) <= 0) {
            return rules.oneOf(sequence("0"), List.of(sign, divisible(step.intValueExact(), rules)));
        }
        if (whole || !step.unscaledValue().equals(BigInteger.ONE) || step.scale() > PLACES_MAX) {
            throw new GrammarException("multipleOf at " + path + " can be a whole number up to " + DIVISOR_MAX
                    + " here, or 0.1, 0.01 and so on for numbers");
        }
        Symbol digit = range('0', '9');
        Symbol before = rules.oneOf(sequence("0"), sequence(range('1', '9'), rules.repeat(digit, 0, DIGITS - 1)));
        Symbol places = rules.oneOf(List.of(), sequence(".", rules.repeat(digit, 1, step.scale())));
        return rules.oneOf(List.of(sign, before, places));
    }

    /** @throws GrammarException if it is no number above 0 */
    static BigDecimal step(JsonNode schema, String path) throws GrammarException {
        BigDecimal step = NumberBounds.finite(schema.get("multipleOf"))
                ? schema.get("multipleOf").decimalValue().stripTrailingZeros()
                : BigDecimal.ZERO;
        if (step.signum() <= 0) {
            throw new GrammarException(path + "/multipleOf must be a number above 0");
        }
        return step;
    }

    /**
     * Digits without a leading zero, by what is left when those so far are divided, and by how many may still come. Where
     * those could not make it a multiple any more there is no rule, so that nobody gets there.
     */
    private static Symbol divisible(int divisor, Rules rules) throws GrammarException {
        int digits = Math.min(DIGITS, Math.max(4, RULES_MAX / divisor));
        List<@Nullable Symbol> after = new ArrayList<>();
        for (int rest = 0; rest < divisor; rest++) {
            after.add(rest == 0 ? rules.oneOf(List.of()) : null);
        }
        for (int left = 1; left < digits; left++) {
            List<@Nullable Symbol> before = new ArrayList<>();
            for (int rest = 0; rest < divisor; rest++) {
                before.add(rule(next(rest, '0', divisor, after, rest == 0), rules));
            }
            after = before;
        }
        return Objects.requireNonNull(rule(next(0, '1', divisor, after, false), rules));
    }

    private static @Nullable Symbol rule(List<List<Symbol>> alternatives, Rules rules) throws GrammarException {
        if (alternatives.isEmpty()) {
            return null;
        }
        Symbol.Ref rule = rules.reserve();
        rules.define(rule, alternatives);
        return rule;
    }

    private static List<List<Symbol>> next(
            int rest, char least, int divisor, List<@Nullable Symbol> after, boolean mayEnd) {
        List<List<Symbol>> alternatives = new ArrayList<>();
        for (char digit = least; digit <= '9'; digit++) {
            Symbol then = after.get((rest * 10 + digit - '0') % divisor);
            if (then != null) {
                alternatives.add(List.of(range(digit, digit), then));
            }
        }
        if (mayEnd) {
            alternatives.add(List.of());
        }
        return alternatives;
    }
}

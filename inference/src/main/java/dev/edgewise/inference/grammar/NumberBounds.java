package dev.edgewise.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * What {@code minimum}, {@code maximum} and their exclusive forms leave of the numbers.
 *
 * @param above whether {@code min} itself is left out
 * @param below whether {@code max} itself is left out
 */
record NumberBounds(BigDecimal min, boolean above, BigDecimal max, boolean below) {
    static final List<String> KEYWORDS = List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");

    private static final BigDecimal MAX = BigDecimal.valueOf(NumberRules.MAX);

    /** Whether a schema has any. */
    static boolean in(JsonNode schema) {
        return KEYWORDS.stream().anyMatch(schema::has);
    }

    /** @throws GrammarException if one of them is no number */
    static NumberBounds of(JsonNode schema, String path) throws GrammarException {
        BigDecimal from = number(schema, "minimum", MAX.negate(), path);
        BigDecimal over = number(schema, "exclusiveMinimum", MAX.negate(), path);
        BigDecimal to = number(schema, "maximum", MAX, path);
        BigDecimal under = number(schema, "exclusiveMaximum", MAX, path);
        boolean above = schema.has("exclusiveMinimum") && over.compareTo(from) >= 0;
        boolean below = schema.has("exclusiveMaximum") && under.compareTo(to) <= 0;
        return new NumberBounds(above ? over : from, above, below ? under : to, below);
    }

    /** Whether it is a number that can be told: one beyond 64 bits is read as infinite. */
    static boolean finite(JsonNode value) {
        return value.isNumber() && (!value.isFloatingPointNumber() || Double.isFinite(value.doubleValue()));
    }

    private static BigDecimal number(JsonNode schema, String keyword, BigDecimal absent, String path)
            throws GrammarException {
        JsonNode value = schema.get(keyword);
        if (value == null) {
            return absent;
        }
        if (!finite(value) || value.decimalValue().abs().compareTo(MAX) > 0) {
            throw new GrammarException(path + "/" + keyword + " must be a number of at most 15 digits");
        }
        return value.decimalValue();
    }

    /** Whether a number is within those bounds that a schema has. */
    boolean has(BigDecimal number, JsonNode schema) {
        int low = number.compareTo(min);
        int high = number.compareTo(max);
        boolean least = schema.has("minimum") || schema.has("exclusiveMinimum");
        boolean most = schema.has("maximum") || schema.has("exclusiveMaximum");
        return (!least || low > 0 || low == 0 && !above) && (!most || high < 0 || high == 0 && !below);
    }

    /** Whole numbers within the bounds. */
    Symbol integers(NumberRules rules, String path) throws GrammarException {
        BigDecimal first = min.setScale(0, RoundingMode.CEILING);
        BigDecimal last = max.setScale(0, RoundingMode.FLOOR);
        long from = first.longValueExact() + (above && first.compareTo(min) == 0 ? 1 : 0);
        long to = last.longValueExact() - (below && last.compareTo(max) == 0 ? 1 : 0);
        if (from > to) {
            throw nothing(path);
        }
        return rules.integers(from, to);
    }

    /** Numbers within the bounds, which must be whole. */
    Symbol numbers(NumberRules rules, String path) throws GrammarException {
        if (min.stripTrailingZeros().scale() > 0 || max.stripTrailingZeros().scale() > 0) {
            throw new GrammarException(
                    "a bound with a fraction at " + path + " cannot be enforced here, for numbers that are not whole");
        }
        int order = min.compareTo(max);
        if (order > 0 || order == 0 && (above || below)) {
            throw nothing(path);
        }
        return rules.numbers(min.longValueExact(), above, max.longValueExact(), below);
    }

    private static GrammarException nothing(String path) {
        return GrammarException.nothing("the bounds at " + path + " leave no number");
    }
}

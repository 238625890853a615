package dev.edgewise.gateway.config.unit;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tokens cost, such as {@code 0.60 USD/1M}. Kept per million, as providers quote it: a price of 0.0375 USD/1M is
 * 37.5 nano-units a token, which no integer per token could hold.
 *
 * @param currency three capital letters (ISO 4217)
 * @param nanosPerMillionTokens billionths of the currency's unit for 1,000,000 tokens
 */
public record Price(String currency, long nanosPerMillionTokens) {

    /** What to write, for errors and documents. */
    public static final String EXPECTED = "a price such as 0.60 USD/1M (per million tokens) or 0.0006 USD/1k";

    /** The same as a regular expression, for editors. */
    public static final String PATTERN = "(\\d{1,6}(?:\\.\\d{1,9})?) ([A-Z]{3})/1(k|M)";

    private static final Pattern FORM = Pattern.compile(PATTERN);
    private static final long TOKENS_PER_MILLION = 1_000_000;

    /** Reads a price. */
    public static Parsed<Price> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Parsed.bad(EXPECTED);
        }
        // At most 9 decimals: the product is whole, and at most 1e18.
        BigDecimal nanos =
                new BigDecimal(form.group(1)).movePointRight(form.group(3).equals("k") ? 12 : 9);
        return Parsed.ok(new Price(form.group(2), nanos.longValueExact()));
    }

    /**
     * What so many tokens cost.
     *
     * @param tokens not negative
     * @return nano-units of {@link #currency()}, rounded half up
     */
    public long costNanos(long tokens) {
        long high = Math.multiplyHigh(nanosPerMillionTokens, tokens);
        long low = nanosPerMillionTokens * tokens;
        if (high == 0 && low >= 0 && low <= Long.MAX_VALUE - TOKENS_PER_MILLION / 2) {
            return (low + TOKENS_PER_MILLION / 2) / TOKENS_PER_MILLION;
        }
        return BigDecimal.valueOf(nanosPerMillionTokens)
                .multiply(BigDecimal.valueOf(tokens))
                .add(BigDecimal.valueOf(TOKENS_PER_MILLION / 2))
                .divideToIntegralValue(BigDecimal.valueOf(TOKENS_PER_MILLION))
                .longValueExact();
    }

    /** As it is written in the file, per million tokens. */
    public String show() {
        BigDecimal units = BigDecimal.valueOf(nanosPerMillionTokens, 9).stripTrailingZeros();
        return units.setScale(Math.max(2, units.scale())).toPlainString() + " " + currency + "/1M";
    }
}

package dev.edgewise.inference.chat.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Filters that make numbers. */
final class NumberFilters {
    private static final int DIGITS_MAX = 1000;

    private NumberFilters() {}

    static Object whole(Object value, Arguments given, Run run) {
        Object otherwise = given.get(0, "default", 0L);
        return switch (Values.counted(value)) {
            case Long number -> number;
            case Double number -> (long) (double) number;
            case Undefined missing -> throw missing.failure();
            case String text
            when text.length() < DIGITS_MAX -> {
                String digits = text.strip().replace("_", "");
                try {
                    yield Long.parseLong(digits, given.number(1, "base", 10));
                } catch (NumberFormatException notWhole) {
                    yield real(digits)
                            .map(number -> (Object) number.longValue())
                            .orElse(otherwise);
                }
            }
            default -> otherwise;
        };
    }

    static Object real(Object value, Arguments given, Run run) {
        Object otherwise = given.get(0, "default", 0.0);
        return switch (Values.counted(value)) {
            case Long number -> (double) number;
            case Double number -> number;
            case Undefined missing -> throw missing.failure();
            case String text
            when text.length() < DIGITS_MAX ->
                real(text.strip()).map(Object.class::cast).orElse(otherwise);
            default -> otherwise;
        };
    }

    private static Optional<Double> real(String digits) {
        try {
            return Optional.of(Double.valueOf(digits));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    static Object absolute(Object value, Arguments given, Run run) {
        return switch (Values.counted(value)) {
            case Long number -> Math.abs(number);
            case Double number -> Math.abs(number);
            default -> throw new JinjaException("'" + Values.kind(value) + "' is no number");
        };
    }

    static Object rounded(Object value, Arguments given, Run run) {
        if (!Values.isNumber(value) || !Double.isFinite(Values.real(value))) {
            throw new JinjaException("'" + Values.kind(value) + "' cannot be rounded");
        }
        int digits = Math.clamp(given.number(0, "precision", 0), -20, 20);
        RoundingMode mode = switch (PythonText.of(given.get(1, "method", "common"), run)) {
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> RoundingMode.HALF_EVEN;
        };
        if (mode == RoundingMode.HALF_EVEN && digits >= 0 && Values.counted(value) instanceof Long number) {
            return number;
        }
        return new BigDecimal(Values.real(value)).setScale(digits, mode).doubleValue();
    }
}

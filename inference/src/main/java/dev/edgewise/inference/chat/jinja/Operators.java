package dev.edgewise.inference.chat.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the operators of Python do with values. */
final class Operators {
    private Operators() {}

    static Object arithmetic(String operator, Object left, Object right, Run run) {
        run.step();
        for (Object each : new Object[] {left, right}) {
            if (each instanceof Undefined missing) {
                throw missing.failure();
            }
        }
        if (operator.equals("+")) {
            if (left instanceof String a && right instanceof String b) {
                run.makesText((long) a.length() + b.length());
                return a + b;
            }
            if (left instanceof List<?> a && right instanceof List<?> b && a instanceof Tuple == b instanceof Tuple) {
                run.makesList((long) a.size() + b.size());
                List<Object> both = new ArrayList<>(a);
                both.addAll(b);
                return left instanceof Tuple ? new Tuple(both) : both;
            }
        }
        if (operator.equals("*")) {
            if (Values.counted(right) instanceof Long times && (left instanceof String || left instanceof List<?>)) {
                return repeated(left, times, run);
            }
            if (Values.counted(left) instanceof Long times && (right instanceof String || right instanceof List<?>)) {
                return repeated(right, times, run);
            }
        }
        if (operator.equals("%") && left instanceof String text) {
            return Formats.percent(text, right, run);
        }
        if (!Values.isNumber(left) || !Values.isNumber(right)) {
            throw new JinjaException(
                    "'" + operator + "' does not go with '" + Values.kind(left) + "' and '" + Values.kind(right) + "'");
        }
        return ofNumbers(operator, Values.counted(left), Values.counted(right));
    }

    private static Object repeated(Object value, long times, Run run) {
        long count = Math.max(0, Math.min(times, Integer.MAX_VALUE));
        if (value instanceof String text) {
            run.makesText(count * text.length());
            return text.isEmpty() ? text : text.repeat((int) count);
        }
        List<?> list = (List<?>) value;
        run.makesList(count * list.size());
        List<Object> repeated = new ArrayList<>();
        for (long i = 0; i < count && !list.isEmpty(); i++) {
            repeated.addAll(list);
        }
        return value instanceof Tuple ? new Tuple(repeated) : repeated;
    }

    private static Object ofNumbers(String operator, Object left, Object right) {
        if (operator.equals("/")) {
            return Values.real(left) / notZero(Values.real(right));
        }
        try {
            if (left instanceof Long a && right instanceof Long b) {
                return switch (operator) {
                    case "+" -> Math.addExact(a, b);
                    case "-" -> Math.subtractExact(a, b);
                    case "*" -> Math.multiplyExact(a, b);
                    case "//" -> Math.floorDiv(a, b);
                    case "%" -> Math.floorMod(a, b);
                    default -> b >= 0 ? (Object) power(a, b) : (Object) Math.pow(a, b);
                };
            }
        } catch (ArithmeticException e) {
            throw new JinjaException("'" + operator + "' of two whole numbers has no result of 64 bits");
        }
        double a = Values.real(left);
        double b = Values.real(right);
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "//" -> Math.floor(a / notZero(b));
            case "%" -> a - Math.floor(a / notZero(b)) * b;
            default -> Math.pow(a, b);
        };
    }

    private static long power(long base, long exponent) {
        // Beyond it only -1, 0 and 1 have powers of 64 bits, and those turn every second time.
        int times = (int) (exponent <= Long.SIZE ? exponent : Long.SIZE + exponent % 2);
        return BigInteger.valueOf(base).pow(times).longValueExact();
    }

    private static double notZero(double value) {
        if (value == 0) {
            throw new JinjaException("division by zero");
        }
        return value;
    }

    static Object signed(boolean minus, Object value) {
        return switch (Values.counted(value)) {
            case Long number when minus && number != Long.MIN_VALUE -> -number;
            case Double number when minus -> -number;
            case Long number when !minus -> number;
            case Double number when !minus -> number;
            default -> throw new JinjaException("'" + Values.kind(value) + "' has no sign");
        };
    }

    static boolean compared(String operator, Object left, Object right, Run run) {
        return switch (operator) {
            case "==" -> Values.areEqual(left, right, run);
            case "!=" -> !Values.areEqual(left, right, run);
            case "in" -> contains(right, left, run);
            case "not in" -> !contains(right, left, run);
            case "<" -> Values.compare(left, right, run) < 0;
            case "<=" -> Values.compare(left, right, run) <= 0;
            case ">" -> Values.compare(left, right, run) > 0;
            default -> Values.compare(left, right, run) >= 0;
        };
    }

    static boolean contains(Object in, Object value, Run run) {
        return switch (in) {
            case String text -> {
                if (!(value instanceof String part)) {
                    throw new JinjaException("a text has no '" + Values.kind(value) + "' in it");
                }
                run.seeks(text, part);
                yield text.contains(part);
            }
            case Map<?, ?> map -> map.containsKey(Values.key(value, run));
            default -> {
                for (Object item : Values.items(in, run)) {
                    if (Values.areEqual(item, value, run)) {
                        yield true;
                    }
                }
                yield false;
            }
        };
    }
}

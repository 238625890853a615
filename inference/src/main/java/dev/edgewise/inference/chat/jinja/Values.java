package dev.edgewise.inference.chat.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a template: {@link String}, {@link Boolean}, {@link Long}, {@link BigInteger} beyond 64 bits,
 * {@link Double}, {@link None}, {@link Undefined}, {@link List}, {@link Map}, {@link Namespace}, {@link Callable}; never
 * null.
 */
final class Values {
    /** All that is undefined is the same key. */
    private static final Undefined UNDEFINED_KEY = new Undefined("a key");

    private Values() {}

    /** What a template sees of a value from outside: a copy, so that nothing changes meanwhile. */
    static Object of(@Nullable Object value) {
        return switch (value) {
            case null -> None.NONE;
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, each) -> copy.put(of(key), of(each)));
                yield copy;
            }
            case List<?> list -> {
                List<Object> copy = new ArrayList<>(list.size());
                list.forEach(each -> copy.add(of(each)));
                yield copy;
            }
            case Integer number -> number.longValue();
            case Float number -> number.doubleValue();
            default -> value;
        };
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean flag -> flag;
            case None _, Undefined _ -> false;
            case String text -> !text.isEmpty();
            case Long number -> number != 0;
            case Double number -> number != 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    /** Whether Python counts with it: true is 1. */
    static boolean isNumber(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    /** A truth as the number it is in Python. */
    static Object counted(Object value) {
        return value instanceof Boolean flag ? (Object) (flag ? 1L : 0L) : value;
    }

    static double real(Object value) {
        return ((Number) counted(value)).doubleValue();
    }

    /** What is the very same is equal without a look into it. */
    @SuppressWarnings("ReferenceEquality")
    static boolean areEqual(Object one, Object other, Run run) {
        run.step();
        if (one == other) {
            return true;
        }
        if (isNumber(one) && isNumber(other)) {
            return compareNumbers(one, other) == 0;
        }
        return switch (one) {
            case String text -> {
                run.goesOver(other instanceof String with && with.length() == text.length() ? text.length() : 0);
                yield text.equals(other);
            }
            case List<?> list ->
                other instanceof List<?> with
                        && list instanceof Tuple == with instanceof Tuple
                        && list.size() == with.size()
                        && areEqual(list.iterator(), with.iterator(), run);
            case Map<?, ?> map ->
                other instanceof Map<?, ?> with && map.size() == with.size() && covers(map, with, run);
            case Undefined _ -> other instanceof Undefined;
            default -> false;
        };
    }

    private static boolean areEqual(Iterator<?> one, Iterator<?> other, Run run) {
        run.enter();
        boolean equal = true;
        while (equal && one.hasNext()) {
            equal = areEqual(one.next(), other.next(), run);
        }
        run.leave();
        return equal;
    }

    private static boolean covers(Map<?, ?> map, Map<?, ?> with, Run run) {
        run.enter();
        boolean equal = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object value = with.get(key(entry.getKey(), run));
            equal = equal && value != null && areEqual(entry.getValue(), value, run);
        }
        run.leave();
        return equal;
    }

    private static int compareNumbers(Object one, Object other) {
        Object left = counted(one);
        Object right = counted(other);
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        }
        if (left instanceof BigInteger a && right instanceof BigInteger b) {
            return a.compareTo(b);
        }
        return Double.compare(real(left) + 0.0, real(right) + 0.0);
    }

    /** @throws JinjaException if they have no order, as a text and a number */
    static int compare(Object one, Object other, Run run) {
        run.step();
        if (isNumber(one) && isNumber(other)) {
            return compareNumbers(one, other);
        }
        if (one instanceof String a && other instanceof String b) {
            run.goesOver(Math.min(a.length(), b.length()));
            return a.compareTo(b);
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                if (!areEqual(a.get(i), b.get(i), run)) {
                    run.enter();
                    int compared = compare(a.get(i), b.get(i), run);
                    run.leave();
                    return compared;
                }
            }
            return Integer.compare(a.size(), b.size());
        }
        throw new JinjaException("'" + kind(one) + "' and '" + kind(other) + "' have no order");
    }

    /** What a loop goes over. */
    static List<Object> items(Object value, Run run) {
        return switch (value) {
            case List<?> list -> {
                run.makesList(list.size());
                yield new ArrayList<>(list);
            }
            case Map<?, ?> map -> {
                run.makesList(map.size());
                yield new ArrayList<>(map.keySet());
            }
            case String text -> {
                run.makesItems(text.length());
                yield new ArrayList<>(
                        text.codePoints().mapToObj(Character::toString).toList());
            }
            case Undefined _ -> new ArrayList<>();
            default -> throw new JinjaException("'" + kind(value) + "' cannot be gone over");
        };
    }

    static long length(Object value, Run run) {
        return switch (value) {
            case String text -> {
                run.goesOver(text.length());
                yield text.codePointCount(0, text.length());
            }
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Undefined _ -> 0;
            default -> throw new JinjaException("'" + kind(value) + "' has no length");
        };
    }

    /** A value that a map can have as its key; counts what it takes to compare it with another. */
    static Object key(Object value, Run run) {
        if (value instanceof String text) {
            run.goesOver(text.length());
        } else if (value instanceof Tuple tuple) {
            run.goesOver(tuple.requireKey());
        } else if (value instanceof Undefined) {
            return UNDEFINED_KEY;
        } else if (value instanceof List<?> || value instanceof Map<?, ?>) {
            throw new JinjaException("'" + kind(value) + "' cannot be a key");
        }
        return value;
    }

    /** What Python calls such a value. */
    static String kind(Object value) {
        return switch (value) {
            case None _ -> "NoneType";
            case Undefined _ -> "Undefined";
            case Boolean _ -> "bool";
            case Long _, BigInteger _ -> "int";
            case Double _ -> "float";
            case String _ -> "str";
            case Tuple _ -> "tuple";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "dict";
            case Namespace _ -> "Namespace";
            default -> "function";
        };
    }
}

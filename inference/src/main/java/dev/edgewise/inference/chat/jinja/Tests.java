package dev.edgewise.inference.chat.jinja;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What may be asked of a value behind {@code is}. */
final class Tests {
    /** One of them. */
    interface Test {
        boolean holds(Object value, Arguments given, Run run);
    }

    private static final Map<String, Test> ALL = all();

    private Tests() {}

    static Test named(String name) {
        Test test = ALL.get(name);
        if (test == null) {
            throw new JinjaException("there is no test '" + name + "'");
        }
        return test;
    }

    private static Map<String, Test> all() {
        Map<String, Test> tests = new HashMap<>();
        tests.put("defined", (value, _, _) -> !(value instanceof Undefined));
        tests.put("undefined", (value, _, _) -> value instanceof Undefined);
        tests.put("none", (value, _, _) -> value instanceof None);
        tests.put("boolean", (value, _, _) -> value instanceof Boolean);
        tests.put("true", (value, _, _) -> value.equals(true));
        tests.put("false", (value, _, _) -> value.equals(false));
        tests.put("integer", (value, _, _) -> value instanceof Long || value instanceof BigInteger);
        tests.put("float", (value, _, _) -> value instanceof Double);
        tests.put("number", (value, _, _) -> Values.isNumber(value));
        tests.put("string", (value, _, _) -> value instanceof String);
        tests.put("mapping", (value, _, _) -> value instanceof Map<?, ?>);
        tests.put("sequence", (value, _, _) -> goesOver(value));
        tests.put("iterable", (value, _, _) -> goesOver(value));
        tests.put("callable", (value, _, _) -> value instanceof Callable);
        tests.put("sameas", (value, given, _) -> isSame(value, given.require(0, "other")));
        tests.put("escaped", (_, _, _) -> false);
        tests.put(
                "upper",
                (value, _, run) -> isCased(PythonText.of(value, run), run, text -> text.toUpperCase(Locale.ROOT)));
        tests.put(
                "lower",
                (value, _, run) -> isCased(PythonText.of(value, run), run, text -> text.toLowerCase(Locale.ROOT)));
        tests.put("odd", (value, _, _) -> remainder(value, 2) == 1);
        tests.put("even", (value, _, _) -> remainder(value, 2) == 0);
        tests.put("divisibleby", (value, given, _) -> remainder(value, given.number(0, "num", 0)) == 0);
        tests.put("in", (value, given, run) -> Operators.contains(given.require(0, "seq"), value, run));
        tests.put("filter", (value, _, _) -> value instanceof String name && Filters.isKnown(name));
        tests.put("test", (value, _, _) -> value instanceof String name && ALL.containsKey(name));
        compared(tests, "==", "eq", "equalto", "==");
        compared(tests, "!=", "ne", "!=");
        compared(tests, "<", "lt", "lessthan", "<");
        compared(tests, "<=", "le", "<=");
        compared(tests, ">", "gt", "greaterthan", ">");
        compared(tests, ">=", "ge", ">=");
        return Map.copyOf(tests);
    }

    private static void compared(Map<String, Test> tests, String operator, String... names) {
        for (String name : names) {
            tests.put(name, (value, given, run) -> Operators.compared(operator, value, given.require(0, "other"), run));
        }
    }

    /** As Python's {@code is}. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Object one, Object other) {
        return one == other || one instanceof Boolean && one.equals(other);
    }

    private static boolean goesOver(Object value) {
        return value instanceof String
                || value instanceof List<?>
                || value instanceof Map<?, ?>
                || value instanceof Undefined;
    }

    private static boolean isCased(String text, Run run, UnaryOperator<String> changed) {
        run.makesText(text.length());
        return text.equals(changed.apply(text)) && text.codePoints().anyMatch(Character::isLetter);
    }

    private static double remainder(Object value, long by) {
        if (by != 0 && Values.isNumber(value)) {
            return Values.counted(value) instanceof Long number
                    ? Math.floorMod(number, by)
                    : Values.real(value) - Math.floor(Values.real(value) / by) * by;
        }
        throw new JinjaException("'" + Values.kind(value) + "' cannot be divided so");
    }
}

package dev.edgewise.inference.chat.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a value may go through behind {@code |}. */
final class Filters {
    /** One of them. */
    interface Filter {
        Object apply(Object value, Arguments given, Run run);
    }

    private static final Map<String, Filter> ALL = all();

    private Filters() {}

    static Filter named(String name) {
        Filter filter = ALL.get(name);
        if (filter == null) {
            throw new JinjaException("there is no filter '" + name + "'");
        }
        return filter;
    }

    static boolean isKnown(String name) {
        return ALL.containsKey(name);
    }

    private static Map<String, Filter> all() {
        Map<String, Filter> filters = new HashMap<>();
        filters.put("default", Filters::otherwise);
        filters.put("d", Filters::otherwise);
        filters.put("length", (value, _, run) -> Values.length(value, run));
        filters.put("count", (value, _, run) -> Values.length(value, run));
        filters.put("string", (value, _, run) -> PythonText.of(value, run));
        // No output is escaped here.
        filters.put("safe", (value, _, run) -> PythonText.of(value, run));
        filters.put("tojson", PythonJson::of);
        filters.put("items", (value, _, run) -> switch (value) {
            case Undefined _ -> List.of();
            case Map<?, ?> map -> Members.pairs(map, run);
            default -> throw new JinjaException("'" + Values.kind(value) + "' has no items");
        });
        filters.put("attr", (value, given, run) -> Members.attribute(value, given.text(0, "name"), run));
        filters.put("int", NumberFilters::whole);
        filters.put("float", NumberFilters::real);
        filters.put("abs", NumberFilters::absolute);
        filters.put("round", NumberFilters::rounded);
        filters.putAll(TextFilters.ALL);
        filters.putAll(ListFilters.ALL);
        filters.putAll(ChoosingFilters.ALL);
        return Map.copyOf(filters);
    }

    private static Object otherwise(Object value, Arguments given, Run run) {
        boolean missing = value instanceof Undefined || given.flag(1, "boolean", false) && !Values.isTrue(value);
        return missing ? given.get(0, "default_value", "") : value;
    }
}

package dev.edgewise.inference.chat.jinja;

import dev.edgewise.inference.chat.jinja.Filters.Filter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Filters of lists. */
final class ListFilters {
    static final Map<String, Filter> ALL = Map.ofEntries(
            Map.entry("list", (value, _, run) -> Values.items(value, run)),
            Map.entry("first", (value, _, run) -> end(Values.items(value, run), true)),
            Map.entry("last", (value, _, run) -> end(Values.items(value, run), false)),
            Map.entry("reverse", ListFilters::reversed),
            Map.entry("join", ListFilters::joined),
            Map.entry("sort", ListFilters::sorted),
            Map.entry("unique", ListFilters::unique),
            Map.entry("min", (value, given, run) -> extreme(value, given, run, -1)),
            Map.entry("max", (value, given, run) -> extreme(value, given, run, 1)),
            Map.entry("sum", ListFilters::sum),
            Map.entry("dictsort", ListFilters::sortedMap),
            Map.entry("batch", ListFilters::batches),
            Map.entry("groupby", ListFilters::groups));

    private ListFilters() {}

    private static Object end(List<Object> items, boolean first) {
        return items.isEmpty() ? new Undefined("an item of an empty list") : first ? items.getFirst() : items.getLast();
    }

    private static Object reversed(Object value, Arguments given, Run run) {
        List<Object> items = Values.items(value, run).reversed();
        return value instanceof String
                ? items.stream().map(String.class::cast).collect(Collectors.joining())
                : new ArrayList<>(items);
    }

    private static Object joined(Object value, Arguments given, Run run) {
        String between = PythonText.of(given.get(0, "d", ""), run);
        UnaryOperator<Object> part = part(given.get(1, "attribute", None.NONE), run);
        StringBuilder joined = new StringBuilder();
        boolean some = false;
        for (Object item : Values.items(value, run)) {
            String text = PythonText.of(part.apply(item), run);
            joined.append(some ? between : "").append(text);
            run.makesText((long) text.length() + (some ? between.length() : 0));
            run.mayHold(joined.length());
            some = true;
        }
        return joined.toString();
    }

    /** What is taken of each item: by a name with dots, or a number; the item itself where there is none. */
    static UnaryOperator<Object> part(Object attribute, Run run) {
        return switch (attribute) {
            case None _ -> item -> item;
            case Long index -> item -> Members.item(item, index, run);
            case String path ->
                item -> {
                    Object at = item;
                    for (String name : path.split("\\.", -1)) {
                        at = Members.item(at, name.matches("\\d{1,9}") ? (Object) Long.valueOf(name) : name, run);
                    }
                    return at;
                };
            default -> throw new JinjaException("'" + Values.kind(attribute) + "' is the name of nothing");
        };
    }

    /** Capital letters count as small ones where it is so. */
    private static Object folded(Object value, boolean caseSensitive) {
        return !caseSensitive && value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }

    private static List<Object> sorted(Object value, Arguments given, Run run) {
        boolean caseSensitive = given.flag(1, "case_sensitive", false);
        Object attribute = given.get(2, "attribute", None.NONE);
        List<UnaryOperator<Object>> parts = attribute instanceof String several
                ? List.of(several.split(",", -1)).stream()
                        .map(name -> part(name, run))
                        .toList()
                : List.of(part(attribute, run));
        List<Object> items = Values.items(value, run);
        Comparator<Object> order = (one, other) -> {
            int compared = 0;
            for (int i = 0; i < parts.size() && compared == 0; i++) {
                Object left = folded(parts.get(i).apply(one), caseSensitive);
                Object right = folded(parts.get(i).apply(other), caseSensitive);
                compared = Values.areEqual(left, right, run) ? 0 : Values.compare(left, right, run);
            }
            return compared;
        };
        items.sort(given.flag(0, "reverse", false) ? Collections.reverseOrder(order) : order);
        return items;
    }

    private static Object unique(Object value, Arguments given, Run run) {
        boolean caseSensitive = given.flag(0, "case_sensitive", false);
        UnaryOperator<Object> part = part(given.get(1, "attribute", None.NONE), run);
        List<Object> seen = new ArrayList<>();
        List<Object> kept = new ArrayList<>();
        for (Object item : Values.items(value, run)) {
            Object key = folded(part.apply(item), caseSensitive);
            if (!Operators.contains(seen, key, run)) {
                seen.add(key);
                kept.add(item);
            }
        }
        return kept;
    }

    private static Object extreme(Object value, Arguments given, Run run, int sign) {
        boolean caseSensitive = given.flag(0, "case_sensitive", false);
        UnaryOperator<Object> part = part(given.get(1, "attribute", None.NONE), run);
        Object best = new Undefined("an item of an empty list");
        for (Object item : Values.items(value, run)) {
            if (best instanceof Undefined
                    || sign
                                    * Values.compare(
                                            folded(part.apply(item), caseSensitive),
                                            folded(part.apply(best), caseSensitive),
                                            run)
                            > 0) {
                best = item;
            }
        }
        return best;
    }

    private static Object sum(Object value, Arguments given, Run run) {
        UnaryOperator<Object> part = part(given.get(0, "attribute", None.NONE), run);
        Object sum = given.get(1, "start", 0L);
        for (Object item : Values.items(value, run)) {
            sum = Operators.arithmetic("+", sum, part.apply(item), run);
        }
        return sum;
    }

    private static Object sortedMap(Object value, Arguments given, Run run) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new JinjaException("'" + Values.kind(value) + "' has no keys");
        }
        boolean caseSensitive = given.flag(0, "case_sensitive", false);
        int place = switch (PythonText.of(given.get(1, "by", "key"), run)) {
            case "key" -> 0;
            case "value" -> 1;
            default -> throw new JinjaException("'dictsort' goes by 'key' or by 'value'");
        };
        List<Object> pairs = Members.pairs(map, run);
        Comparator<Object> order = (one, other) -> Values.compare(
                folded(((Tuple) one).get(place), caseSensitive),
                folded(((Tuple) other).get(place), caseSensitive),
                run);
        pairs.sort(given.flag(2, "reverse", false) ? Collections.reverseOrder(order) : order);
        return pairs;
    }

    private static Object batches(Object value, Arguments given, Run run) {
        int size = Math.max(1, given.number(0, "linecount", 1));
        List<Object> batches = new ArrayList<>();
        List<Object> items = Values.items(value, run);
        for (int from = 0; from < items.size(); from += size) {
            List<Object> batch = new ArrayList<>(items.subList(from, Math.min(items.size(), from + size)));
            given.find(1, "fill_with").filter(fill -> !(fill instanceof None)).ifPresent(fill -> {
                run.makesList(size);
                batch.addAll(Collections.nCopies(size - batch.size(), fill));
            });
            batches.add(batch);
        }
        return batches;
    }

    private static Object groups(Object value, Arguments given, Run run) {
        Object attribute = given.require(0, "attribute");
        UnaryOperator<Object> part = part(attribute, run);
        List<Object> groups = new ArrayList<>();
        List<Object> current = new ArrayList<>();
        Object key = None.NONE;
        for (Object item : sorted(value, new Arguments(List.of(), Map.of("attribute", attribute)), run)) {
            Object next = part.apply(item);
            if (current.isEmpty() || !Values.areEqual(folded(key, false), folded(next, false), run)) {
                current = new ArrayList<>();
                key = next;
                groups.add(Tuple.of(next, current));
            }
            current.add(item);
        }
        return groups;
    }
}

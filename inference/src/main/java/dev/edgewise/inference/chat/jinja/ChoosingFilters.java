package dev.edgewise.inference.chat.jinja;

import dev.edgewise.inference.chat.jinja.Filters.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Filters that choose among the items of a list, or change each. */
final class ChoosingFilters {
    static final Map<String, Filter> ALL = Map.of(
            "select", (value, given, run) -> chosen(value, given, run, false, true),
            "reject", (value, given, run) -> chosen(value, given, run, false, false),
            "selectattr", (value, given, run) -> chosen(value, given, run, true, true),
            "rejectattr", (value, given, run) -> chosen(value, given, run, true, false),
            "map", ChoosingFilters::mapped);

    private ChoosingFilters() {}

    /** None of what is not there, or nothing. */
    private static List<Object> items(Object value, Run run) {
        return Values.isTrue(value) ? Values.items(value, run) : List.of();
    }

    /** @param which whether those are kept of which the test holds; without a test, those that are true */
    private static Object chosen(Object value, Arguments given, Run run, boolean byPart, boolean which) {
        UnaryOperator<Object> part = ListFilters.part(byPart ? given.require(0, "attribute") : None.NONE, run);
        Arguments rest = byPart ? given.after(1) : given;
        boolean tests = !rest.places().isEmpty();
        Arguments tested = rest.after(1);
        List<Object> chosen = new ArrayList<>();
        for (Object item : items(value, run)) {
            Object asked = part.apply(item);
            boolean holds = tests ? Tests.named(rest.text(0, "test")).holds(asked, tested, run) : Values.isTrue(asked);
            if (holds == which) {
                chosen.add(item);
            }
        }
        return chosen;
    }

    private static Object mapped(Object value, Arguments given, Run run) {
        List<Object> mapped = new ArrayList<>();
        if (given.places().isEmpty()) {
            UnaryOperator<Object> part = ListFilters.part(given.require(0, "attribute"), run);
            for (Object item : items(value, run)) {
                Object found = part.apply(item);
                mapped.add(found instanceof Undefined ? given.names().getOrDefault("default", found) : found);
            }
            return mapped;
        }
        Filter filter = Filters.named(given.text(0, "filter"));
        Arguments rest = given.after(1);
        for (Object item : items(value, run)) {
            mapped.add(filter.apply(item, rest, run));
        }
        return mapped;
    }
}

package dev.edgewise.inference.chat.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a call, a filter or a test was given: values by their place, and values by their name. */
record Arguments(List<Object> places, Map<String, Object> names) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Object... places) {
        return new Arguments(List.of(places), Map.of());
    }

    /** By its place, else by its name. */
    Optional<Object> find(int place, String name) {
        return Optional.ofNullable(place < places.size() ? places.get(place) : names.get(name));
    }

    Object get(int place, String name, Object otherwise) {
        return find(place, name).orElse(otherwise);
    }

    Object require(int place, String name) {
        return find(place, name).orElseThrow(() -> new JinjaException("'" + name + "' is missing"));
    }

    String text(int place, String name) {
        return require(place, name) instanceof String text ? text : fail("'" + name + "' is no text");
    }

    boolean flag(int place, String name, boolean otherwise) {
        return find(place, name).map(Values::isTrue).orElse(otherwise);
    }

    /** A whole number. */
    int number(int place, String name, int otherwise) {
        Object value = get(place, name, (long) otherwise);
        return value instanceof Long number && number == number.intValue()
                ? number.intValue()
                : Integer.parseInt(fail("'" + name + "' is no number that can be used"));
    }

    private static String fail(String why) {
        throw new JinjaException(why);
    }

    /** Without the first so many places. */
    Arguments after(int count) {
        return new Arguments(places.subList(Math.min(count, places.size()), places.size()), names);
    }
}

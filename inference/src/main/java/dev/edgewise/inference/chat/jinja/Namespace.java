package dev.edgewise.inference.chat.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names that a template may change from within its loops. One thread. */
final class Namespace {
    private final Map<String, Object> values = new LinkedHashMap<>();

    Object get(String name) {
        Object value = values.get(name);
        return value == null ? new Undefined("'" + name + "' of a namespace") : value;
    }

    void put(String name, Object value) {
        values.put(name, value);
    }
}

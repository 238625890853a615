package dev.edgewise.gateway.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** JSON objects whose fields keep their order. */
final class Fields {
    private Fields() {}

    /** Names and values in turn. */
    static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}

package dev.edgewise.inference.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filter {@code tojson} as Python writes JSON: blanks after colons and commas, characters beyond ASCII as they are. */
final class PythonJson implements Filter {
    private static final ObjectMapper STRINGS = new ObjectMapper();

    @Override
    public String getName() {
        return "tojson";
    }

    @Override
    public @Nullable Object filter(
            @Nullable Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
        Object indent = named.getOrDefault("indent", arguments.length > 0 ? arguments[0] : null);
        StringBuilder json = new StringBuilder();
        write(value, json, indent instanceof Number width ? width.intValue() : 0, 0);
        return json.toString();
    }

    @Override
    public @Nullable Object filter(@Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
        return filter(value, interpreter, new Object[0], Map.of());
    }

    private static void write(@Nullable Object value, StringBuilder json, int indent, int depth) {
        switch (value) {
            case null -> json.append("null");
            case Map<?, ?> map -> {
                Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
                list(json, '{', '}', entries, indent, depth, entry -> {
                    json.append(quoted(String.valueOf(entry.getKey()))).append(": ");
                    write(entry.getValue(), json, indent, depth + 1);
                });
            }
            case Collection<?> items ->
                list(json, '[', ']', items.iterator(), indent, depth, item -> write(item, json, indent, depth + 1));
            case Boolean flag -> json.append(flag);
            case Number number -> json.append(number);
            default -> json.append(quoted(value.toString()));
        }
    }

    private static <T> void list(
            StringBuilder json,
            char open,
            char close,
            Iterator<T> items,
            int indent,
            int depth,
            java.util.function.Consumer<T> write) {
        json.append(open);
        boolean some = items.hasNext();
        while (items.hasNext()) {
            line(json, indent, depth + 1);
            write.accept(items.next());
            if (items.hasNext()) {
                json.append(indent > 0 ? "," : ", ");
            }
        }
        if (some) {
            line(json, indent, depth);
        }
        json.append(close);
    }

    private static void line(StringBuilder json, int indent, int depth) {
        if (indent > 0) {
            json.append('\n').repeat(" ", indent * depth);
        }
    }

    private static String quoted(String text) {
        try {
            return STRINGS.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

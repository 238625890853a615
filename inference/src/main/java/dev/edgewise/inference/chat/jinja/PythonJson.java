package dev.edgewise.inference.chat.jinja;

import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Values as Python's {@code json.dumps} writes them: blanks behind colons and commas, characters beyond ASCII as they are. */
final class PythonJson {
    private final StringBuilder json = new StringBuilder();
    private final Run run;
    private final @Nullable String indent;
    private final String comma;
    private final String colon;
    private final boolean ascii;
    private final boolean sorted;

    private PythonJson(Arguments given, Run run) {
        this.run = run;
        Object width = given.get(1, "indent", None.NONE);
        this.indent = switch (width) {
            case Long spaces -> " ".repeat(Math.clamp(spaces, 0, 100));
            case String text -> text;
            default -> null;
        };
        List<Object> separators =
                given.get(2, "separators", None.NONE) instanceof List<?> two ? List.copyOf(two) : List.of();
        boolean own = separators.size() == 2;
        this.comma = own ? PythonText.of(separators.getFirst(), run) : indent == null ? ", " : ",";
        this.colon = own ? PythonText.of(separators.getLast(), run) : ": ";
        this.ascii = given.flag(0, "ensure_ascii", false);
        this.sorted = given.flag(3, "sort_keys", false);
    }

    static String of(Object value, Arguments given, Run run) {
        var writer = new PythonJson(given, run);
        writer.write(value, 0);
        run.makesText(writer.json.length());
        return writer.json.toString();
    }

    private void write(Object value, int depth) {
        run.enter();
        run.mayHold(json.length());
        switch (value) {
            case None _ -> json.append("null");
            case Boolean flag -> json.append(flag);
            case String text -> quoted(text);
            case Double number -> json.append(real(number));
            case Number number -> json.append(number);
            case Map<?, ?> map -> {
                Iterator<? extends Map.Entry<?, ?>> entries = sorted
                        ? map.entrySet().stream()
                                .sorted(Comparator.comparing((Map.Entry<?, ?> entry) -> String.valueOf(entry.getKey())))
                                .iterator()
                        : map.entrySet().iterator();
                list('{', '}', entries, depth, entry -> {
                    quoted(key(entry.getKey()));
                    json.append(colon);
                    write(entry.getValue(), depth + 1);
                });
            }
            case List<?> list -> list('[', ']', list.iterator(), depth, item -> write(item, depth + 1));
            default -> throw new JinjaException("'" + Values.kind(value) + "' cannot be written as JSON");
        }
        run.leave();
    }

    private String key(Object key) {
        return key instanceof String text ? text : of(key, Arguments.NONE, run);
    }

    private static String real(double number) {
        return Double.isNaN(number)
                ? "NaN"
                : Double.isInfinite(number) ? number > 0 ? "Infinity" : "-Infinity" : PythonText.of(number);
    }

    private <T> void list(char open, char close, Iterator<T> items, int depth, Consumer<T> write) {
        json.append(open);
        boolean some = items.hasNext();
        while (items.hasNext()) {
            line(depth + 1);
            write.accept(items.next());
            if (items.hasNext()) {
                json.append(comma);
            }
        }
        if (some) {
            line(depth);
        }
        json.append(close);
    }

    private void line(int depth) {
        if (indent != null) {
            run.mayHold(json.length() + (long) indent.length() * depth);
            run.goesOver((long) indent.length() * depth);
            json.append('\n').repeat(indent, depth);
        }
    }

    private void quoted(String text) {
        run.goesOver(text.length());
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                default -> {
                    if (c < ' ' || ascii && c > '~') {
                        run.mayHold(json.length());
                        json.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}

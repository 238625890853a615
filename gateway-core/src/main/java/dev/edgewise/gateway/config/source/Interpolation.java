package dev.edgewise.gateway.config.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the environment into a value: {@code ${NAME}}, {@code ${NAME:-default}}, and {@code $${NAME}} for the text
 * itself. It works on one parsed value, so what a variable contains can never become structure.
 */
final class Interpolation {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$(\\$\\{)|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\})?");

    /** A result longer than this is a mistake. */
    private static final int VALUE_CHARS_MAX = 64 * 1024;

    private final Map<String, String> environment;
    private final Problems problems;

    Interpolation(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** The value with its variables filled in; {@link Tree.Broken} when one is missing. */
    Tree fill(String raw, At at, String path) {
        if (raw.indexOf('$') < 0) {
            return new Tree.Text(raw, at.isNowhere() ? new Origin.Default() : new Origin.InFile(at));
        }
        StringBuilder filled = new StringBuilder();
        List<String> names = new ArrayList<>();
        Matcher reference = REFERENCE.matcher(raw);
        boolean sound = true;
        while (reference.find()) {
            String value = reference.group(1) != null ? "${" : value(reference, names, at, path);
            sound &= value != null;
            reference.appendReplacement(filled, value == null ? "" : Matcher.quoteReplacement(value));
        }
        reference.appendTail(filled);
        if (!sound) {
            return new Tree.Broken(at);
        }
        if (filled.length() > VALUE_CHARS_MAX) {
            problems.error(at, path, "expected a value of at most " + VALUE_CHARS_MAX + " characters");
            return new Tree.Broken(at);
        }
        Origin origin = names.isEmpty() ? new Origin.InFile(at) : new Origin.Environment(String.join(", ", names), at);
        return new Tree.Text(filled.toString(), origin);
    }

    private @Nullable String value(Matcher reference, List<String> names, At at, String path) {
        String name = reference.group(2);
        if (name == null) {
            problems.error(
                    at, path, "expected ${NAME} or ${NAME:-default} for the environment, $${ for the text itself");
            return null;
        }
        names.add(name);
        String value = environment.get(name);
        String otherwise = reference.group(3);
        if ((value == null || value.isEmpty()) && otherwise != null) {
            return otherwise;
        }
        if (value == null) {
            problems.error(
                    at,
                    path,
                    "the environment variable " + name + " is not set; set it, or write ${" + name + ":-default}");
        }
        return value;
    }
}

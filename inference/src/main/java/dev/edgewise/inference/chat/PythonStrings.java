package dev.edgewise.inference.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/** The methods and characters of Python's strings that templates use. Everything else is left to the library. */
final class PythonStrings extends ELResolver {
    private static final Pattern PLACE = Pattern.compile("-?[0-9]{1,9}");

    @Override
    public @Nullable Object invoke(
            ELContext context,
            @Nullable Object base,
            @Nullable Object method,
            Class<?> @Nullable [] types,
            Object @Nullable [] arguments) {
        if (!(base instanceof CharSequence text) || method == null) {
            return null;
        }
        List<String> given = arguments == null
                ? List.of()
                : Arrays.stream(arguments).map(String::valueOf).toList();
        Object result = call(text.toString(), method.toString(), given);
        if (result != null) {
            context.setPropertyResolved(true);
        }
        return result;
    }

    private static @Nullable Object call(String text, String method, List<String> given) {
        String first = given.isEmpty() ? null : given.getFirst();
        return switch (method) {
            case "strip" -> strip(text, first, true, true);
            case "lstrip" -> strip(text, first, true, false);
            case "rstrip" -> strip(text, first, false, true);
            case "startswith" -> text.startsWith(Objects.requireNonNull(first));
            case "endswith" -> text.endsWith(Objects.requireNonNull(first));
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title", "capitalize" ->
                text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
            case "split" -> split(text, first);
            case "replace" -> text.replace(Objects.requireNonNull(first), given.get(1));
            case "find" -> (long) text.indexOf(Objects.requireNonNull(first));
            case "count" -> (long) text.split(Pattern.quote(Objects.requireNonNull(first)), -1).length - 1;
            default -> null;
        };
    }

    private static String strip(String text, @Nullable String characters, boolean front, boolean back) {
        int from = 0;
        int to = text.length();
        while (front && from < to && strips(text.charAt(from), characters)) {
            from++;
        }
        while (back && to > from && strips(text.charAt(to - 1), characters)) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean strips(char c, @Nullable String characters) {
        return characters == null ? Character.isWhitespace(c) : characters.indexOf(c) >= 0;
    }

    private static List<String> split(String text, @Nullable String separator) {
        if (separator == null) {
            return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
        }
        return new ArrayList<>(List.of(text.split(Pattern.quote(separator), -1)));
    }

    /** A character by its place, counted from the end where that is negative; null beyond the text. */
    @Override
    public @Nullable Object getValue(ELContext context, @Nullable Object base, @Nullable Object property) {
        // The library hands numbers on as text.
        if (!(base instanceof CharSequence text)
                || property == null
                || !PLACE.matcher(property.toString()).matches()) {
            return null;
        }
        context.setPropertyResolved(true);
        int place = Integer.parseInt(property.toString());
        int at = place < 0 ? place + text.length() : place;
        return at >= 0 && at < text.length() ? String.valueOf(text.charAt(at)) : null;
    }

    @Override
    public @Nullable Class<?> getType(ELContext context, @Nullable Object base, @Nullable Object property) {
        return null;
    }

    @Override
    public void setValue(ELContext context, @Nullable Object base, @Nullable Object property, @Nullable Object value) {}

    @Override
    public boolean isReadOnly(ELContext context, @Nullable Object base, @Nullable Object property) {
        return true;
    }

    @Override
    public @Nullable Class<?> getCommonPropertyType(ELContext context, @Nullable Object base) {
        return null;
    }

    @Override
    public java.util.@Nullable Iterator<java.beans.FeatureDescriptor> getFeatureDescriptors(
            ELContext context, @Nullable Object base) {
        return null;
    }
}

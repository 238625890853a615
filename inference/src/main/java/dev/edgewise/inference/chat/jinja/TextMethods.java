package dev.edgewise.inference.chat.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The methods of Python's {@code str} that templates use. */
final class TextMethods {
    private TextMethods() {}

    static Optional<Callable> find(String text, String name) {
        Optional<Method> method = Optional.ofNullable(named(name));
        return method.map(found -> (given, run) -> {
            run.makesText(text.length());
            return found.call(text, given, run);
        });
    }

    private interface Method {
        Object call(String text, Arguments given, Run run);
    }

    private static @Nullable Method named(String name) {
        return switch (name) {
            case "strip" -> (text, given, _) -> Texts.stripped(text, given.get(0, "chars", None.NONE), true, true);
            case "lstrip" -> (text, given, _) -> Texts.stripped(text, given.get(0, "chars", None.NONE), true, false);
            case "rstrip" -> (text, given, _) -> Texts.stripped(text, given.get(0, "chars", None.NONE), false, true);
            case "upper" -> (text, _, _) -> text.toUpperCase(Locale.ROOT);
            case "lower", "casefold" -> (text, _, _) -> text.toLowerCase(Locale.ROOT);
            case "title" -> (text, _, _) -> Texts.titled(text);
            case "capitalize" -> (text, _, _) -> Texts.capitalized(text);
            case "startswith" -> (text, given, _) -> any(given, text::startsWith);
            case "endswith" -> (text, given, _) -> any(given, text::endsWith);
            case "removeprefix" ->
                (text, given, _) -> {
                    String prefix = given.text(0, "prefix");
                    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
                };
            case "removesuffix" ->
                (text, given, _) -> {
                    String suffix = given.text(0, "suffix");
                    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
                };
            case "split" -> (text, given, run) -> listed(split(text, given, false), run);
            case "rsplit" -> (text, given, run) -> listed(split(text, given, true), run);
            case "splitlines" -> (text, given, run) -> listed(Texts.lines(text, given.flag(0, "keepends", false)), run);
            case "partition" -> (text, given, _) -> partition(text, given.text(0, "sep"));
            case "join" -> (text, given, run) -> joined(text, Values.items(given.require(0, "iterable"), run), run);
            case "replace" ->
                (text, given, run) -> Texts.replaced(
                        text, given.text(0, "old"), given.text(1, "new"), given.number(2, "count", -1), run);
            case "format" -> (text, given, run) -> Formats.braces(text, given, run);
            default -> seeking(name);
        };
    }

    private static @Nullable Method seeking(String name) {
        return switch (name) {
            case "find" -> (text, given, _) -> Texts.place(text, text.indexOf(given.text(0, "sub")));
            case "rfind" -> (text, given, _) -> Texts.place(text, text.lastIndexOf(given.text(0, "sub")));
            case "index" ->
                (text, given, _) -> {
                    int at = text.indexOf(given.text(0, "sub"));
                    if (at < 0) {
                        throw new JinjaException("substring not found");
                    }
                    return Texts.place(text, at);
                };
            case "count" -> (text, given, _) -> Texts.count(text, given.text(0, "sub"));
            case "isdigit", "isnumeric", "isdecimal" -> (text, _, _) -> all(text, Character::isDigit);
            case "isalpha" -> (text, _, _) -> all(text, Character::isLetter);
            case "isalnum" -> (text, _, _) -> all(text, Character::isLetterOrDigit);
            case "isspace" -> (text, _, _) -> all(text, Texts::isBlank);
            case "isupper" -> (text, _, _) -> cased(text, text.toUpperCase(Locale.ROOT));
            case "islower" -> (text, _, _) -> cased(text, text.toLowerCase(Locale.ROOT));
            default -> null;
        };
    }

    private static boolean any(Arguments given, Predicate<String> such) {
        return given.require(0, "prefix") instanceof Tuple several
                ? several.stream().anyMatch(each -> each instanceof String text && such.test(text))
                : such.test(given.text(0, "prefix"));
    }

    private static boolean all(String text, IntPredicate such) {
        return !text.isEmpty() && text.codePoints().allMatch(such);
    }

    private static boolean cased(String text, String changed) {
        return text.equals(changed) && text.codePoints().anyMatch(Character::isLetter);
    }

    private static List<Object> split(String text, Arguments given, boolean fromEnd) {
        int most = given.number(1, "maxsplit", -1);
        if (!(given.get(0, "sep", None.NONE) instanceof String separator)) {
            return Texts.words(text, most);
        }
        return fromEnd ? Texts.splitFromEnd(text, separator, most) : Texts.split(text, separator, most);
    }

    private static Object partition(String text, String separator) {
        int at = text.indexOf(separator);
        return at < 0
                ? Tuple.of(text, "", "")
                : Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    private static List<Object> listed(List<Object> items, Run run) {
        run.makesList(items.size());
        return items;
    }

    private static String joined(String between, List<Object> items, Run run) {
        StringBuilder joined = new StringBuilder();
        String before = "";
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw new JinjaException("'join' of '" + Values.kind(item) + "', not of texts");
            }
            joined.append(before).append(text);
            before = between;
            run.makesText(text.length());
            if (joined.length() > Run.CHARS_MAX) {
                run.makesText(joined.length());
            }
        }
        return joined.toString();
    }
}

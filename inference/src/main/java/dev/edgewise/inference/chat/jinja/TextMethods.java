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
            case "strip" ->
                (text, given, run) -> Texts.stripped(text, given.get(0, "chars", None.NONE), true, true, run);
            case "lstrip" ->
                (text, given, run) -> Texts.stripped(text, given.get(0, "chars", None.NONE), true, false, run);
            case "rstrip" ->
                (text, given, run) -> Texts.stripped(text, given.get(0, "chars", None.NONE), false, true, run);
            case "upper" -> (text, _, _) -> text.toUpperCase(Locale.ROOT);
            case "lower", "casefold" -> (text, _, _) -> text.toLowerCase(Locale.ROOT);
            case "title" -> (text, _, _) -> Texts.titled(text);
            case "capitalize" -> (text, _, _) -> Texts.capitalized(text);
            case "startswith" -> (text, given, run) -> any(text, given, run, text::startsWith);
            case "endswith" -> (text, given, run) -> any(text, given, run, text::endsWith);
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
            case "split" -> (text, given, run) -> listed(split(text, given, false, run), run);
            case "rsplit" -> (text, given, run) -> listed(split(text, given, true, run), run);
            case "splitlines" ->
                (text, given, run) -> listed(Texts.lines(text, given.flag(0, "keepends", false), run), run);
            case "partition" -> (text, given, run) -> partition(text, sought(text, given, "sep", run));
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
            case "find" -> (text, given, run) -> Texts.place(text, text.indexOf(sought(text, given, "sub", run)));
            case "rfind" -> (text, given, run) -> Texts.place(text, text.lastIndexOf(sought(text, given, "sub", run)));
            case "index" ->
                (text, given, run) -> {
                    int at = text.indexOf(sought(text, given, "sub", run));
                    if (at < 0) {
                        throw new JinjaException("substring not found");
                    }
                    return Texts.place(text, at);
                };
            case "count" -> (text, given, run) -> Texts.count(text, sought(text, given, "sub", run));
            case "isdigit", "isnumeric", "isdecimal" -> (text, _, _) -> all(text, Character::isDigit);
            case "isalpha" -> (text, _, _) -> all(text, Character::isLetter);
            case "isalnum" -> (text, _, _) -> all(text, Character::isLetterOrDigit);
            case "isspace" -> (text, _, _) -> all(text, Texts::isBlank);
            case "isupper" -> (text, _, _) -> cased(text, text.toUpperCase(Locale.ROOT));
            case "islower" -> (text, _, _) -> cased(text, text.toLowerCase(Locale.ROOT));
            default -> null;
        };
    }

    private static boolean any(String text, Arguments given, Run run, Predicate<String> such) {
        run.goesOver(given.require(0, "prefix") instanceof Tuple several ? (long) several.size() * text.length() : 0);
        return given.require(0, "prefix") instanceof Tuple several
                ? several.stream().anyMatch(each -> each instanceof String one && such.test(one))
                : such.test(given.text(0, "prefix"));
    }

    private static boolean all(String text, IntPredicate such) {
        return !text.isEmpty() && text.codePoints().allMatch(such);
    }

    private static boolean cased(String text, String changed) {
        return text.equals(changed) && text.codePoints().anyMatch(Character::isLetter);
    }

    private static List<Object> split(String text, Arguments given, boolean fromEnd, Run run) {
        int most = given.number(1, "maxsplit", -1);
        if (!(given.get(0, "sep", None.NONE) instanceof String separator)) {
            return Texts.words(text, most, run);
        }
        return fromEnd ? Texts.splitFromEnd(text, separator, most, run) : Texts.split(text, separator, most, run);
    }

    private static Object partition(String text, String separator) {
        int at = text.indexOf(separator);
        return at < 0
                ? Tuple.of(text, "", "")
                : Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    /** What is looked for in a text, after its cost was counted. */
    private static String sought(String text, Arguments given, String name, Run run) {
        String part = given.text(0, name);
        run.seeks(text, part);
        return part;
    }

    private static List<Object> listed(List<Object> items, Run run) {
        run.makesItems(items.size());
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
            run.makesText((long) text.length() + between.length());
            if (joined.length() > Run.CHARS_MAX) {
                run.makesText(joined.length());
            }
        }
        return joined.toString();
    }
}

package dev.edgewise.inference.chat.jinja;

import dev.edgewise.inference.chat.jinja.Filters.Filter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Filters that make texts. */
final class TextFilters {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]++");

    /** Most characters that one is escaped with. */
    private static final int ENTITY_CHARS = 5;

    /** Most characters that one of an address is written with. */
    private static final int ENCODED_CHARS = 9;

    static final Map<String, Filter> ALL = Map.ofEntries(
            Map.entry("upper", of((text, _, _) -> text.toUpperCase(Locale.ROOT))),
            Map.entry("lower", of((text, _, _) -> text.toLowerCase(Locale.ROOT))),
            Map.entry("capitalize", of((text, _, _) -> Texts.capitalized(text))),
            Map.entry("title", of((text, _, _) -> titled(text))),
            Map.entry(
                    "trim",
                    of((text, given, run) -> Texts.stripped(text, given.get(0, "chars", None.NONE), true, true, run))),
            Map.entry(
                    "replace",
                    of((text, given, run) -> Texts.replaced(
                            text,
                            PythonText.of(given.require(0, "old"), run),
                            PythonText.of(given.require(1, "new"), run),
                            given.get(2, "count", None.NONE) instanceof None ? -1 : given.number(2, "count", -1),
                            run))),
            Map.entry("indent", of(TextFilters::indented)),
            Map.entry("center", of((text, given, run) -> centered(text, given.number(0, "width", 80), run))),
            Map.entry("truncate", of(TextFilters::truncated)),
            Map.entry(
                    "wordcount",
                    (value, _, run) ->
                            WORD.matcher(counted(value, run)).results().count()),
            Map.entry("escape", of((text, _, run) -> escaped(text, run))),
            Map.entry("e", of((text, _, run) -> escaped(text, run))),
            Map.entry("forceescape", of((text, _, run) -> escaped(text, run))),
            Map.entry(
                    "urlencode",
                    of((text, _, run) -> URLEncoder.encode(encodable(text, run), StandardCharsets.UTF_8)
                            .replace("+", "%20")
                            .replace("%2F", "/")
                            .replace("%7E", "~")
                            .replace("*", "%2A"))),
            Map.entry("format", of((text, given, run) -> Formats.percent(text, new Tuple(given.places()), run))));

    private TextFilters() {}

    private static String encodable(String text, Run run) {
        run.makesText((long) ENCODED_CHARS * text.length());
        return text;
    }

    private interface OfText {
        String apply(String text, Arguments given, Run run);
    }

    /** What is no text is written as one first. */
    private static Filter of(OfText filter) {
        return (value, given, run) -> {
            String text = PythonText.of(value, run);
            run.makesText(text.length());
            return filter.apply(text, given, run);
        };
    }

    private static String counted(Object value, Run run) {
        String text = PythonText.of(value, run);
        run.goesOver(text.length());
        return text;
    }

    /** Every letter large that begins a text, or stands behind a blank, a hyphen or an opening bracket. */
    private static String titled(String text) {
        StringBuilder titled = new StringBuilder(text.length());
        boolean begins = true;
        for (int character : text.codePoints().toArray()) {
            titled.appendCodePoint(begins ? Character.toUpperCase(character) : Character.toLowerCase(character));
            begins = Texts.isBlank(character) || "-({[<".indexOf(character) >= 0;
        }
        return titled.toString();
    }

    private static String indented(String text, Arguments given, Run run) {
        String indent = given.get(0, "width", 4L) instanceof String own
                ? own
                : " ".repeat(Math.clamp(given.number(0, "width", 4), 0, 1000));
        boolean first = given.flag(1, "first", false);
        boolean blank = given.flag(2, "blank", false);
        List<Object> lines = Texts.lines(text + "\n", false, run);
        run.makesText(text.length() + (long) lines.size() * indent.length());
        List<String> indented = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = (String) lines.get(i);
            indented.add(i == 0 ? first ? indent + line : line : line.isEmpty() && !blank ? line : indent + line);
        }
        return String.join("\n", indented);
    }

    private static String centered(String text, int width, Run run) {
        int more = width - (int) Values.length(text, run);
        if (more <= 0) {
            return text;
        }
        run.makesText(width);
        int before = more / 2 + (more & width & 1);
        return " ".repeat(before) + text + " ".repeat(more - before);
    }

    private static String truncated(String text, Arguments given, Run run) {
        int length = given.number(0, "length", 255);
        boolean cutsWords = given.flag(1, "killwords", false);
        String end = PythonText.of(given.get(2, "end", "..."), run);
        int leeway = given.get(3, "leeway", None.NONE) instanceof None ? 5 : given.number(3, "leeway", 5);
        if (Values.length(text, run) <= (long) length + leeway) {
            return text;
        }
        String cut = Texts.part(text, 0, Math.max(0, length - (int) Values.length(end, run)));
        int word = cut.lastIndexOf(' ');
        return (cutsWords || word < 0 ? cut : cut.substring(0, word)) + end;
    }

    private static String escaped(String text, Run run) {
        run.makesText((long) ENTITY_CHARS * text.length());
        return text.codePoints()
                .mapToObj(character -> switch (character) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    case '"' -> "&#34;";
                    case '\'' -> "&#39;";
                    default -> Character.toString(character);
                })
                .collect(Collectors.joining());
    }
}

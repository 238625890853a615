package dev.edgewise.inference.chat.jinja;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What every template can call. */
final class Globals {
    /** Most numbers of a range, as in Jinja's own sandbox. */
    private static final int RANGE_MAX = 100_000;

    /** Longest format of a date. */
    private static final int FORMAT_CHARS_MAX = 256;

    /** What a part of a format costs, in characters that are gone over. */
    private static final int DATE_CHARS = 1024;

    static final Map<String, Object> ALL = Map.of(
            "range", (Callable) Globals::range,
            "dict", (Callable) Globals::dict,
            "namespace", (Callable) Globals::namespace,
            "raise_exception", (Callable) Globals::raise,
            "strftime_now", (Callable) Globals::now);

    private Globals() {}

    private static Object range(Arguments given, Run run) {
        boolean bounded = given.places().size() > 1;
        long from = bounded ? given.number(0, "start", 0) : 0;
        long to = given.number(bounded ? 1 : 0, "stop", 0);
        long by = given.number(2, "step", 1);
        if (by == 0) {
            throw new JinjaException("a range cannot go by 0");
        }
        long count = Math.max(0, Math.ceilDiv(to - from, by));
        if (count > RANGE_MAX) {
            throw new JinjaException("a range of more than " + RANGE_MAX + " numbers");
        }
        run.goesOverItems(count);
        List<Object> numbers = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            numbers.add(from + i * by);
        }
        return numbers;
    }

    private static Object dict(Arguments given, Run run) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object source : given.places()) {
            if (source instanceof Map<?, ?> other) {
                run.makesList(other.size());
                other.forEach((key, each) -> map.put(Values.key(key, run), each));
                continue;
            }
            for (Object pair : Values.items(source, run)) {
                List<Object> both = Values.items(pair, run);
                if (both.size() != 2) {
                    throw new JinjaException("'dict' is made of keys with their values");
                }
                map.put(Values.key(both.getFirst(), run), both.getLast());
            }
        }
        map.putAll(given.names());
        return map;
    }

    private static Object namespace(Arguments given, Run run) {
        var namespace = new Namespace();
        ((Map<?, ?>) dict(given, run)).forEach((name, value) -> namespace.put(String.valueOf(name), value));
        return namespace;
    }

    /** What a template calls to refuse a conversation. */
    private static Object raise(Arguments given, Run run) {
        throw JinjaException.raised(PythonText.of(given.require(0, "message"), run));
    }

    /** The date or time, in Python's notation of its parts. */
    private static Object now(Arguments given, Run run) {
        ZonedDateTime now = Instant.ofEpochMilli(run.millis()).atZone(ZoneOffset.UTC);
        String format = given.text(0, "format");
        if (format.length() > FORMAT_CHARS_MAX) {
            throw new JinjaException("a format of more than " + FORMAT_CHARS_MAX + " characters");
        }
        run.goesOver((long) DATE_CHARS * format.length());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                text.append(c);
                continue;
            }
            char part = format.charAt(++i);
            boolean unpadded = part == '-' && i + 1 < format.length();
            String pattern = pattern(unpadded ? format.charAt(++i) : part);
            String written = pattern.isEmpty()
                    ? String.valueOf(format.charAt(i))
                    : DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
            text.append(unpadded && written.startsWith("0") ? written.substring(1) : written);
        }
        return text.toString();
    }

    private static String pattern(char part) {
        return switch (part) {
            case 'Y' -> "yyyy";
            case 'y' -> "yy";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'j' -> "DDD";
            case 'b', 'h' -> "MMM";
            case 'B' -> "MMMM";
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'f' -> "SSSSSS";
            case 'p' -> "a";
            case 'F' -> "yyyy-MM-dd";
            case 'T' -> "HH:mm:ss";
            default -> "";
        };
    }
}

package dev.edgewise.inference.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** What Python does with texts, of which a character is a code point. */
final class Texts {
    private Texts() {}

    static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == 0x85;
    }

    /** Without the characters at its ends that are such. */
    static String stripped(String text, IntPredicate such, boolean front, boolean back) {
        int from = 0;
        int to = text.length();
        while (front && from < to && such.test(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (back && to > from && such.test(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(from, to);
    }

    /** The same with the characters of another text; blanks where there is none. */
    static String stripped(String text, Object characters, boolean front, boolean back, Run run) {
        run.goesOver(characters instanceof String these ? (long) these.length() * text.length() : text.length());
        return characters instanceof String these
                ? stripped(text, character -> these.indexOf(character) >= 0, front, back)
                : stripped(text, Texts::isBlank, front, back);
    }

    /** From one character to another. */
    static String part(String text, int from, int to) {
        int begin = text.offsetByCodePoints(0, from);
        return text.substring(begin, text.offsetByCodePoints(begin, to - from));
    }

    /** The first letter of it large, and the others small. */
    static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /** Every letter large that follows no letter, and the others small. */
    static String titled(String text) {
        StringBuilder titled = new StringBuilder(text.length());
        boolean within = false;
        for (int character : text.codePoints().toArray()) {
            titled.appendCodePoint(within ? Character.toLowerCase(character) : Character.toTitleCase(character));
            within = Character.isLetter(character);
        }
        return titled.toString();
    }

    /** Its lines; a break at the very end begins none. */
    static List<Object> lines(String text, boolean withBreaks, Run run) {
        List<Object> lines = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(text.charAt(i)) < 0) {
                continue;
            }
            boolean pair = text.startsWith("\r\n", i);
            int next = i + (pair ? 2 : 1);
            lines.add(text.substring(begin, withBreaks ? next : i));
            mayGrow(lines, run);
            begin = next;
            i = next - 1;
        }
        if (begin < text.length()) {
            lines.add(text.substring(begin));
        }
        return lines;
    }

    /** Between blanks, however many. */
    static List<Object> words(String text, int cutsMax, Run run) {
        List<Object> words = new ArrayList<>();
        int length = cutsMax < 0 ? stripped(text, Texts::isBlank, false, true).length() : text.length();
        int begin = past(text, 0, length, true);
        while (begin < length) {
            int end = cutsMax >= 0 && words.size() == cutsMax ? length : past(text, begin, length, false);
            words.add(text.substring(begin, end));
            mayGrow(words, run);
            begin = past(text, end, length, true);
        }
        return words;
    }

    /** The first place from there on that is no blank, or is one. */
    private static int past(String text, int from, int to, boolean blanks) {
        int at = from;
        while (at < to && isBlank(text.charAt(at)) == blanks) {
            at++;
        }
        return at;
    }

    static List<Object> split(String text, String separator, int cutsMax, Run run) {
        requireSeparator(separator);
        run.seeks(text, separator);
        List<Object> parts = new ArrayList<>();
        int begin = 0;
        for (int at = text.indexOf(separator);
                at >= 0 && (cutsMax < 0 || parts.size() < cutsMax);
                at = text.indexOf(separator, begin)) {
            parts.add(text.substring(begin, at));
            mayGrow(parts, run);
            begin = at + separator.length();
        }
        parts.add(text.substring(begin));
        return parts;
    }

    /** The same from its end. */
    static List<Object> splitFromEnd(String text, String separator, int cutsMax, Run run) {
        requireSeparator(separator);
        run.seeks(text, separator);
        List<Object> parts = new ArrayList<>();
        int end = text.length();
        for (int at = text.lastIndexOf(separator);
                at >= 0 && (cutsMax < 0 || parts.size() < cutsMax);
                at = text.lastIndexOf(separator, end - separator.length())) {
            parts.add(text.substring(at + separator.length(), end));
            mayGrow(parts, run);
            end = at;
            if (end < separator.length()) {
                break;
            }
        }
        parts.add(text.substring(0, end));
        Collections.reverse(parts);
        return parts;
    }

    private static void mayGrow(List<Object> parts, Run run) {
        if (parts.size() > Run.ITEMS_MAX) {
            run.makesList(parts.size());
        }
    }

    private static void requireSeparator(String separator) {
        if (separator.isEmpty()) {
            throw new JinjaException("a separator is empty");
        }
    }

    /** @param most replaced; below 0 for all */
    static String replaced(String text, String old, String with, int most, Run run) {
        run.seeks(text, old);
        StringBuilder replaced = new StringBuilder(text.length());
        int begin = 0;
        int count = 0;
        int at = text.indexOf(old);
        while (at >= 0 && (most < 0 || count < most)) {
            replaced.append(text, begin, at).append(with);
            run.makesText(with.length());
            begin = at + old.length();
            count++;
            if (old.isEmpty()) {
                if (at == text.length()) {
                    break;
                }
                int next = text.offsetByCodePoints(at, 1);
                replaced.append(text, at, next);
                begin = next;
                at = next;
            } else {
                at = text.indexOf(old, begin);
            }
            if (replaced.length() > Run.CHARS_MAX) {
                run.makesText(replaced.length());
            }
        }
        return replaced.append(text, begin, text.length()).toString();
    }

    /** How often it stands in a text, side by side. */
    static long count(String text, String what) {
        if (what.isEmpty()) {
            return text.codePointCount(0, text.length()) + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length())) {
            count++;
        }
        return count;
    }

    /** Where a place in UTF-16 is in characters; -1 stays so. */
    static long place(String text, int at) {
        return at < 0 ? at : text.codePointCount(0, at);
    }
}

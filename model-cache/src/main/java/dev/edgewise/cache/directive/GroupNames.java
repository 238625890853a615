package dev.edgewise.cache.directive;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Names of groups of stored answers, as requests and answers carry them. A name is 1 to {@link #CHARS_MAX} visible ASCII
 * characters.
 */
public final class GroupNames {
    /** Most groups of one answer. */
    public static final int COUNT_MAX = 64;

    /** Longest name. */
    public static final int CHARS_MAX = 128;

    private GroupNames() {}

    /** Whether a text can be a group's name. */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= CHARS_MAX && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** A request's list {@code a, "b"}; null when it is not such a list, or longer than may be. */
    static @Nullable List<String> ofRequest(List<String> lines) {
        Set<String> names = new LinkedHashSet<>();
        for (String line : lines) {
            for (int at = 0; at <= line.length(); ) {
                int end = Members.end(line, at);
                String name = unquoted(line.substring(at, end).strip());
                if (!isName(name) || name.indexOf('"') >= 0) {
                    return null;
                }
                names.add(name);
                at = end + 1;
            }
        }
        return names.size() > COUNT_MAX ? null : List.copyOf(names);
    }

    /**
     * Adds the names of an answer's {@code Cache-Groups}, a list of quoted strings (RFC 9875, section 2). A line that is none
     * is passed over, and so is what is too long or too many.
     */
    static void addQuoted(List<String> lines, Set<String> names) {
        // Several lines are one list; an error anywhere voids the field (RFC 9651, section 4.2).
        String whole = String.join(",", lines);
        Set<String> found = new LinkedHashSet<>();
        for (int at = 0; at <= whole.length(); ) {
            int end = Members.end(whole, at);
            String member = whole.substring(at, end).strip();
            String name = unquoted(member);
            if (name.length() + 2 != member.length()) {
                return;
            }
            found.add(name);
            at = end + 1;
        }
        found.forEach(name -> add(name, names));
    }

    /** Adds the names of an answer's {@code Surrogate-Key}: words with blanks between them. */
    static void addWords(List<String> lines, Set<String> names) {
        for (String line : lines) {
            var words = new StringTokenizer(line);
            while (words.hasMoreTokens()) {
                add(words.nextToken(), names);
            }
        }
    }

    private static void add(String name, Set<String> names) {
        if (isName(name) && names.size() < COUNT_MAX) {
            names.add(name);
        }
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}

package dev.edgewise.cache.directive;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Names of groups of stored answers, as requests and answers carry them. A name is 1 to {@link #CHARS_MAX} characters of ASCII,
 * each visible or a blank.
 */
public final class GroupNames {
    /** Most groups of one answer. */
    public static final int COUNT_MAX = 64;

    /** Longest name. */
    public static final int CHARS_MAX = 128;

    private GroupNames() {}

    /** Whether a text can be a group's name. */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= CHARS_MAX && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    /**
     * A request's list {@code a, "b c"}: names without blanks may go without quotes. Null when it is not such a list, or longer
     * than may be.
     */
    static @Nullable List<String> ofRequest(List<String> lines) {
        Set<String> names = new LinkedHashSet<>();
        for (String line : lines) {
            var list = new StructuredList(line);
            do {
                list.skip(" \t");
                String name = list.peek() == '"' ? quoted(list) : bare(list);
                if (name == null || !isName(name)) {
                    return null;
                }
                names.add(name);
            } while (list.take(','));
        }
        return names.size() > COUNT_MAX ? null : List.copyOf(names);
    }

    private static @Nullable String quoted(StructuredList list) {
        String name = list.string();
        boolean well = name != null && list.parameters();
        list.skip(" \t");
        return well && (list.isAtEnd() || list.peek() == ',') ? name : null;
    }

    private static @Nullable String bare(StructuredList list) {
        String name = list.untilComma().strip();
        return name.indexOf('"') < 0 && name.indexOf(' ') < 0 ? name : null;
    }

    /**
     * Adds the names of an answer's {@code Cache-Groups}, a list of strings whose parameters mean nothing (RFC 9875, section 2).
     * A field that is no list is passed over, and so is a member that is no string, what is too long, or too many.
     */
    static void addQuoted(List<String> lines, Set<String> names) {
        // Several lines are one list; an error anywhere voids the field (RFC 9651, section 4.2).
        List<String> found = StructuredList.strings(String.join(",", lines));
        if (found != null) {
            found.forEach(name -> add(name, names));
        }
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
}

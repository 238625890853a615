package dev.edgewise.cache.semantic.guard;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** "Taller than" is not "as tall as". */
final class Compared {
    private Compared() {}

    /** Whether one text asks for more of what the other asks for as much of, between the same two. */
    static boolean otherwise(GuardText.Reading one, GuardText.Reading other) {
        String level = level(one.frame());
        if (level.isEmpty() || !level(other.frame()).isEmpty() || !other.words().contains("than")) {
            return false;
        }
        Set<String> others = new HashSet<>(other.content());
        return others.stream().anyMatch(word -> more(word, level))
                && one.content().stream().allMatch(word -> word.equals(level) || others.contains(word));
    }

    /** The word between "as" and "as", or empty. */
    private static String level(List<String> frame) {
        for (int at = 1; at + 1 < frame.size(); at++) {
            if (frame.get(at - 1).equals("as") && frame.get(at + 1).equals("as")) {
                return frame.get(at);
            }
        }
        return "";
    }

    /** "Taller", "bigger", "heavier", "larger", and "more" before the word itself. */
    private static boolean more(String word, String level) {
        if (word.equals(level)) {
            return true;
        }
        String stem = level.endsWith("y") || level.endsWith("e") ? level.substring(0, level.length() - 1) : level;
        return word.startsWith(stem) && word.endsWith("er") && word.length() <= level.length() + 3;
    }
}

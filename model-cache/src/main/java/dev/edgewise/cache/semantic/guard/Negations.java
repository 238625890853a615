package dev.edgewise.cache.semantic.guard;

import java.util.List;
import java.util.Set;

/**
 * What a text denies.
 *
 * @param count how often it denies
 * @param excepted the stems named only to rule them out
 */
record Negations(int count, List<String> excepted) {
    private static final Set<String> WORDS = Words.set("en-negators.txt");
    private static final Set<String> OR = Set.of("or", "/", "and");
    private static final Set<String> NEUTRAL_AFTER =
            Set.of("only", "just", "matter", "doubt", "offence", "offense", "sure");

    /** Reads stems of English. */
    static Negations english(List<String> stems) {
        int count = 0;
        for (int at = 0; at < stems.size(); at++) {
            if (WORDS.contains(stems.get(at)) && !neutral(stems, at)) {
                count++;
            }
        }
        return new Negations(count, List.of());
    }

    /** "Whether or not", "not only", "no matter" deny nothing. */
    private static boolean neutral(List<String> stems, int at) {
        String before = at > 0 ? stems.get(at - 1) : "";
        String earlier = at > 1 ? stems.get(at - 2) : "";
        String after = at + 1 < stems.size() ? stems.get(at + 1) : "";
        boolean or = OR.contains(before) || before.equals("why") && OR.contains(earlier);
        boolean yes = OR.contains(before) && earlier.equals("yes");
        boolean nth = stems.get(at).equals("no") && (after.equals(".") || after.startsWith("#"));
        return or || yes || nth || NEUTRAL_AFTER.contains(after);
    }

    /** Whether one says what the other denies. */
    boolean differs(Negations other, Set<String> own, Set<String> others) {
        if ((count == 0) != (other.count == 0) || count % 2 != other.count % 2) {
            return true;
        }
        return wants(others, own) || other.wants(own, others);
    }

    /** Whether the other text wants what this one rules out. */
    private boolean wants(Set<String> others, Set<String> own) {
        for (String stem : excepted) {
            if (others.contains(stem) && !own.contains(stem)) {
                return true;
            }
        }
        return false;
    }
}

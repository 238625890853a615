package dev.edgewise.cache.semantic.guard;

import java.util.List;
import java.util.Set;

/**
 * What a text denies.
 *
 * @param count how often it denies
 * @param excepted the stems named only to rule them out
 * @param denied the stems that are denied, in a language in which that is read
 * @param scope the stems of the clauses in which something is denied
 * @param affirmed the stems of all other clauses
 */
record Negations(int count, List<String> excepted, Set<String> denied, Set<String> scope, Set<String> affirmed) {
    private static final Set<String> WORDS = Words.set("en-negators.txt");
    private static final Set<String> OR = Set.of("or", "/");
    private static final Set<String> ENDS = Set.of("?", ".", "!", ",");
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
        return new Negations(count, List.of(), Set.of(), Set.of(), Set.of());
    }

    /** "Whether or not", "not only", "no matter" deny nothing. */
    private static boolean neutral(List<String> stems, int at) {
        String word = stems.get(at);
        String before = at > 0 ? stems.get(at - 1) : "";
        String earlier = at > 1 ? stems.get(at - 2) : "";
        String after = at + 1 < stems.size() ? stems.get(at + 1) : "";
        boolean or = OR.contains(before) || before.equals("why") && (OR.contains(earlier) || earlier.equals("and"));
        boolean yes = before.equals("and") && earlier.equals("yes");
        boolean nth = word.equals("no") && (after.equals(".") || after.startsWith("#") && !after.equals("#1"));
        // "If not, why?" only asks for the other case too.
        boolean otherwise = before.equals("if") && ENDS.contains(after);
        return or || yes || nth || otherwise || NEUTRAL_AFTER.contains(after);
    }

    /**
     * Whether one says what the other denies.
     *
     * @param near whether the two are much the same otherwise
     */
    boolean differs(Negations other, boolean near) {
        if (affirmed.isEmpty() || other.affirmed.isEmpty()) {
            return (count == 0) != (other.count == 0) || count % 2 != other.count % 2;
        }
        return denies(other, near) || other.denies(this, near);
    }

    /** Whether something is named or done only to be ruled out. */
    boolean rulesOut() {
        return !excepted.isEmpty() || denied.size() > count;
    }

    /** Whether this text denies or rules out what the other one affirms. */
    private boolean denies(Negations other, boolean near) {
        for (String stem : excepted) {
            if (other.affirmed.contains(stem) && !affirmed.contains(stem)) {
                return true;
            }
        }
        boolean met = false;
        for (String stem : denied) {
            met |= other.scope.contains(stem) || other.affirmed.contains(stem);
            if (affirmed.contains(stem) ? other.affirmed.contains(stem) && turned(other) : other.affirms(stem)) {
                return true;
            }
        }
        return near && !met && count > 0 && other.denied.isEmpty() && other.excepted.isEmpty();
    }

    private boolean affirms(String stem) {
        return !denied.contains(stem) && affirmed.stream().anyMatch(word -> KoreanReader.SYNONYMS.same(word, stem));
    }

    /** "Eat the one and not the other": the same is denied of one and affirmed of another. */
    private boolean turned(Negations other) {
        return scope.stream()
                .anyMatch(stem -> !affirmed.contains(stem)
                        && !KoreanReader.FILLER.contains(stem)
                        && other.affirmed.contains(stem)
                        && !other.scope.contains(stem));
    }
}

package dev.edgewise.cache.semantic.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a text denies.
 *
 * @param count how often it denies
 * @param denied the stems denied, in order
 */
record Negations(int count, List<String> denied) {
    private static final Map<String, String> PREFIXED = stemmed(Words.pairs("en-negated.txt"));
    private static final Set<String> WORDS = Words.set("en-negators.txt");
    private static final Set<String> NEUTRAL_AFTER =
            Set.of("only", "just", "matter", "doubt", "offence", "offense", "sure");

    private static Map<String, String> stemmed(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        pair -> English.stem(pair.getKey()),
                        pair -> English.stem(pair.getValue()),
                        (one, other) -> one));
    }

    /** Reads stems of English. */
    static Negations english(List<String> stems, Set<String> filler) {
        int count = 0;
        var denied = new ArrayList<String>();
        for (int at = 0; at < stems.size(); at++) {
            String stem = stems.get(at);
            String base = PREFIXED.get(stem);
            if (base != null) {
                count++;
                denied.add(base);
            } else if (WORDS.contains(stem) && !neutral(stems, at)) {
                count++;
                for (int next = at + 1; next < stems.size(); next++) {
                    if (!filler.contains(stems.get(next))) {
                        denied.add(stems.get(next));
                        break;
                    }
                }
            }
        }
        return new Negations(count, List.copyOf(denied));
    }

    /** What a word says without the prefix that denies it. */
    static String bare(String stem) {
        return PREFIXED.getOrDefault(stem, stem);
    }

    /** "Whether or not", "not only", "no matter" deny nothing. */
    private static boolean neutral(List<String> stems, int at) {
        boolean or = at > 0 && stems.get(at - 1).equals("or") && stems.get(at).equals("not");
        boolean only = at + 1 < stems.size() && NEUTRAL_AFTER.contains(stems.get(at + 1));
        boolean nth = stems.get(at).equals("no")
                && at + 1 < stems.size()
                && (stems.get(at + 1).equals(".") || stems.get(at + 1).startsWith("#"));
        return or || only || nth;
    }

    /** Whether one says what the other denies. */
    boolean differs(Negations other, Set<String> own, Set<String> others) {
        if ((count == 0) != (other.count == 0) || count % 2 != other.count % 2) {
            return true;
        }
        // "Buy bonds, not shares" against "buy shares, not bonds".
        return crossed(other, others) && other.crossed(this, own);
    }

    private boolean crossed(Negations other, Set<String> others) {
        for (String stem : denied) {
            if (others.contains(stem) && !other.denied.contains(stem)) {
                return true;
            }
        }
        return false;
    }
}

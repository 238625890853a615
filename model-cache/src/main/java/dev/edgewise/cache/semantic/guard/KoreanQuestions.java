package dev.edgewise.cache.semantic.guard;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a Korean text asks for. */
final class KoreanQuestions {
    private static final Map<String, String> WORDS = Words.pairs("ko-questions.txt");

    private static final Set<String> CLOCK = Set.of("시", "월", "일", "년", "년도", "분", "요일", "시간");

    private KoreanQuestions() {}

    static Set<String> read(List<Token> tokens) {
        var kinds = new TreeSet<String>();
        for (int at = 0; at < tokens.size(); at++) {
            String kind = WORDS.get(tokens.get(at).stem());
            if (kind != null) {
                boolean clock = kind.equals("how-many")
                        && at + 1 < tokens.size()
                        && CLOCK.contains(tokens.get(at + 1).stem());
                kinds.add(clock ? "when" : kind);
            }
        }
        return Set.copyOf(kinds);
    }

    /** Whether the answer to one kind is no answer to the other; much is asked for without a question word. */
    static boolean differ(Set<String> first, Set<String> second) {
        if (first.contains("why") != second.contains("why")) {
            return true;
        }
        if (first.isEmpty() || second.isEmpty()) {
            return false;
        }
        for (String kind : first) {
            if (second.contains(kind)) {
                return false;
            }
        }
        // What, which and how stand for one another, and an amount can be asked for in any of these ways.
        return !loose(first) && !loose(second);
    }

    private static boolean loose(Set<String> kinds) {
        return kinds.contains("what") || kinds.contains("how");
    }
}

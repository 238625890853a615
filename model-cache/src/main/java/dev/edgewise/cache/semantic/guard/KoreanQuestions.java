package dev.edgewise.cache.semantic.guard;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a Korean text asks for. */
final class KoreanQuestions {
    private static final Map<String, String> WORDS = Words.pairs("ko-questions.txt");

    /** Verbs by which something is asked for without a question. */
    private static final Set<String> TELLING =
            Set.of("알리", "말하", "가르치", "설명", "궁금", "알", "묻", "검색", "찾", "추천", "조회", "평가", "비교");

    private static final String DIFFERENCE = "difference";

    private static final Set<String> CLOCK = Set.of("시", "월", "일", "년", "년도", "분", "요일", "시간");

    private KoreanQuestions() {}

    static Set<String> read(List<Token> tokens) {
        var kinds = new TreeSet<String>();
        for (int at = 0; at < tokens.size(); at++) {
            String kind = WORDS.get(tokens.get(at).stem());
            if (points(tokens, at)) {
                kind = DIFFERENCE;
            }
            if (kind != null) {
                boolean clock = kind.equals("how-many")
                        && at + 1 < tokens.size()
                        && CLOCK.contains(tokens.get(at + 1).stem());
                boolean because = kind.equals("what")
                        && tokens.stream()
                                .skip(at + 1L)
                                .limit(3)
                                .anyMatch(token -> token.stem().equals("때문"));
                kinds.add(clock ? "when" : because ? "why" : kind);
            }
        }
        return Set.copyOf(kinds);
    }

    /** "다른 점": the points in which things differ. */
    private static boolean points(List<Token> tokens, int at) {
        return tokens.get(at).stem().equals("다른")
                && at + 1 < tokens.size()
                && tokens.get(at + 1).stem().equals("점");
    }

    /** Whether only one of the two wants to know in what things differ; to compare them tells that too. */
    static boolean distinguishes(GuardText.Reading own, GuardText.Reading other) {
        return own.questions().contains(DIFFERENCE)
                && !other.questions().contains(DIFFERENCE)
                && !other.words().contains("비교");
    }

    /** Whether the answer to one kind is no answer to the other; much is asked for without a question word. */
    static boolean differ(Set<String> one, Set<String> other) {
        Set<String> first = withoutDifference(one);
        Set<String> second = withoutDifference(other);
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

    /** {@link #distinguishes} judges that one; two that both have it may still ask for different things about it. */
    private static Set<String> withoutDifference(Set<String> kinds) {
        if (!kinds.contains(DIFFERENCE)) {
            return kinds;
        }
        var others = new TreeSet<>(kinds);
        others.remove(DIFFERENCE);
        return others;
    }

    /** Whether one text wants to know something, and the other only says what is not to be done, or what instead. */
    static boolean forbids(GuardText.Reading own, GuardText.Reading other) {
        return (own.negations().count() > 0 || own.negations().rulesOut())
                && other.negations().count() == 0
                && !other.negations().rulesOut()
                && !asks(own)
                && asks(other);
    }

    private static boolean asks(GuardText.Reading text) {
        return !withoutDifference(text.questions()).isEmpty()
                || text.words().stream().anyMatch(TELLING::contains);
    }

    private static boolean loose(Set<String> kinds) {
        return kinds.contains("what") || kinds.contains("how");
    }
}

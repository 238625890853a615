package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * English texts that are one but for words that say little on their own: another tense, another helping verb at the
 * beginning, another person, "where" for "how", an "only" more. Where anything else differs none of it is looked at, for
 * such words come and go between two wordings of one question.
 */
final class Edits {
    /** Texts of fewer words are left to the score where their words differ. */
    private static final int WORDS_MIN = 3;

    private static final Set<String> PAST = Set.of("was", "were");
    private static final Set<String> PRESENT = Set.of("is", "are", "am", "do", "does");

    /** Helping verbs at the beginning of a question: "can it", "does it" and "will it" stand for one another. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "can", "open",
            "could", "open",
            "may", "open",
            "will", "open",
            "would", "open",
            "do", "open",
            "should", "advised",
            "must", "due",
            "did", "past");

    /** What makes another verb of the one before it, at the end of a text. */
    private static final Set<String> TURNING = Set.of("out", "off", "away", "back", "over", "up", "down");

    /** "Where can I get it" asks how. */
    private static final Set<String> SOUGHT = Set.of(
            "get",
            "find",
            "buy",
            "learn",
            "watch",
            "download",
            "see",
            "read",
            "study",
            "order",
            "know",
            "start",
            "hire");

    private static final Map<String, String> SEXES = Map.ofEntries(
            Map.entry("he", "m"),
            Map.entry("him", "m"),
            Map.entry("his", "m"),
            Map.entry("himself", "m"),
            Map.entry("she", "f"),
            Map.entry("her", "f"),
            Map.entry("hers", "f"),
            Map.entry("herself", "f"));
    private static final Map<String, String> OWNERS = Map.of("my", "1", "mine", "1", "your", "2", "yours", "2");
    /** With these "you" and "I" may be anybody. */
    private static final Set<String> ANYBODY = Set.of("i", "you", "one", "we", "me", "us");

    private Edits() {}

    /** The rule by which two English texts are told apart, or null. */
    static @Nullable GuardRule apart(GuardText.Reading one, GuardText.Reading other) {
        if (Math.abs(one.frame().size() - other.frame().size()) > 1) {
            return null;
        }
        List<Token> first = words(one.tokens());
        List<Token> second = words(other.tokens());
        if (first.size() == second.size() && first.size() >= 2) {
            return exchanged(first, second) ? GuardRule.CONTENT : null;
        }
        List<Token> longer = first.size() > second.size() ? first : second;
        List<Token> shorter = first.size() > second.size() ? second : first;
        return shorter.size() >= WORDS_MIN && longer.size() == shorter.size() + 1 && added(longer, shorter)
                ? GuardRule.CONTENT
                : null;
    }

    private static List<Token> words(List<Token> tokens) {
        return tokens.stream()
                .filter(token -> !token.is(Kind.SYMBOL) && !EnglishReader.ARTICLES.contains(token.stem()))
                .toList();
    }

    /** Whether one more word in the longer text changes what is asked. */
    private static boolean added(List<Token> longer, List<Token> shorter) {
        int at = 0;
        while (at < shorter.size() && same(longer.get(at), shorter.get(at))) {
            at++;
        }
        for (int i = at; i < shorter.size(); i++) {
            if (!same(longer.get(i + 1), shorter.get(i))) {
                return false;
            }
        }
        String more = longer.get(at).stem();
        return more.equals("only") || at == shorter.size() && TURNING.contains(more);
    }

    private static boolean exchanged(List<Token> first, List<Token> second) {
        int changed = 0;
        int tenses = 0;
        int sexes = 0;
        int at = 0;
        for (int i = 0; i < first.size(); i++) {
            Token one = first.get(i);
            Token other = second.get(i);
            if (same(one, other)) {
                tenses += tense(first, i) * tense(second, i) < 0 ? 1 : 0;
            } else {
                changed++;
                at = i;
                sexes += differ(SEXES, one, other) ? 1 : 0;
            }
        }
        if (changed == 0) {
            return tenses > 0;
        }
        return first.size() >= WORDS_MIN && (sexes == changed || changed == 1 && one(first, second, at));
    }

    private static boolean one(List<Token> first, List<Token> second, int at) {
        Token one = first.get(at);
        Token other = second.get(at);
        if (at == 0 && begun(one, other)) {
            return true;
        }
        if (differ(OWNERS, one, other)) {
            return first.stream().noneMatch(token -> ANYBODY.contains(token.stem()));
        }
        return ways(one, other) && first.stream().noneMatch(token -> SOUGHT.contains(token.stem()))
                || at + 1 < first.size() && first.get(at + 1).stem().equals("to") && granted(one, other);
    }

    private static boolean begun(Token one, Token other) {
        String side = beginning(one);
        String others = beginning(other);
        return side != null && others != null && !side.equals(others);
    }

    private static @Nullable String beginning(Token token) {
        String text = token.text().toLowerCase(Locale.ROOT);
        return BEGINNINGS.get(text.equals("did") ? text : token.stem());
    }

    private static boolean ways(Token one, Token other) {
        return one.stem().equals("where") && other.stem().equals("how")
                || one.stem().equals("how") && other.stem().equals("where");
    }

    /** "Get to" is leave, "have to" and "need to" are duty. */
    private static boolean granted(Token one, Token other) {
        return one.stem().equals("get") != other.stem().equals("get")
                && Set.of("get", "have", "need").containsAll(Set.of(one.stem(), other.stem()));
    }

    private static boolean same(Token one, Token other) {
        return one.stem().equals(other.stem());
    }

    private static boolean differ(Map<String, String> sides, Token one, Token other) {
        String side = sides.get(one.stem());
        String others = sides.get(other.stem());
        return side != null && others != null && !side.equals(others);
    }

    /** Whether a helping verb, or the verb behind "who", tells the past (1), the present (-1), or neither (0). */
    private static int tense(List<Token> words, int at) {
        Token word = words.get(at);
        String text = word.text().toLowerCase(Locale.ROOT);
        boolean supposed = at > 1
                && (words.get(at - 2).stem().equals("if")
                        || words.get(at - 1).stem().equals("there"));
        if (word.stem().equals("be")) {
            return supposed ? 0 : PAST.contains(text) ? 1 : PRESENT.contains(text) ? -1 : 0;
        }
        if (word.stem().equals("do")) {
            return text.equals("did") ? 1 : PRESENT.contains(text) ? -1 : 0;
        }
        boolean done = at > 0 && words.get(at - 1).stem().equals("who") && word.is(Kind.WORD) && !text.endsWith("ing");
        return !done ? 0 : English.past(text) ? 1 : text.endsWith("s") ? -1 : 0;
    }
}

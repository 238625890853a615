package dev.edgewise.cache.semantic.guard;

import java.util.List;
import java.util.Set;

/**
 * The words by which two texts differ, as the guards read them: those that say something, and those that may come and go
 * without consequence.
 *
 * @param telling words of either text that say something and have no like in the other, {@value #TELLING_MAX} at most
 * @param tellingBoth of the text that has fewer of them, {@value #BOTH_MAX} at most
 * @param quiet other words that only one of the two has, less the telling ones; {@value #QUIET_MAX} at most
 * @param words different words of the text that has fewer, {@value #WORDS_MAX} at most
 */
public record WordDifference(int telling, int tellingBoth, int quiet, int words) {
    private static final int TELLING_MAX = 6;
    private static final int BOTH_MAX = 3;
    private static final int QUIET_MAX = 12;
    private static final int WORDS_MAX = 8;

    /** Compares two texts of one language: some microseconds. The order of the two does not matter. */
    public static WordDifference of(GuardText one, GuardText other) {
        boolean korean = one.language().equals("ko");
        Synonyms synonyms = korean ? KoreanReader.SYNONYMS : EnglishReader.SYNONYMS;
        List<String> first = telling(one, korean);
        List<String> second = telling(other, korean);
        int left = without(first, second, synonyms);
        int right = without(second, first, synonyms);
        Set<String> words = one.reading().words();
        Set<String> others = other.reading().words();
        int all = only(words, others) + only(others, words);
        return new WordDifference(
                Math.min(TELLING_MAX, left + right),
                Math.min(BOTH_MAX, Math.min(left, right)),
                Math.min(QUIET_MAX, all) - (left + right),
                Math.min(WORDS_MAX, Math.min(words.size(), others.size())));
    }

    private static List<String> telling(GuardText text, boolean korean) {
        Set<String> quiet = korean ? KoreanReader.FILLER : EnglishReader.QUIET;
        List<String> said = korean
                ? KoreanReader.said(text.reading().tokens())
                : text.reading().content();
        return said.stream().filter(word -> !quiet.contains(word)).distinct().toList();
    }

    private static int without(List<String> words, List<String> others, Synonyms synonyms) {
        int count = 0;
        for (String word : words) {
            boolean found = false;
            for (String other : others) {
                found |= synonyms.same(word, other) || Spelling.close(word, other);
            }
            count += found ? 0 : 1;
        }
        return count;
    }

    private static int only(Set<String> words, Set<String> others) {
        int count = 0;
        for (String word : words) {
            count += others.contains(word) ? 0 : 1;
        }
        return count;
    }
}

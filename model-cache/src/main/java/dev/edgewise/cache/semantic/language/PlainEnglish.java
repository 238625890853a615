package dev.edgewise.cache.semantic.language;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * English that its small words give away, in a microsecond or two: seven in ten questions are such, and the model takes
 * some fifty. Says nothing of any other text.
 */
final class PlainEnglish {
    /** No word of any other language in these letters, as far as it is common there. */
    private static final Set<String> TELLING = Set.of(
            "what", "how", "why", "when", "where", "which", "does", "should", "would", "could", "your", "their",
            "because", "the", "with", "you", "this", "that", "they", "these", "those", "who", "whose", "being", "about",
            "between", "people", "know", "think");

    /** Small words of English, and others that are in many questions; some are words elsewhere too. */
    private static final Set<String> SMALL = Set.of(
            "a",
            "about",
            "an",
            "and",
            "any",
            "are",
            "as",
            "at",
            "be",
            "been",
            "being",
            "between",
            "but",
            "can",
            "did",
            "do",
            "for",
            "from",
            "has",
            "have",
            "i",
            "if",
            "in",
            "into",
            "is",
            "it",
            "my",
            "not",
            "of",
            "on",
            "or",
            "our",
            "some",
            "than",
            "that",
            "the",
            "them",
            "there",
            "these",
            "they",
            "this",
            "those",
            "to",
            "was",
            "we",
            "were",
            "who",
            "whose",
            "will",
            "with",
            "you",
            "after",
            "again",
            "anyone",
            "anything",
            "before",
            "better",
            "buy",
            "ever",
            "get",
            "going",
            "good",
            "his",
            "its",
            "just",
            "know",
            "learn",
            "like",
            "make",
            "many",
            "money",
            "much",
            "need",
            "only",
            "other",
            "people",
            "she",
            "someone",
            "something",
            "think",
            "through",
            "too",
            "used",
            "using",
            "very",
            "want",
            "way",
            "while",
            "without",
            "work");

    /** Small words that other languages have too, so that one of their texts may begin with them. */
    private static final Set<String> SHARED = Set.of(
            "a", "an", "as", "at", "do", "good", "i", "in", "just", "like", "of", "on", "was", "we", "will", "work");

    private static final int SMALL_MIN = 2;
    /** Of all words, in percent. */
    private static final int SMALL_SHARE_MIN = 40;
    /** More words than these in a row, none of them a small one, may be a stretch of another language. */
    private static final int OTHERS_MAX = 4;

    private PlainEnglish() {}

    /**
     * Whether the text is in ASCII, begins with a small word that is English alone, has them all along, two words in five of it,
     * and no small word of another language: whoever asks about some English words begins in his own language.
     *
     * @param foreign small words of other languages
     */
    static boolean is(String text, Set<String> foreign) {
        int words = 0;
        int small = 0;
        int others = 0;
        boolean told = false;
        int begin = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c >= 0x80) {
                return false;
            }
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (letter && begin < 0) {
                begin = i;
            } else if (!letter && begin >= 0) {
                String word = lower(text, begin, i);
                begin = -1;
                boolean telling = TELLING.contains(word);
                boolean english = telling || SMALL.contains(word);
                others = english ? 0 : others + 1;
                if (foreign.contains(word)
                        || others > OTHERS_MAX
                        || (words == 0 && (!english || SHARED.contains(word)))) {
                    return false;
                }
                told |= telling;
                words++;
                small += english ? 1 : 0;
            }
        }
        return told && small >= SMALL_MIN && small * 100 >= words * SMALL_SHARE_MIN;
    }

    private static String lower(String text, int from, int to) {
        byte[] letters = new byte[to - from];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) (text.charAt(from + i) | 0x20);
        }
        return new String(letters, StandardCharsets.ISO_8859_1);
    }
}

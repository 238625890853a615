package dev.edgewise.cache.semantic.verify;

import java.util.Arrays;
import java.util.Locale;

/**
 * How much two texts share as written, whatever an embedder makes of them.
 *
 * @param trigrams Dice of the runs of three characters
 * @param words Jaccard of the words
 */
record TextOverlap(float trigrams, float words) {
    /** Most characters compared, from the beginning. */
    private static final int CHARACTERS_MAX = 512;

    /**
     * A text made ready.
     *
     * @param trigrams hashes of its runs of three characters, in order of their value
     * @param words hashes of its words, likewise
     * @param length characters compared
     */
    record Cut(int[] trigrams, int[] words, int length) {
        static Cut of(String text) {
            String lower =
                    text.substring(0, Math.min(text.length(), CHARACTERS_MAX)).toLowerCase(Locale.ROOT);
            return new Cut(trigramsOf(lower), wordsOf(lower), lower.length());
        }

        TextOverlap with(Cut other) {
            int runs = trigrams.length + other.trigrams.length;
            int same = common(words, other.words);
            int all = words.length + other.words.length - same;
            return new TextOverlap(
                    runs == 0 ? 0 : 2f * common(trigrams, other.trigrams) / runs, all == 0 ? 0 : (float) same / all);
        }
    }

    private static int[] trigramsOf(String text) {
        int[] grams = new int[Math.max(0, text.length() - 2)];
        for (int i = 0; i < grams.length; i++) {
            grams[i] = (text.charAt(i) * 31 + text.charAt(i + 1)) * 31 + text.charAt(i + 2);
        }
        Arrays.sort(grams);
        return grams;
    }

    private static int[] wordsOf(String text) {
        int[] words = new int[text.length() / 2 + 1];
        int count = 0;
        int hash = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (Character.isLetterOrDigit(c)) {
                hash = hash * 31 + c;
            } else if (hash != 0) {
                words[count++] = hash;
                hash = 0;
            }
        }
        int[] cut = Arrays.copyOf(words, count);
        Arrays.sort(cut);
        return cut;
    }

    private static int common(int[] a, int[] b) {
        int i = 0;
        int j = 0;
        int common = 0;
        while (i < a.length && j < b.length) {
            if (a[i] == b[j]) {
                common++;
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return common;
    }
}

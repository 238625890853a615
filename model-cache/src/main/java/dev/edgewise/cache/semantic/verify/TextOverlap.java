package dev.edgewise.cache.semantic.verify;

import java.util.Arrays;
import java.util.Locale;

/** How much two texts share as written, whatever an embedder makes of them. */
final class TextOverlap {
    private static final int CHARACTERS_MAX = 512;

    private TextOverlap() {}

    /** Dice of the character trigrams; Jaccard of the words. */
    static float[] of(String one, String other) {
        String a = normal(one);
        String b = normal(other);
        return new float[] {dice(trigrams(a), trigrams(b)), jaccard(words(a), words(b))};
    }

    private static String normal(String text) {
        String cut = text.length() > CHARACTERS_MAX ? text.substring(0, CHARACTERS_MAX) : text;
        return cut.toLowerCase(Locale.ROOT);
    }

    private static int[] trigrams(String text) {
        int[] grams = new int[Math.max(0, text.length() - 2)];
        for (int i = 0; i < grams.length; i++) {
            grams[i] = (text.charAt(i) * 31 + text.charAt(i + 1)) * 31 + text.charAt(i + 2);
        }
        Arrays.sort(grams);
        return grams;
    }

    private static int[] words(String text) {
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

    private static float dice(int[] a, int[] b) {
        return a.length + b.length == 0 ? 0 : 2f * common(a, b) / (a.length + b.length);
    }

    private static float jaccard(int[] a, int[] b) {
        int common = common(a, b);
        int all = a.length + b.length - common;
        return all == 0 ? 0 : (float) common / all;
    }
}

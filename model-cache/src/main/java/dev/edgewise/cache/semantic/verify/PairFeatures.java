package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import java.util.List;

/**
 * What the light scorer sees of a pair of questions. Nothing of the pair's surroundings: how near the next stored
 * question lies tells of a data set's gaps, not of meaning.
 */
final class PairFeatures {
    static final List<String> NAMES = List.of(
            "cosine",
            "align-mean",
            "align-min",
            "align-max",
            "miss-most",
            "miss-least",
            "miss-sum",
            "miss-sum-most",
            "token-jaccard",
            "token-contained-most",
            "token-contained-least",
            "bigram-dice",
            "trigram-dice",
            "length-ratio",
            "length-least",
            "prefix",
            "suffix",
            "first-align",
            "first-equal",
            "rare-unmatched",
            "rare-unmatched-most",
            "align-apart",
            "word-jaccard",
            "align-sq",
            "order");

    static final int COUNT = NAMES.size();

    private final TokenWeights weights;

    PairFeatures(TokenWeights weights) {
        this.weights = weights;
    }

    /** Writes the pair's features at {@code at}. */
    void write(Question asked, int[] wide, Question stored, float[] out, int at) {
        int[] a = asked.tokens().ids();
        int[] b = stored.tokens().ids();
        out[at] = cosine(asked.vector(), stored.vector());
        aligned(asked, wide, stored, out, at);
        lexical(a, b, out, at);
        float[] texts = TextOverlap.of(asked.text(), stored.text());
        out[at + 12] = texts[0];
        out[at + 22] = texts[1];
        out[at + 13] = ratio(a.length, b.length);
        out[at + 14] = Math.min(a.length, b.length);
    }

    private void aligned(Question asked, int[] wide, Question stored, float[] out, int at) {
        TokenAlignment alignment = TokenAlignment.of(asked.tokens(), wide, stored.tokens());
        int[] a = asked.tokens().ids();
        int[] b = stored.tokens().ids();
        float[] one = side(a, alignment.asked());
        float[] two = side(b, alignment.stored());
        out[at + 1] = (one[0] + two[0]) / 2;
        out[at + 2] = Math.min(one[0], two[0]);
        out[at + 3] = Math.max(one[0], two[0]);
        out[at + 4] = Math.max(one[1], two[1]);
        out[at + 5] = Math.min(one[1], two[1]);
        out[at + 6] = one[2] + two[2];
        out[at + 7] = Math.max(one[2], two[2]);
        out[at + 23] = (one[3] + two[3]) / 2;
        out[at + 17] = a.length == 0 || b.length == 0 ? 0 : Math.min(alignment.asked()[0], alignment.stored()[0]);
        out[at + 21] = Math.abs(one[0] - two[0]);
    }

    /** Weighted mean of the best matches; the greatest weighted miss; the sum of the misses; the unweighted worst. */
    private float[] side(int[] ids, float[] best) {
        float sum = 0;
        float all = 0;
        float worst = 0;
        float missed = 0;
        float least = 1;
        for (int i = 0; i < best.length; i++) {
            float weight = weights.weight(ids[i]);
            sum += weight * best[i];
            all += weight;
            float miss = weight * (1 - best[i]);
            worst = Math.max(worst, miss);
            missed += miss;
            least = Math.min(least, best[i]);
        }
        return new float[] {all > 0 ? sum / all : 0, worst, missed, least};
    }

    private void lexical(int[] a, int[] b, float[] out, int at) {
        float inBoth = 0;
        float ofA = 0;
        float ofB = 0;
        float mostA = 0;
        float mostB = 0;
        int common = 0;
        for (int id : a) {
            float weight = weights.weight(id);
            ofA += weight;
            if (contains(b, id)) {
                inBoth += weight;
            } else {
                mostA = Math.max(mostA, weight);
            }
        }
        float other = 0;
        for (int id : b) {
            float weight = weights.weight(id);
            ofB += weight;
            if (contains(a, id)) {
                other += weight;
            } else {
                mostB = Math.max(mostB, weight);
            }
        }
        out[at + 8] = share(Math.min(inBoth, other), ofA + ofB - Math.max(inBoth, other));
        float first = share(inBoth, ofA);
        float second = share(other, ofB);
        out[at + 9] = Math.max(first, second);
        out[at + 10] = Math.min(first, second);
        out[at + 11] = bigrams(a, b);
        int prefix = 0;
        while (prefix < Math.min(a.length, b.length) && a[prefix] == b[prefix]) {
            prefix++;
        }
        int suffix = 0;
        while (suffix < Math.min(a.length, b.length) - prefix && a[a.length - 1 - suffix] == b[b.length - 1 - suffix]) {
            suffix++;
        }
        int longest = Math.max(1, Math.max(a.length, b.length));
        out[at + 15] = (float) prefix / longest;
        out[at + 16] = (float) suffix / longest;
        out[at + 18] = a.length > 0 && b.length > 0 && a[0] == b[0] ? 1 : 0;
        out[at + 19] = ofA - inBoth + ofB - other;
        out[at + 20] = Math.max(mostA, mostB);
        out[at + 24] = order(a, b);
    }

    private static float order(int[] a, int[] b) {
        int last = -1;
        int up = 0;
        int all = 0;
        for (int id : a) {
            int where = indexOf(b, id);
            if (where >= 0) {
                all++;
                if (where > last) {
                    up++;
                }
                last = where;
            }
        }
        return all == 0 ? 1 : (float) up / all;
    }

    private static float bigrams(int[] a, int[] b) {
        if (a.length < 2 || b.length < 2) {
            return 0;
        }
        int same = 0;
        for (int i = 0; i + 1 < a.length; i++) {
            for (int j = 0; j + 1 < b.length; j++) {
                if (a[i] == b[j] && a[i + 1] == b[j + 1]) {
                    same++;
                    break;
                }
            }
        }
        return 2f * same / (a.length + b.length - 2);
    }

    private static boolean contains(int[] ids, int id) {
        return indexOf(ids, id) >= 0;
    }

    private static int indexOf(int[] ids, int id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    private static float share(float part, float whole) {
        return whole > 0 ? part / whole : 0;
    }

    private static float ratio(int a, int b) {
        return a == 0 || b == 0 ? 0 : (float) Math.min(a, b) / Math.max(a, b);
    }

    static float cosine(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

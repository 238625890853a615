package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;

/**
 * What the light scorer sees of a pair of questions. Nothing of the pair's surroundings: how near the next stored
 * question lies tells of a data set's gaps, not of meaning. Safe for use by several threads.
 */
final class PairFeatures {
    /** How many there are: {@value #ALIGNED} of alignment, then of shared tokens, of the texts, of what differs. */
    static final int COUNT = 27;

    /** Changes whenever a feature's meaning does: trees know features by number. */
    static final int VERSION = 1;

    private static final int ALIGNED = 11;
    private static final int SHARED = 9;

    private static final int TEXTS = 4;

    private final TokenWeights weights;
    private final TokenDifference difference;

    PairFeatures(TokenWeights weights, TokenDifference difference) {
        this.weights = weights;
        this.difference = difference;
    }

    /**
     * One side of many pairs.
     *
     * @param question the question asked
     * @param wide its token vectors, see {@link TokenAlignment#widen}
     * @param text its text, cut for comparison
     */
    record Asked(Question question, int[] wide, TextOverlap.Cut text) {
        static Asked of(Question question) {
            return new Asked(question, TokenAlignment.widen(question.tokens()), TextOverlap.Cut.of(question.text()));
        }
    }

    /** Writes the pair's features at {@code at}. */
    void write(Asked asked, Question stored, float[] out, int at) {
        out[at] = cosine(asked.question().vector(), stored.vector());
        aligned(asked, stored, out, at + 1);
        int[] a = asked.question().tokens().ids();
        int[] b = stored.tokens().ids();
        shared(a, b, out, at + 1 + ALIGNED);
        TextOverlap overlap = asked.text().with(TextOverlap.Cut.of(stored.text()));
        int texts = at + 1 + ALIGNED + SHARED;
        out[texts] = overlap.trigrams();
        out[texts + 1] = overlap.words();
        out[texts + 2] = ratio(asked.text().length(), stored.text().length());
        out[texts + 3] = Math.min(a.length, b.length);
        differing(a, b, difference, out, at);
    }

    /** Writes again what is learned of the tokens that only one has. */
    static void differing(int[] a, int[] b, TokenDifference difference, float[] out, int at) {
        float sum = 0;
        float least = 0;
        for (int id : TokenDifference.of(a, b)) {
            sum += difference.weight(id);
            least = Math.min(least, difference.weight(id));
        }
        int learned = at + 1 + ALIGNED + SHARED + TEXTS;
        out[learned] = sum;
        out[learned + 1] = least;
    }

    private void aligned(Asked asked, Question stored, float[] out, int at) {
        TokenAlignment alignment = TokenAlignment.of(asked.question().tokens(), asked.wide(), stored.tokens());
        float[] one = alignment.asked();
        float[] other = alignment.stored();
        Side left = side(asked.question().tokens().ids(), one);
        Side right = side(stored.tokens().ids(), other);
        out[at] = (left.mean() + right.mean()) / 2;
        out[at + 1] = Math.min(left.mean(), right.mean());
        out[at + 2] = Math.max(left.mean(), right.mean());
        out[at + 3] = Math.max(left.worst(), right.worst());
        out[at + 4] = Math.min(left.worst(), right.worst());
        out[at + 5] = left.missed() + right.missed();
        out[at + 6] = Math.max(left.missed(), right.missed());
        out[at + 7] = Math.min(left.least(), right.least());
        out[at + 8] = Math.max(left.least(), right.least());
        boolean both = one.length > 0 && other.length > 0;
        out[at + 9] = both ? Math.min(one[0], other[0]) : 0;
        out[at + 10] = both ? Math.min(one[one.length - 1], other[other.length - 1]) : 0;
    }

    /**
     * How well a question's tokens are found in the other one.
     *
     * @param mean of the best cosines, by weight
     * @param worst the greatest miss of a token, times its weight
     * @param missed the sum of all of those
     * @param least the lowest cosine
     */
    private record Side(float mean, float worst, float missed, float least) {}

    private Side side(int[] ids, float[] best) {
        float sum = 0;
        float all = 0;
        float worst = 0;
        float least = 1;
        for (int i = 0; i < best.length; i++) {
            float weight = weights.weight(ids[i]);
            sum += weight * best[i];
            all += weight;
            worst = Math.max(worst, weight * (1 - best[i]));
            least = Math.min(least, best[i]);
        }
        return new Side(all > 0 ? sum / all : 0, worst, all - sum, least);
    }

    private void shared(int[] a, int[] b, float[] out, int at) {
        Share left = share(a, b);
        Share right = share(b, a);
        float both = Math.min(left.found(), right.found());
        float all = left.all() + right.all() - both;
        out[at] = all > 0 ? both / all : 0;
        out[at + 1] = Math.max(left.part(), right.part());
        out[at + 2] = Math.min(left.part(), right.part());
        out[at + 3] = left.all() - left.found() + right.all() - right.found();
        out[at + 4] = Math.max(left.most(), right.most());
        out[at + 5] = pairs(a, b);
        int begin = 0;
        while (begin < Math.min(a.length, b.length) && a[begin] == b[begin]) {
            begin++;
        }
        int end = 0;
        while (end < Math.min(a.length, b.length) - begin && a[a.length - 1 - end] == b[b.length - 1 - end]) {
            end++;
        }
        int longest = Math.max(1, Math.max(a.length, b.length));
        out[at + 6] = (float) begin / longest;
        out[at + 7] = (float) end / longest;
        out[at + 8] = ratio(a.length, b.length);
    }

    /**
     * The tokens of one question that the other one has too.
     *
     * @param found their weight
     * @param all the weight of all of them
     * @param most the greatest weight of one that is not found
     */
    private record Share(float found, float all, float most) {
        float part() {
            return all > 0 ? found / all : 0;
        }
    }

    private Share share(int[] ids, int[] others) {
        float found = 0;
        float all = 0;
        float most = 0;
        for (int id : ids) {
            float weight = weights.weight(id);
            all += weight;
            if (contains(others, id)) {
                found += weight;
            } else {
                most = Math.max(most, weight);
            }
        }
        return new Share(found, all, most);
    }

    /** Dice of the pairs of neighbours. */
    private static float pairs(int[] a, int[] b) {
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
        for (int other : ids) {
            if (other == id) {
                return true;
            }
        }
        return false;
    }

    private static float ratio(int a, int b) {
        return a == 0 || b == 0 ? 0 : (float) Math.min(a, b) / Math.max(a, b);
    }

    private static float cosine(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

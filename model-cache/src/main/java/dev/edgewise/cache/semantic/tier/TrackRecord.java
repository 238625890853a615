package dev.edgewise.cache.semantic.tier;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one stored answer: which scores it was right and wrong at. It raises its own threshold at once over
 * every score it was wrong at, and lowers it only when its record bears that out. Thread safe; 40 bytes, and 140 more from
 * the first time on that it was right.
 */
final class TrackRecord {
    /** An answer that was wrong this often is served for its own words only. */
    static final int WRONG_MAX = 3;

    /** So many different scores at which it was right are told apart. */
    static final int SCORES_MAX = 16;

    /** How many outcomes the tenant's experience counts for against the entry's own. */
    private static final double PRIOR_WEIGHT = 4;

    private @Nullable Rights rights;
    private double highestWrong = Double.NEGATIVE_INFINITY;
    private int wrong;
    private int scale;

    /** The scores at which the answer was right, the lowest first, and how often. */
    private static final class Rights {
        private final float[] scores = new float[SCORES_MAX];
        private final short[] counts = new short[SCORES_MAX];
        private int size;

        void add(float score) {
            int at = 0;
            while (at < size && scores[at] < score) {
                at++;
            }
            if (at < size && scores[at] == score) {
                counts[at] = (short) Math.min(Short.MAX_VALUE, counts[at] + 1);
                return;
            }
            if (size == SCORES_MAX) {
                int joined = closest();
                join(joined);
                at -= joined < at ? 1 : 0;
            }
            System.arraycopy(scores, at, scores, at + 1, size - at);
            System.arraycopy(counts, at, counts, at + 1, size - at);
            scores[at] = score;
            counts[at] = 1;
            size++;
        }

        /** The one that lies closest below another. */
        private int closest() {
            int closest = 0;
            for (int i = 1; i + 1 < size; i++) {
                if (scores[i + 1] - scores[i] < scores[closest + 1] - scores[closest]) {
                    closest = i;
                }
            }
            return closest;
        }

        /** Counts it with the next one: a higher score at which it was right says less, never more. */
        private void join(int at) {
            counts[at + 1] = (short) Math.min(Short.MAX_VALUE, counts[at + 1] + counts[at]);
            System.arraycopy(scores, at + 1, scores, at, size - at - 1);
            System.arraycopy(counts, at + 1, counts, at, size - at - 1);
            size--;
        }

        long upTo(double score) {
            long sum = 0;
            for (int i = 0; i < size && scores[i] <= (float) score; i++) {
                sum += counts[i];
            }
            return sum;
        }
    }

    /** Takes down what came of a comparison at that score, of that scale. */
    synchronized void learn(double score, int onScale, boolean wasRight) {
        if (Double.isNaN(score)) {
            return;
        }
        follow(onScale);
        if (wasRight) {
            rights = rights == null ? new Rights() : rights;
            rights.add((float) score);
        } else {
            wrong++;
            highestWrong = Math.max(highestWrong, score);
        }
    }

    /** Begins with what an earlier run knew, at scores of that scale. */
    synchronized void restore(WrongAt earlier, int onScale) {
        follow(onScale);
        wrong = earlier.times();
        highestWrong = earlier.score();
    }

    /** How it was wrong at scores of that scale; null when it never was. */
    synchronized @Nullable WrongAt wrongAt(int onScale) {
        return wrong == 0 ? null : new WrongAt(wrong, onScale == scale ? highestWrong : Double.NEGATIVE_INFINITY);
    }

    /**
     * Whether the answer may be served at that score.
     *
     * @param onScale what was learned at scores of another scale is forgotten, but for how often the answer was wrong
     * @param threshold the tenant's, from which on answers are served
     * @param expectedWrong share of wrong ones that the tenant has seen at that score
     * @param wrongMax share of wrong ones that the entry may risk below the tenant's threshold
     */
    synchronized boolean serves(double score, int onScale, double threshold, double expectedWrong, double wrongMax) {
        follow(onScale);
        if (onScale < scale) {
            return wrong < WRONG_MAX && score >= threshold;
        }
        if (wrong >= WRONG_MAX || score <= highestWrong) {
            return false;
        }
        if (score >= threshold) {
            return true;
        }
        long confirmed = rights == null ? 0 : rights.upTo(score);
        return confirmed > 0
                && Bound.of(confirmed, 0, expectedWrong, PRIOR_WEIGHT).upper() <= wrongMax;
    }

    private void follow(int onScale) {
        if (scale < onScale) {
            scale = onScale;
            rights = null;
            highestWrong = Double.NEGATIVE_INFINITY;
        }
    }
}

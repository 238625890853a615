package dev.edgewise.inference.generate;

import dev.edgewise.inference.Sampling;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * Chooses the next token of one text. Same settings, same random numbers, same logits: same token. One thread.
 *
 * <p>Tokens that the grammar forbids are dropped as they are met, likeliest first, so that only those are tried that have
 * a chance.
 */
final class Sampler {
    /** Tokens less likely than e to this, relative to the likeliest, have no chance. */
    private static final float LOGIT_RANGE = 25;

    /** After so many draws that the grammar forbids, the likeliest allowed token is taken. */
    private static final int DRAWS_MAX = 64;

    private final Sampling sampling;
    private final RandomGenerator random;
    private final Candidates candidates;
    private final Weights weights;

    /**
     * A text's sampler.
     *
     * @param candidates shared among the samplers of one thread
     * @param weights as well
     */
    Sampler(Sampling sampling, RandomGenerator random, Candidates candidates, Weights weights) {
        this.sampling = sampling;
        this.random = random;
        this.candidates = candidates;
        this.weights = weights;
    }

    /**
     * The next token.
     *
     * @param logits may be changed
     * @param best the token with the highest logit, the lowest id among equals
     * @param allowed which tokens may come
     * @return −1 if none may
     */
    int choose(float[] logits, int best, IntPredicate allowed) {
        float top = logits[best];
        if (sampling.temperature() == 0) {
            return allowed.test(best) ? best : likeliest(logits, top, allowed);
        }
        float scale = (float) (1 / sampling.temperature());
        return sampling.topK() == 0 && sampling.topP() >= 1 && sampling.minP() == 0
                ? unordered(logits, top, scale, allowed)
                : ordered(logits, top, scale, allowed);
    }

    /** No limit needs an order: draws from all, again where the grammar forbids what was drawn. */
    private int unordered(float[] logits, float top, float scale, IntPredicate allowed) {
        float lowest = lowest(top, scale);
        weights.of(logits, top, scale);
        for (int draw = 0; draw < DRAWS_MAX; draw++) {
            int id = weights.at(random.nextDouble() * weights.sum(), lowest);
            if (id < 0) {
                break;
            }
            if (allowed.test(id)) {
                return id;
            }
            weights.remove(id);
        }
        return likeliest(logits, top, allowed);
    }

    private int ordered(float[] logits, float top, float scale, IntPredicate allowed) {
        candidates.fill(logits, top, lowest(top, scale));
        double total = total(logits, top, scale);
        int keptMax = sampling.topK() > 0 ? sampling.topK() : Integer.MAX_VALUE;
        int kept = 0;
        double sum = 0;
        while (!candidates.isEmpty() && kept < keptMax && (kept == 0 || sum < sampling.topP() * total)) {
            int id = candidates.next();
            float weight = Exponential.of((logits[id] - top) * scale);
            if (!allowed.test(id)) {
                total -= weight;
                continue;
            }
            candidates.kept[kept] = id;
            candidates.weights[kept++] = weight;
            sum += weight;
        }
        if (kept == 0) {
            return likeliest(logits, top, allowed);
        }
        return sampling.topK() > 0 && sampling.topP() < 1 ? draw(head(kept, sum * sampling.topP())) : draw(kept, sum);
    }

    /** What top-p counts against: all that top-k and min-p leave. Infinite where that is known at the end only. */
    private double total(float[] logits, float top, float scale) {
        if (sampling.topK() > 0 || sampling.topP() >= 1) {
            return Double.POSITIVE_INFINITY;
        }
        if (sampling.minP() == 0) {
            weights.of(logits, top, scale);
            return weights.sum();
        }
        float lowest = lowest(top, scale);
        double total = 0;
        for (float logit : logits) {
            total += logit >= lowest ? Exponential.of((logit - top) * scale) : 0;
        }
        return total;
    }

    /** How many of the likeliest weigh that much. */
    private int head(int kept, double wanted) {
        int count = 1;
        double sum = candidates.weights[0];
        while (count < kept && sum < wanted) {
            sum += candidates.weights[count++];
        }
        return count;
    }

    private int draw(int kept) {
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            sum += candidates.weights[i];
        }
        return draw(kept, sum);
    }

    /** The lowest logit with a chance. */
    private float lowest(float top, float scale) {
        double range = sampling.minP() > 0 ? Math.min(LOGIT_RANGE, -Math.log(sampling.minP())) : LOGIT_RANGE;
        return (float) (top - range / scale);
    }

    private int draw(int kept, double sum) {
        double left = random.nextDouble() * sum;
        for (int i = 0; i < kept - 1; i++) {
            left -= candidates.weights[i];
            if (left < 0) {
                return candidates.kept[i];
            }
        }
        return candidates.kept[kept - 1];
    }

    private int likeliest(float[] logits, float top, IntPredicate allowed) {
        candidates.fill(logits, top, Float.NEGATIVE_INFINITY);
        while (!candidates.isEmpty()) {
            int id = candidates.next();
            if (allowed.test(id)) {
                return id;
            }
        }
        return -1;
    }
}

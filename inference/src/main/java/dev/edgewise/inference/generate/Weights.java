package dev.edgewise.inference.generate;

import java.util.Arrays;

/**
 * What a vocabulary's logits weigh, e to the power of each, added up. The loops have no branches and no order, so that the
 * compiler makes them of vector instructions: one by one, a vocabulary takes longer than some layers of a model. Reused from
 * token to token; one thread.
 */
final class Weights {
    /** Sums that are kept apart: a token belongs to the one of its id's remainder. */
    private static final int LANES = 1024;

    /** Below this a weight stays the same, and counts for nothing beside 1. */
    private static final float LOWEST = -40;

    private final float[] part = new float[LANES];
    private final float[] sums = new float[LANES];
    private final float[] moments = new float[LANES];
    private float[] logits = new float[0];
    private float top;
    private float scale;

    /**
     * Weighs all tokens.
     *
     * @param from kept until the next call
     * @param top the highest of them, whose weight is 1
     * @param scale by which distances to it are multiplied
     */
    void of(float[] from, float top, float scale) {
        this.logits = from;
        this.top = top;
        this.scale = scale;
        Arrays.fill(sums, 0);
        Arrays.fill(moments, 0);
        for (int begin = 0; begin < from.length; begin += LANES) {
            int count = Math.min(LANES, from.length - begin);
            System.arraycopy(from, begin, part, 0, count);
            add(part, sums, moments, count, top, scale);
        }
    }

    private static void add(float[] part, float[] sums, float[] moments, int count, float top, float scale) {
        for (int i = 0; i < count; i++) {
            float distance = Math.max((part[i] - top) * scale, LOWEST);
            // The series of a 64th of it, squared six times: within 1e-5 of the weight, down to e to the −20.
            float x = distance * (1f / 64);
            float weight = 1 + x * (1 + x * (1 / 2f + x * (1 / 6f + x * (1 / 24f + x * (1 / 120f + x * (1 / 720f))))));
            weight *= weight;
            weight *= weight;
            weight *= weight;
            weight *= weight;
            weight *= weight;
            weight *= weight;
            sums[i] += weight;
            moments[i] += weight * distance;
        }
    }

    /** All weights together. */
    double sum() {
        return total(sums);
    }

    /** All weights, each multiplied by the logarithm of it, together. */
    double moment() {
        return total(moments);
    }

    private static double total(float[] lanes) {
        double total = 0;
        for (float lane : lanes) {
            total += lane;
        }
        return total;
    }

    /**
     * The token at a place in the row of all weights.
     *
     * @param at from 0 to the sum
     * @param lowest tokens of a lower logit are passed over
     * @return −1 if rounding leaves none there
     */
    int at(double at, float lowest) {
        double left = at;
        for (int lane = 0; lane < LANES; lane++) {
            if (left < sums[lane]) {
                return inLane(lane, left, lowest);
            }
            left -= sums[lane];
        }
        return -1;
    }

    private int inLane(int lane, double at, float lowest) {
        double left = at;
        int last = -1;
        for (int id = lane; id < logits.length; id += LANES) {
            if (logits[id] >= lowest) {
                last = id;
                left -= Exponential.of((logits[id] - top) * scale);
                if (left < 0) {
                    return id;
                }
            }
        }
        return last;
    }

    /** Takes a token out: its logit is changed to that of an impossible one. */
    void remove(int id) {
        logits[id] = Float.NEGATIVE_INFINITY;
        float sum = 0;
        for (int other = id % LANES; other < logits.length; other += LANES) {
            sum += Exponential.of((logits[other] - top) * scale);
        }
        sums[id % LANES] = sum;
    }
}

package dev.edgewise.cache.semantic.verify;

import java.util.HashMap;
import java.util.Map;

/**
 * Wrong answers counted over questions of which some are about the same thing. What that takes from the evidence is the
 * design effect of a sample drawn in clusters (Kish, 1965). One thread.
 */
final class Evidence {
    private final Map<Integer, Integer> asked = new HashMap<>();
    private final Map<Integer, Integer> wrongs = new HashMap<>();
    private final long all;
    private long wrong;
    /** Sums over all things asked about, for the variance of the share. */
    private double squares;

    private double mixed;
    private final double sizes;

    Evidence(int[] about) {
        for (int thing : about) {
            asked.merge(thing, 1, Integer::sum);
        }
        all = about.length;
        sizes = asked.values().stream()
                .mapToDouble(count -> (double) count * count)
                .sum();
    }

    void wrong(int thing) {
        int before = wrongs.merge(thing, 1, Integer::sum) - 1;
        wrong++;
        squares += 2.0 * before + 1;
        mixed += asked.getOrDefault(thing, 0);
    }

    long wrong() {
        return wrong;
    }

    /** The share of wrong answers is not above this, with the given confidence; 0.5 or less takes the count. */
    double upper(double confidence) {
        if (confidence <= 0.5) {
            return new Proportion(wrong, all).share();
        }
        double effect = effect();
        return Proportion.upper(wrong / effect, all / effect, confidence);
    }

    /** How many questions weigh as much as one that is about something of its own; 1 at least. */
    double effect() {
        double share = (double) wrong / all;
        if (wrong == 0 || wrong == all) {
            return 1;
        }
        double variance = squares - 2 * share * mixed + share * share * sizes;
        return Math.max(1, variance / (all * share * (1 - share)));
    }
}

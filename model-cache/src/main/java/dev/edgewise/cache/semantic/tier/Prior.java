package dev.edgewise.cache.semantic.tier;

import java.util.OptionalDouble;

/** What is known of a verifier's scores before any traffic was seen: its calibration on labelled pairs. */
public interface Prior {
    /** Nothing is known. */
    Prior NONE = new Prior() {
        @Override
        public OptionalDouble threshold(double wrongMax, double confidence) {
            return OptionalDouble.empty();
        }

        @Override
        public double wrongAt(double score) {
            return 0.5;
        }
    };

    /**
     * The score from which on answers may be served.
     *
     * @param wrongMax how many of all questions may get a wrong answer, as a share
     * @param confidence how surely that is kept
     * @return empty when the calibration cannot promise it
     */
    OptionalDouble threshold(double wrongMax, double confidence);

    /** The share of wrong ones among pairs of that score. */
    double wrongAt(double score);
}

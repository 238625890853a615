package dev.edgewise.cache.semantic.tier;

/** Chances as log odds, and back. Pure. */
public final class Odds {
    /** Chances nearer to 0 and 1 than this are not told apart. */
    private static final double CERTAIN = 1e-7;

    private Odds() {}

    /** The log odds of a chance. */
    public static double log(double chance) {
        double held = Math.clamp(chance, CERTAIN, 1 - CERTAIN);
        return Math.log(held / (1 - held));
    }

    /** The chance with those log odds. */
    public static double chance(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }
}

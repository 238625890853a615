package dev.edgewise.inference.calibrate;

/**
 * How far what a model says of its certainty is from how often it is right: the expected calibration error of Naeini,
 * Cooper and Hauskrecht (AAAI 2015) over {@value #BINS} bins, as Guo et al. (2017) count it. One thread.
 */
final class Reliability {
    private static final int BINS = 15;

    private final double[] surer = new double[BINS];
    private long count;

    void add(double said, boolean right) {
        surer[Math.min(BINS - 1, (int) (said * BINS))] += said - (right ? 1 : 0);
        count++;
    }

    /** 0 to 1; 0 of nothing. */
    double error() {
        double sum = 0;
        for (double bin : surer) {
            sum += Math.abs(bin);
        }
        return count == 0 ? 0 : sum / count;
    }
}

package dev.edgewise.inference.calibrate;

/**
 * Temperature scaling: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017. One number
 * divides all logits so that known labels become as likely as they can; which label is the best does not change. Pure.
 */
final class Temperature {
    private static final double LOWEST = 0.05;
    private static final double HIGHEST = 20;
    private static final int STEPS = 60;

    private Temperature() {}

    /**
     * The temperature of the least loss on some inputs, searched because the loss has one valley. The labels are taken as a
     * little uncertain (as by Platt), else a few inputs that are all right would make the model sure of everything.
     */
    static double fit(KnownLogits known, int[] rows) {
        double doubt = 1.0 / (rows.length + 2);
        double low = Math.log(LOWEST);
        double high = Math.log(HIGHEST);
        for (int i = 0; i < STEPS; i++) {
            double left = low + (high - low) / 3;
            double right = high - (high - low) / 3;
            if (loss(known, rows, Math.exp(left), doubt) < loss(known, rows, Math.exp(right), doubt)) {
                high = right;
            } else {
                low = left;
            }
        }
        return Math.exp((low + high) / 2);
    }

    /**
     * Mean negative log-likelihood in nats, of an input or, where several labels may hold, of each label of an input.
     *
     * @param doubt share of each input that is spread over all labels
     */
    static double loss(KnownLogits known, int[] rows, double temperature, double doubt) {
        double sum = 0;
        for (int row : rows) {
            sum += known.several() ? each(known, row, temperature, doubt) : one(known, row, temperature, doubt);
        }
        return sum / rows.length;
    }

    private static double one(KnownLogits known, int row, double temperature, double doubt) {
        double[] logits = known.logits(row);
        double all = logSum(logits, temperature);
        double loss = 0;
        for (int label = 0; label < logits.length; label++) {
            double weight = doubt / logits.length + (known.holds(row, label) ? 1 - doubt : 0);
            loss += weight * (all - logits[label] / temperature);
        }
        return loss;
    }

    private static double each(KnownLogits known, int row, double temperature, double doubt) {
        double[] logits = known.logits(row);
        double loss = 0;
        for (int label = 0; label < logits.length; label++) {
            double holds = (1 - doubt) * (known.holds(row, label) ? 1 : 0) + doubt / 2;
            double logit = logits[label] / temperature;
            loss += holds * softplus(-logit) + (1 - holds) * softplus(logit);
        }
        return loss / logits.length;
    }

    /** The logarithm of the sum of the exponentials. */
    static double logSum(double[] logits, double temperature) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double logit : logits) {
            largest = Math.max(largest, logit / temperature);
        }
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit / temperature - largest);
        }
        return largest + Math.log(sum);
    }

    /** log(1 + e^x), kept from overflowing. */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}

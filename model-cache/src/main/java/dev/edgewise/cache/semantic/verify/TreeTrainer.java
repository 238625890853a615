package dev.edgewise.cache.semantic.verify;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Trains {@link Trees} by gradient boosting on the logistic loss, with Newton steps and histograms. The same input gives
 * the same trees.
 */
final class TreeTrainer {
    /** Most values that a feature is cut into. */
    private static final int BINS = 64;

    private final Settings settings;
    private final int rows;
    private final int width;
    private final float[] values;
    private final float[] labels;
    private final float[] weights;
    private final float[][] borders;
    private final byte[][] bins;

    /**
     * How to train.
     *
     * @param trees how many
     * @param depth questions a tree asks
     * @param rate what part of each step is taken
     * @param penalty added to the curvature of every leaf: the greater, the more rows it takes to move it
     * @param rowShare what part of the rows each tree sees
     * @param featureShare what part of the features each tree may ask about
     * @param seed of the choice of both
     */
    record Settings(
            int trees, int depth, double rate, double penalty, double rowShare, double featureShare, long seed) {
        /** Small steps: with few great ones the highest scores, where thresholds lie, are a matter of chance. */
        static final Settings DEFAULT = new Settings(400, 4, 0.03, 20, 0.7, 0.3, 17);

        /** For examples about few things: shallow trees learn little by heart. */
        static final Settings FEW = new Settings(120, 3, 0.06, 60, 0.7, 0.6, 17);
    }

    /**
     * @param values {@code labels.length * width} features, row by row
     * @param labels 1 for pairs that mean the same, else 0
     * @param weights what each row counts
     */
    TreeTrainer(Settings settings, float[] values, int width, float[] labels, float[] weights) {
        this.settings = settings;
        this.rows = labels.length;
        this.width = width;
        this.values = values;
        this.labels = labels;
        this.weights = weights;
        this.borders = new float[width][];
        this.bins = new byte[width][];
        for (int feature = 0; feature < width; feature++) {
            borders[feature] = cut(feature);
            bins[feature] = bin(feature);
        }
    }

    private float[] cut(int feature) {
        float[] sorted = new float[rows];
        for (int row = 0; row < rows; row++) {
            sorted[row] = values[row * width + feature];
        }
        Arrays.sort(sorted);
        float[] cuts = new float[BINS - 1];
        int count = 0;
        for (int i = 1; i < BINS; i++) {
            float value = sorted[(int) ((long) i * (rows - 1) / BINS)];
            if (value < sorted[rows - 1] && (count == 0 || value > cuts[count - 1])) {
                cuts[count++] = value;
            }
        }
        return Arrays.copyOf(cuts, count);
    }

    private byte[] bin(int feature) {
        byte[] of = new byte[rows];
        for (int row = 0; row < rows; row++) {
            int at = Arrays.binarySearch(borders[feature], values[row * width + feature]);
            of[row] = (byte) (at >= 0 ? at : -at - 1);
        }
        return of;
    }

    Trees train() {
        int depth = settings.depth();
        int[] features = new int[settings.trees() * depth];
        float[] cuts = new float[settings.trees() * depth];
        float[] leaves = new float[settings.trees() << depth];
        float bias = bias();
        float[] scores = new float[rows];
        Arrays.fill(scores, bias);
        Random random = new Random(settings.seed());
        int[] leafOf = new int[rows];
        double[] gradients = new double[rows];
        double[] curvatures = new double[rows];
        for (int tree = 0; tree < settings.trees(); tree++) {
            int[] sample = sample(random);
            boolean[] allowed = allowed(random);
            slopes(scores, gradients, curvatures);
            Arrays.fill(leafOf, 0);
            for (int level = 0; level < depth; level++) {
                Question best = best(level, sample, allowed, leafOf, gradients, curvatures);
                features[tree * depth + level] = best.feature();
                cuts[tree * depth + level] =
                        borders[best.feature()].length == 0 ? Float.MAX_VALUE : borders[best.feature()][best.bin()];
                byte[] of = bins[best.feature()];
                for (int row = 0; row < rows; row++) {
                    if (of[row] > best.bin()) {
                        leafOf[row] |= 1 << level;
                    }
                }
            }
            grow(tree, sample, leafOf, gradients, curvatures, leaves);
            for (int row = 0; row < rows; row++) {
                scores[row] += leaves[(tree << depth) + leafOf[row]];
            }
        }
        return new Trees(depth, features, cuts, leaves, bias);
    }

    private float bias() {
        double yes = 1;
        double no = 1;
        for (int row = 0; row < rows; row++) {
            yes += labels[row] * weights[row];
            no += (1 - labels[row]) * weights[row];
        }
        return (float) Math.log(yes / no);
    }

    private int[] sample(Random random) {
        return IntStream.range(0, rows)
                .filter(row -> random.nextDouble() < settings.rowShare())
                .toArray();
    }

    private boolean[] allowed(Random random) {
        boolean[] allowed = new boolean[width];
        int open = 0;
        for (int feature = 0; feature < width; feature++) {
            allowed[feature] = random.nextDouble() < settings.featureShare();
            open += allowed[feature] ? 1 : 0;
        }
        if (open == 0) {
            allowed[random.nextInt(width)] = true;
        }
        return allowed;
    }

    private void slopes(float[] scores, double[] gradients, double[] curvatures) {
        for (int row = 0; row < rows; row++) {
            double p = 1 / (1 + Math.exp(-scores[row]));
            gradients[row] = weights[row] * (labels[row] - p);
            curvatures[row] = weights[row] * p * (1 - p);
        }
    }

    private record Question(int feature, int bin) {}

    private Question best(
            int level, int[] sample, boolean[] allowed, int[] leafOf, double[] gradients, double[] curvatures) {
        int nodes = 1 << level;
        double most = -1;
        Question best = new Question(0, 0);
        double[] slope = new double[nodes * BINS];
        double[] curve = new double[nodes * BINS];
        for (int feature = 0; feature < width; feature++) {
            if (!allowed[feature]) {
                continue;
            }
            Arrays.fill(slope, 0);
            Arrays.fill(curve, 0);
            byte[] of = bins[feature];
            for (int row : sample) {
                int at = leafOf[row] * BINS + of[row];
                slope[at] += gradients[row];
                curve[at] += curvatures[row];
            }
            double[] gains = gains(nodes, slope, curve, borders[feature].length);
            for (int bin = 0; bin < gains.length; bin++) {
                if (gains[bin] > most) {
                    most = gains[bin];
                    best = new Question(feature, bin);
                }
            }
        }
        return best;
    }

    /** What each border would gain, over all nodes of the level. */
    private double[] gains(int nodes, double[] slope, double[] curve, int count) {
        double[] gains = new double[count];
        for (int node = 0; node < nodes; node++) {
            double slopes = 0;
            double curves = 0;
            for (int bin = 0; bin < BINS; bin++) {
                slopes += slope[node * BINS + bin];
                curves += curve[node * BINS + bin];
            }
            double left = 0;
            double leftCurve = 0;
            for (int bin = 0; bin < count; bin++) {
                left += slope[node * BINS + bin];
                leftCurve += curve[node * BINS + bin];
                double right = slopes - left;
                gains[bin] += left * left / (leftCurve + settings.penalty())
                        + right * right / (curves - leftCurve + settings.penalty());
            }
        }
        return gains;
    }

    private void grow(int tree, int[] sample, int[] leafOf, double[] gradients, double[] curvatures, float[] leaves) {
        int depth = settings.depth();
        double[] slope = new double[1 << depth];
        double[] curve = new double[1 << depth];
        for (int row : sample) {
            slope[leafOf[row]] += gradients[row];
            curve[leafOf[row]] += curvatures[row];
        }
        for (int leaf = 0; leaf < slope.length; leaf++) {
            leaves[(tree << depth) + leaf] =
                    (float) (settings.rate() * slope[leaf] / (curve[leaf] + settings.penalty()));
        }
    }
}

package dev.edgewise.inference.image;

import dev.edgewise.inference.catalog.ImageRecipe;

/**
 * Which old pixels of a line make each new one, and with what weight. When a line gets shorter the filter grows with it,
 * so that no old pixel is passed over: what Pillow does, with which most models were trained.
 */
final class Resampling {
    private static final double LANCZOS_LOBES = 3;
    /** Sharpness of the cubic filter. */
    private static final double CUBIC = -0.5;

    private final int[] from;
    private final float[][] weights;

    private Resampling(int outputs) {
        this.from = new int[outputs];
        this.weights = new float[outputs][];
    }

    /**
     * The weights of a line.
     *
     * @param before how many pixels it has
     * @param after how many it gets
     * @param start the first of those that is wanted; outside of 0 to {@code after} − 1 there is nothing
     * @param outputs how many are wanted
     */
    static Resampling of(int before, int after, int start, int outputs, ImageRecipe.Filter filter) {
        Resampling made = new Resampling(outputs);
        double scale = before / (double) after;
        double stretch = Math.max(1, scale);
        double reach = reach(filter) * stretch;
        for (int i = 0; i < outputs; i++) {
            int at = start + i;
            if (at < 0 || at >= after) {
                made.weights[i] = new float[0];
                continue;
            }
            double centre = (at + 0.5) * scale;
            if (filter == ImageRecipe.Filter.NEAREST) {
                made.from[i] = Math.min(before - 1, (int) centre);
                made.weights[i] = new float[] {1};
                continue;
            }
            int low = Math.max(0, (int) (centre - reach + 0.5));
            int high = Math.clamp((int) (centre + reach + 0.5), low + 1, before);
            made.from[i] = low;
            made.weights[i] = weights(filter, low, high, centre, stretch);
        }
        return made;
    }

    private static float[] weights(ImageRecipe.Filter filter, int low, int high, double centre, double stretch) {
        double[] exact = new double[high - low];
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            exact[i] = kernel(filter, (low + i - centre + 0.5) / stretch);
            sum += exact[i];
        }
        float[] weights = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            weights[i] = (float) (exact[i] / sum);
        }
        return weights;
    }

    private static double reach(ImageRecipe.Filter filter) {
        return switch (filter) {
            case NEAREST -> 0.5;
            case BILINEAR -> 1;
            case BICUBIC -> 2;
            case LANCZOS -> LANCZOS_LOBES;
        };
    }

    private static double kernel(ImageRecipe.Filter filter, double signed) {
        double x = Math.abs(signed);
        return switch (filter) {
            case NEAREST -> 1;
            case BILINEAR -> Math.max(0, 1 - x);
            case BICUBIC -> {
                if (x < 1) {
                    yield ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
                }
                yield x < 2 ? (((x - 5) * x + 8) * x - 4) * CUBIC : 0;
            }
            case LANCZOS -> x < LANCZOS_LOBES ? sinc(x) * sinc(x / LANCZOS_LOBES) : 0;
        };
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    int outputs() {
        return from.length;
    }

    /** Whether there is anything at that place. */
    boolean covers(int output) {
        return weights[output].length > 0;
    }

    int from(int output) {
        return from[output];
    }

    int count(int output) {
        return weights[output].length;
    }

    float weight(int output, int index) {
        return weights[output][index];
    }

    /** First old pixel that is needed. */
    int first() {
        int first = Integer.MAX_VALUE;
        for (int i = 0; i < from.length; i++) {
            first = covers(i) ? Math.min(first, from[i]) : first;
        }
        return first;
    }

    /** Last old pixel that is needed. */
    int last() {
        int last = 0;
        for (int i = 0; i < from.length; i++) {
            last = covers(i) ? Math.max(last, from[i] + count(i) - 1) : last;
        }
        return last;
    }
}

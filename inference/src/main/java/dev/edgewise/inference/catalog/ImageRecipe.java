package dev.edgewise.inference.catalog;

import java.util.List;

/**
 * How a picture becomes the input of a model: resized, cut or filled to one size, and each colour scaled. The result is
 * {@code (value × scale − mean) ÷ deviation}, one plane for each colour.
 *
 * @param fit how the picture gets its size
 * @param width to resize to, in pixels; for {@link Fit#SHORTEST_EDGE} the length of the shorter edge
 * @param height to resize to, in pixels
 * @param filter how new pixels are made of old ones
 * @param cropWidth the middle that is taken after that, in pixels; 0 for all
 * @param cropHeight the middle that is taken after that, in pixels; 0 for all
 * @param scale what a colour of 0 to 255 is multiplied with
 * @param mean of red, green and blue
 * @param deviation of red, green and blue
 * @param blueFirst whether the planes are blue, green, red
 */
public record ImageRecipe(
        Fit fit,
        int width,
        int height,
        Filter filter,
        int cropWidth,
        int cropHeight,
        double scale,
        List<Double> mean,
        List<Double> deviation,
        boolean blueFirst) {
    /** Largest edge of a model's input, in pixels. */
    public static final int EDGE_MAX = 4096;

    private static final int COLOURS = 3;

    /** How a picture gets the size that is wanted. */
    public enum Fit {
        /** Both edges, whatever becomes of the proportions. */
        STRETCH,
        /** Proportions kept, the shorter edge as wanted; a middle is cut out of it afterwards. */
        SHORTEST_EDGE,
        /** Proportions kept, as high as wanted, at most as wide; what is missing at the right is 0 after scaling. */
        FILL_RIGHT
    }

    /** How new pixels are made of old ones; when it gets smaller, of all that fall into one. */
    public enum Filter {
        NEAREST,
        BILINEAR,
        BICUBIC,
        LANCZOS
    }

    /** @throws IllegalArgumentException if a size or a deviation is not positive, or one is not given for each colour */
    public ImageRecipe {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (width <= 0 || height <= 0 || width > EDGE_MAX || height > EDGE_MAX) {
            throw new IllegalArgumentException("a model's pictures have edges of 1 to " + EDGE_MAX + " pixels");
        }
        if (cropWidth < 0 || cropHeight < 0 || cropWidth > EDGE_MAX || cropHeight > EDGE_MAX) {
            throw new IllegalArgumentException("a middle has edges of 1 to " + EDGE_MAX + " pixels");
        }
        if (fit == Fit.SHORTEST_EDGE && (cropWidth == 0 || cropHeight == 0)) {
            throw new IllegalArgumentException("without a middle to cut out, pictures have no common size");
        }
        if (mean.size() != COLOURS
                || deviation.size() != COLOURS
                || deviation.stream().anyMatch(d -> !(d > 0))) {
            throw new IllegalArgumentException("there must be a mean and a positive deviation for each of 3 colours");
        }
    }

    /** Width of the model's input, in pixels. */
    public int inputWidth() {
        return cropWidth > 0 ? cropWidth : width;
    }

    /** Height of the model's input, in pixels. */
    public int inputHeight() {
        return cropHeight > 0 ? cropHeight : height;
    }
}

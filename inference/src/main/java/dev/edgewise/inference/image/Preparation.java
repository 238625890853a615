package dev.edgewise.inference.image;

import dev.edgewise.inference.catalog.ImageRecipe;
import java.nio.FloatBuffer;
import java.util.List;

/** Follows an {@link ImageRecipe}. */
public final class Preparation {
    private static final int COLOURS = 3;
    /** The longer edge of a picture that is nearly a line, after resizing. */
    private static final double EDGE_MAX = 1 << 28;

    private Preparation() {}

    /**
     * Writes a picture's planes.
     *
     * @param planes 3 × height × width of the recipe's input, from position 0
     */
    public static void fill(Pixels pixels, ImageRecipe recipe, FloatBuffer planes) {
        int width = recipe.inputWidth();
        int height = recipe.inputHeight();
        int[] size = size(pixels, recipe);
        // Where the model's input lies on the resized picture: in its middle, or at its left edge.
        boolean left = recipe.fit() == ImageRecipe.Fit.FILL_RIGHT;
        int x0 = left ? 0 : Math.floorDiv(size[0] - width, 2);
        int y0 = left ? 0 : Math.floorDiv(size[1] - height, 2);
        Resampling across = Resampling.of(pixels.width(), size[0], x0, width, recipe.filter());
        Resampling down = Resampling.of(pixels.height(), size[1], y0, height, recipe.filter());
        List<Double> mean = recipe.mean();
        List<Double> deviation = recipe.deviation();
        float[] plane = new float[width * height];
        for (int colour = 0; colour < COLOURS; colour++) {
            resize(pixels, colour, across, down, plane);
            float scale = (float) (recipe.scale() / deviation.get(colour));
            float shift = (float) (mean.get(colour) / deviation.get(colour));
            for (int y = 0, at = 0; y < height; y++) {
                for (int x = 0; x < width; x++, at++) {
                    // Outside of the picture: nothing at its right, black around a middle that is larger than it.
                    boolean there = across.covers(x) && down.covers(y);
                    plane[at] = there ? plane[at] * scale - shift : left ? 0 : 0 - shift;
                }
            }
            int place = recipe.blueFirst() ? COLOURS - 1 - colour : colour;
            planes.put(place * plane.length, plane);
        }
    }

    /** Width and height after resizing. */
    private static int[] size(Pixels pixels, ImageRecipe recipe) {
        double ratio = pixels.width() / (double) pixels.height();
        return switch (recipe.fit()) {
            case STRETCH -> new int[] {recipe.width(), recipe.height()};
            case SHORTEST_EDGE ->
                ratio >= 1
                        ? new int[] {bounded(recipe.height() * ratio), recipe.height()}
                        : new int[] {recipe.width(), bounded(recipe.width() / ratio)};
            case FILL_RIGHT ->
                new int[] {
                    Math.max(1, Math.min(recipe.width(), (int) Math.ceil(recipe.height() * ratio))), recipe.height()
                };
        };
    }

    /** The longer edge of a picture that is nearly a line would have no end; only its middle is computed anyway. */
    private static int bounded(double edge) {
        return (int) Math.clamp(edge, 1.0, EDGE_MAX);
    }

    /** First along the rows that are needed, then along the columns. */
    private static void resize(Pixels pixels, int colour, Resampling across, Resampling down, float[] plane) {
        int width = across.outputs();
        int first = down.first();
        int rows = down.last() - first + 1;
        float[] rowsResized = new float[Math.multiplyExact(rows, width)];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < width; x++) {
                float sum = 0;
                for (int i = 0; i < across.count(x); i++) {
                    sum += across.weight(x, i) * pixels.at(across.from(x) + i, first + y, colour);
                }
                rowsResized[y * width + x] = Math.clamp(sum, 0f, 255f);
            }
        }
        for (int y = 0; y < down.outputs(); y++) {
            for (int x = 0; x < width; x++) {
                float sum = 0;
                for (int i = 0; i < down.count(y); i++) {
                    sum += down.weight(y, i) * rowsResized[(down.from(y) - first + i) * width + x];
                }
                plane[y * width + x] = Math.clamp(sum, 0f, 255f);
            }
        }
    }
}

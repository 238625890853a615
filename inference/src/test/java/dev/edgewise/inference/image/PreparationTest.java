package dev.edgewise.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.catalog.ImageRecipe;
import dev.edgewise.inference.catalog.ImageRecipe.Filter;
import dev.edgewise.inference.catalog.ImageRecipe.Fit;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparationTest {
    private static final List<Double> NONE = List.of(0.0, 0.0, 0.0);
    private static final List<Double> ONE = List.of(1.0, 1.0, 1.0);

    private static Pixels picture(int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (x * 10) << 16 | (y * 10) << 8 | 7);
            }
        }
        return Pixels.of(image, Orientation.AS_IS);
    }

    private static ImageRecipe plain(Fit fit, int width, int height, Filter filter, int cropWidth, int cropHeight) {
        return new ImageRecipe(fit, width, height, filter, cropWidth, cropHeight, 1, NONE, ONE, false);
    }

    private static float[] filled(Pixels pixels, ImageRecipe recipe) {
        float[] planes = new float[3 * recipe.inputWidth() * recipe.inputHeight()];
        Preparation.fill(pixels, recipe, FloatBuffer.wrap(planes));
        return planes;
    }

    @Test
    void a_picture_of_the_right_size_is_copied_plane_by_plane() {
        float[] planes = filled(picture(4, 2), plain(Fit.STRETCH, 4, 2, Filter.BILINEAR, 0, 0));

        assertThat(planes)
                .containsExactly(0, 10, 20, 30, 0, 10, 20, 30, 0, 0, 0, 0, 10, 10, 10, 10, 7, 7, 7, 7, 7, 7, 7, 7);
    }

    @Test
    void colours_are_scaled_and_blue_can_come_first() {
        var recipe = new ImageRecipe(
                Fit.STRETCH, 1, 1, Filter.NEAREST, 0, 0, 0.1, List.of(0.5, 0.25, 0.1), List.of(0.5, 2.0, 0.2), true);

        float[] planes = filled(picture(1, 1), recipe);

        assertThat(planes[0]).isCloseTo((0.7f - 0.1f) / 0.2f, within(1e-5f));
        assertThat(planes[1]).isCloseTo(-0.125f, within(1e-5f));
        assertThat(planes[2]).isCloseTo(-1f, within(1e-5f));
    }

    /** What Image.resize of Pillow 13.0.0 gives for the line 0 10 20 30 40 50 60 70, but for colours outside of 0 to 255. */
    @Test
    void resizing_gives_what_pillow_gives() {
        assertLine(Filter.BILINEAR, 18.928572, 51.07143);
        assertLine(Filter.BILINEAR, 11.052631, 35, 58.947369);
        assertLine(Filter.BILINEAR, 4.090909, 19.25926, 35, 50.740742, 65.909088);
        assertLine(Filter.BICUBIC, 16.800627, 53.199375);
        assertLine(Filter.BICUBIC, 3.258863, 18.779121, 35, 51.220879, 66.741135);
        assertLine(
                Filter.BICUBIC,
                0,
                4.117647,
                11.666667,
                18.333334,
                25,
                31.666666,
                38.333332,
                45,
                51.666668,
                58.333332,
                65.882353,
                70.657898);
        assertLine(Filter.LANCZOS, 15.852913, 54.147087);
        assertLine(Filter.LANCZOS, 8.111426, 35, 61.888573);
    }

    private static void assertLine(Filter filter, double... expected) {
        float[] planes = filled(picture(8, 1), plain(Fit.STRETCH, expected.length, 1, filter, 0, 0));
        for (int i = 0; i < expected.length; i++) {
            assertThat(planes[i]).as(filter + " " + i).isCloseTo((float) expected[i], within(1e-3f));
        }
    }

    @Test
    void the_shortest_edge_fits_and_the_middle_is_taken() {
        float[] planes = filled(picture(8, 4), plain(Fit.SHORTEST_EDGE, 4, 4, Filter.NEAREST, 2, 2));

        assertThat(planes[0]).isEqualTo(30);
        assertThat(planes[1]).isEqualTo(40);
        assertThat(planes[4]).isEqualTo(10);
    }

    @Test
    void a_middle_larger_than_the_picture_is_black_around_it() {
        float[] planes = filled(picture(2, 2), plain(Fit.SHORTEST_EDGE, 2, 2, Filter.NEAREST, 4, 4));

        assertThat(planes).startsWith(0, 0, 0, 0, 0, 0, 10, 0);
    }

    @Test
    void a_narrow_picture_keeps_its_proportions_and_the_right_is_nothing() {
        var recipe = new ImageRecipe(Fit.FILL_RIGHT, 4, 2, Filter.NEAREST, 0, 0, 1, List.of(5.0, 5.0, 5.0), ONE, false);

        assertThat(filled(picture(2, 2), recipe)).startsWith(-5, 5, 0, 0, -5, 5, 0, 0);
        assertThat(filled(picture(16, 2), recipe)[3]).isGreaterThan(100);
    }
}

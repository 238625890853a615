package dev.edgewise.inference.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.image.JpegFile.Segment;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures whose colours are known by formula: what Pillow gives for them, to which models were trained. */
class JpegColoursTest {
    private static int[] colour(Pixels pixels, int x, int y) {
        return new int[] {pixels.at(x, y, 0), pixels.at(x, y, 1), pixels.at(x, y, 2)};
    }

    /** What is left of white: {@code light × (255 − ink) ÷ 255}, rounded as Pillow does. */
    private static int left(int ink, int black) {
        int light = 255 - black;
        int product = ink * light + 128;
        return light - ((product >> 8) + product >> 8);
    }

    @ParameterizedTest(name = "cyan {0}, magenta {1}, yellow {2}, black {3}")
    @CsvSource({"0,0,0,0", "64,0,0,0", "192,0,0,0", "255,128,1,0", "10,20,30,40", "255,255,255,255", "0,0,0,128"})
    void inks_are_what_they_leave_of_white_and_are_stored_the_other_way_round(
            int cyan, int magenta, int yellow, int black) throws IOException {
        int[] block = {255 - cyan, 255 - magenta, 255 - yellow, 255 - black};
        int[] expected = {left(cyan, black), left(magenta, black), left(yellow, black)};
        for (List<Segment> segments : List.of(List.<Segment>of(), List.of(Segment.adobe(0)))) {
            Pixels pixels = ImageReading.read(JpegFile.of(segments, 1, block));
            assertThat(colour(pixels, 3, 3)).containsExactly(expected);
        }
    }

    @ParameterizedTest(name = "Y {0}, Cb {1}, Cr {2}, K {3}")
    @CsvSource({"255,128,128,255", "76,85,255,255", "120,100,150,200", "0,128,128,255", "200,180,60,90"})
    void luminance_colour_and_black_become_inks_first(int y, int cb, int cr, int k) throws IOException {
        int red = Math.clamp(Math.round(y + 1.402 * (cr - 128)), 0, 255);
        int green = Math.clamp(Math.round(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)), 0, 255);
        int blue = Math.clamp(Math.round(y + 1.772 * (cb - 128)), 0, 255);
        // The file has 255 − red for cyan as it is stored, so that red is the ink.
        int black = 255 - k;

        Pixels pixels = ImageReading.read(JpegFile.of(List.of(Segment.adobe(2)), 1, new int[] {y, cb, cr, k}));

        assertThat(colour(pixels, 5, 2)).containsExactly(left(red, black), left(green, black), left(blue, black));
    }

    @Test
    void numbers_are_taken_as_they_are_stored_whatever_profile_comes_along() throws IOException {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] grey = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
        int[] block = {64, 128, 250};
        for (List<Segment> segments : List.of(
                List.of(Segment.adobe(0)),
                List.of(Segment.profile(linear), Segment.adobe(0)),
                List.of(Segment.adobe(0), Segment.profile(grey)),
                List.of(Segment.profile(new byte[] {1, 2, 3}), Segment.adobe(0), Segment.profile(linear)))) {
            assertThat(colour(ImageReading.read(JpegFile.of(segments, 1, block)), 1, 6))
                    .containsExactly(64, 128, 250);
        }
        assertThat(colour(ImageReading.read(JpegFile.of(List.of(Segment.profile(grey)), 1, new int[] {77})), 0, 0))
                .containsExactly(77, 77, 77);
    }

    /** Three blocks beside each other, two above each other, as Pillow turns them. */
    @ParameterizedTest(name = "orientation {0}")
    @CsvSource({
        "1, 3, 10 20 30 40 50 60",
        "2, 3, 30 20 10 60 50 40",
        "3, 3, 60 50 40 30 20 10",
        "4, 3, 40 50 60 10 20 30",
        "5, 2, 10 40 20 50 30 60",
        "6, 2, 40 10 50 20 60 30",
        "7, 2, 60 30 50 20 40 10",
        "8, 2, 30 60 20 50 10 40",
        "0, 3, 10 20 30 40 50 60",
        "9, 3, 10 20 30 40 50 60"
    })
    void a_picture_is_turned_as_its_exif_says(int orientation, int across, String expected) throws IOException {
        int[][] blocks = {{10}, {20}, {30}, {40}, {50}, {60}};
        for (boolean bigEndian : new boolean[] {true, false}) {
            Pixels pixels = ImageReading.read(JpegFile.of(List.of(Segment.turned(orientation, bigEndian)), 3, blocks));
            assertThat(pixels.width()).isEqualTo(across * 8);
            List<String> seen = new ArrayList<>();
            for (int y = 4; y < pixels.height(); y += 8) {
                for (int x = 4; x < pixels.width(); x += 8) {
                    seen.add(String.valueOf(pixels.at(x, y, 1)));
                }
            }
            assertThat(String.join(" ", seen)).isEqualTo(expected);
        }
    }

    @Test
    void a_picture_of_inks_is_turned_too() throws IOException {
        Pixels pixels = ImageReading.read(JpegFile.of(
                List.of(Segment.turned(3, true), Segment.adobe(0)), 2, new int[] {255, 0, 255, 255}, new int[] {
                    255, 255, 0, 255
                }));
        assertThat(colour(pixels, 0, 0)).containsExactly(255, 255, 0);
        assertThat(colour(pixels, 15, 7)).containsExactly(255, 0, 255);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 7, 8, 9, 12, 20, 33})
    void exif_that_is_cut_off_says_nothing_and_fails_nothing(int length) throws IOException {
        byte[] whole = Segment.turned(3, true).content();
        byte[] cut = java.util.Arrays.copyOf(whole, Math.min(length, whole.length));
        Pixels pixels =
                ImageReading.read(JpegFile.of(List.of(new Segment(0xE1, cut)), 2, new int[] {10}, new int[] {20}));
        assertThat(pixels.at(0, 0, 0)).isEqualTo(10);
    }

    @Test
    void a_png_is_turned_by_its_chunk() throws IOException {
        var image = new java.awt.image.BufferedImage(2, 1, java.awt.image.BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xFF0000);
        image.setRGB(1, 0, 0x0000FF);
        var png = new ByteArrayOutputStream();
        assertThat(javax.imageio.ImageIO.write(image, "png", png)).isTrue();
        byte[] plain = png.toByteArray();
        var turned = new ByteArrayOutputStream();
        int head = 8 + 12 + 13;
        turned.write(plain, 0, head);
        chunk(turned, JpegFile.tiff(6, false));
        turned.write(plain, head, plain.length - head);

        Pixels pixels = ImageReading.read(turned.toByteArray());

        assertThat(pixels.width()).isEqualTo(1);
        assertThat(colour(pixels, 0, 0)).containsExactly(255, 0, 0);
        assertThat(colour(pixels, 0, 1)).containsExactly(0, 0, 255);
    }

    private static void chunk(ByteArrayOutputStream out, byte[] content) throws IOException {
        var data = new DataOutputStream(out);
        data.writeInt(content.length);
        byte[] name = "eXIf".getBytes(StandardCharsets.US_ASCII);
        data.write(name);
        data.write(content);
        var sum = new CRC32();
        sum.update(name);
        sum.update(content);
        data.writeInt((int) sum.getValue());
    }
}

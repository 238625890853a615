package dev.edgewise.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ImageReadingTest {
    private static byte[] written(BufferedImage image, String format) throws IOException {
        var out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static BufferedImage image(int type, int rgb) {
        var image = new BufferedImage(5, 3, type);
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 5; x++) {
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    private static int[] colour(Pixels pixels) {
        return new int[] {pixels.at(1, 1, 0), pixels.at(1, 1, 1), pixels.at(1, 1, 2)};
    }

    @Test
    void png_and_jpeg_give_their_colours() throws IOException {
        Pixels png = ImageReading.read(written(image(BufferedImage.TYPE_INT_RGB, 0x102030), "png"));
        assertThat(png.width()).isEqualTo(5);
        assertThat(png.height()).isEqualTo(3);
        assertThat(colour(png)).containsExactly(0x10, 0x20, 0x30);

        Pixels jpeg = ImageReading.read(written(image(BufferedImage.TYPE_INT_RGB, 0x808080), "jpeg"));
        assertThat(jpeg.at(1, 1, 0)).isBetween(0x7E, 0x82);
    }

    @Test
    void transparency_is_left_out_and_grey_keeps_its_bytes() throws IOException {
        assertThat(colour(ImageReading.read(written(image(BufferedImage.TYPE_INT_ARGB, 0x80102030), "png"))))
                .containsExactly(0x10, 0x20, 0x30);

        var grey = new BufferedImage(5, 3, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(1, 1, 0, 128);
        assertThat(colour(ImageReading.read(written(grey, "png")))).containsExactly(128, 128, 128);
    }

    @Test
    void what_is_no_image_is_refused_with_what_to_send() {
        for (byte[] bytes : new byte[][] {
            {}, "hello".getBytes(StandardCharsets.UTF_8), "GIF89a....".getBytes(StandardCharsets.US_ASCII)
        }) {
            assertThatThrownBy(() -> ImageReading.read(bytes))
                    .isInstanceOf(ImageRefusedException.class)
                    .hasMessage("the input is no image: send PNG or JPEG");
        }
    }

    @Test
    void a_picture_cut_off_anywhere_is_refused_or_read_but_never_fails_otherwise() throws IOException {
        for (String format : new String[] {"png", "jpeg"}) {
            byte[] whole = written(image(BufferedImage.TYPE_INT_RGB, 0x336699), format);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                try {
                    assertThat(ImageReading.read(cut).width()).isEqualTo(5);
                } catch (ImageRefusedException e) {
                    assertThat(e.getMessage()).startsWith("the i");
                }
            }
        }
    }

    @Test
    void a_decompression_bomb_is_refused_by_its_head() throws IOException {
        byte[] square = bomb(30_000, 30_000);
        assertThat(square.length).isLessThan(2_000);
        assertThatThrownBy(() -> ImageReading.read(square))
                .isInstanceOf(ImageRefusedException.class)
                .hasMessageContaining("30000 × 30000 pixels large");

        assertThatThrownBy(() -> ImageReading.read(bomb(1, 1_000_000))).hasMessageContaining("16384 an edge");
    }

    /** A PNG whose head claims a size, with next to no content. */
    private static byte[] bomb(int width, int height) throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        var head = new ByteArrayOutputStream();
        var data = new DataOutputStream(head);
        data.writeInt(width);
        data.writeInt(height);
        data.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", head.toByteArray());
        var zeros = new ByteArrayOutputStream();
        try (var deflated = new DeflaterOutputStream(zeros)) {
            deflated.write(new byte[100_000]);
        }
        chunk(out, "IDAT", zeros.toByteArray());
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] content) throws IOException {
        var data = new DataOutputStream(out);
        data.writeInt(content.length);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        data.write(name);
        data.write(content);
        var sum = new CRC32();
        sum.update(name);
        sum.update(content);
        data.writeInt((int) sum.getValue());
    }
}

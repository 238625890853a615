package dev.edgewise.inference.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** A decoded picture: red, green and blue of every pixel, 0 to 255, row after row. */
public final class Pixels {
    private static final int COLOURS = 3;

    private final int width;
    private final int height;
    private final byte[] colours;

    private Pixels(int width, int height) {
        this.width = width;
        this.height = height;
        this.colours = new byte[Math.multiplyExact(width * COLOURS, height)];
    }

    /** The colours of an image; what it says about transparency is left out. */
    static Pixels of(BufferedImage image) {
        Pixels pixels = new Pixels(image.getWidth(), image.getHeight());
        boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(image.getColorModel() instanceof IndexColorModel);
        if (grey) {
            pixels.copyGrey(image);
        } else {
            pixels.copy(image);
        }
        return pixels;
    }

    private void copy(BufferedImage image) {
        int[] row = new int[width];
        for (int y = 0, at = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int rgb : row) {
                colours[at++] = (byte) (rgb >> 16);
                colours[at++] = (byte) (rgb >> 8);
                colours[at++] = (byte) rgb;
            }
        }
    }

    /** Java takes grey for linear light and would brighten it; models were trained on the bytes as they are. */
    private void copyGrey(BufferedImage image) {
        Raster raster = image.getRaster();
        int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
        int[] row = new int[width];
        for (int y = 0, at = 0; y < height; y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int value : row) {
                byte grey = (byte) (value >> shift);
                colours[at++] = grey;
                colours[at++] = grey;
                colours[at++] = grey;
            }
        }
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** In pixels. */
    public int height() {
        return height;
    }

    /** A colour, 0 to 255: 0 for red, 1 for green, 2 for blue. */
    public int at(int x, int y, int colour) {
        return colours[(y * width + x) * COLOURS + colour] & 0xFF;
    }
}

package dev.edgewise.inference.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** A decoded picture: red, green and blue of every pixel, 0 to 255, row after row. */
public final class Pixels {
    private static final int COLOURS = 3;
    private static final int INKS = 4;

    private final int width;
    private final int height;
    private final byte[] colours;

    /** Of the picture that is read. */
    private final int sourceWidth;

    private final int sourceHeight;
    private final Orientation orientation;

    private Pixels(int width, int height, Orientation orientation) {
        this.width = orientation.swaps() ? height : width;
        this.height = orientation.swaps() ? width : height;
        this.sourceWidth = width;
        this.sourceHeight = height;
        this.orientation = orientation;
        this.colours = new byte[Math.multiplyExact(width * COLOURS, height)];
    }

    /** The colours of an image, turned; what it says about transparency is left out. */
    static Pixels of(BufferedImage image, Orientation orientation) {
        Pixels pixels = new Pixels(image.getWidth(), image.getHeight(), orientation);
        boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(image.getColorModel() instanceof IndexColorModel);
        if (grey) {
            pixels.copyGrey(image);
        } else {
            pixels.copy(image);
        }
        return pixels;
    }

    /**
     * The colours of inks, turned, as Pillow has them: each light is what the ink of its own and black leave of white.
     *
     * @param inks cyan, magenta, yellow and black, stored as Adobe does: 255 for none
     * @param ycck whether luminance and two numbers of colour stand for the first three
     */
    static Pixels ofInks(Raster inks, boolean ycck, Orientation orientation) {
        Pixels pixels = new Pixels(inks.getWidth(), inks.getHeight(), orientation);
        int[] row = new int[pixels.sourceWidth * INKS];
        for (int y = 0; y < pixels.sourceHeight; y++) {
            inks.getPixels(inks.getMinX(), inks.getMinY() + y, pixels.sourceWidth, 1, row);
            for (int x = 0; x < pixels.sourceWidth; x++) {
                int at = x * INKS;
                if (ycck) {
                    toInks(row, at);
                }
                int light = row[at + COLOURS];
                pixels.put(x, y, left(row[at], light), left(row[at + 1], light), left(row[at + 2], light));
            }
        }
        return pixels;
    }

    /** In place, by the formulas of JFIF; the colours that come out are what is left of white, as they are stored. */
    private static void toInks(int[] row, int at) {
        int luminance = row[at];
        int blue = row[at + 1] - 128;
        int red = row[at + 2] - 128;
        row[at] = 255 - Math.clamp(Math.round(luminance + 1.402 * red), 0, 255);
        row[at + 1] = 255 - Math.clamp(Math.round(luminance - 0.344136 * blue - 0.714136 * red), 0, 255);
        row[at + 2] = 255 - Math.clamp(Math.round(luminance + 1.772 * blue), 0, 255);
    }

    /** Light × (1 − ink), in whole numbers of 255. */
    private static int left(int stored, int light) {
        int taken = (255 - stored) * light + 128;
        return Math.max(0, light - ((taken >> 8) + taken >> 8));
    }

    private void put(int x, int y, int red, int green, int blue) {
        int at = orientation.place(x, y, sourceWidth, sourceHeight) * COLOURS;
        colours[at] = (byte) red;
        colours[at + 1] = (byte) green;
        colours[at + 2] = (byte) blue;
    }

    private void copy(BufferedImage image) {
        int[] row = new int[sourceWidth];
        for (int y = 0; y < sourceHeight; y++) {
            image.getRGB(0, y, sourceWidth, 1, row, 0, sourceWidth);
            for (int x = 0; x < sourceWidth; x++) {
                put(x, y, row[x] >> 16, row[x] >> 8, row[x]);
            }
        }
    }

    /** Java takes grey for linear light and would brighten it; models were trained on the bytes as they are. */
    private void copyGrey(BufferedImage image) {
        Raster raster = image.getRaster();
        int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
        int[] row = new int[sourceWidth];
        for (int y = 0; y < sourceHeight; y++) {
            raster.getSamples(0, y, sourceWidth, 1, 0, row);
            for (int x = 0; x < sourceWidth; x++) {
                int grey = row[x] >> shift;
                put(x, y, grey, grey, grey);
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

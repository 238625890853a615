package dev.edgewise.inference.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG and JPEG to the numbers that models are trained on, which are those of Pillow: turned as EXIF says, inks as lights,
 * and without a look at colour profiles. A picture's size is read from its head and checked before memory is taken for it: a few kilobytes
 * can claim to be gigabytes. Any thread; computes for long.
 */
public final class ImageReading {
    /** Most pixels of a picture: 48 MB once decoded. */
    public static final long PIXELS_MAX = 16_000_000;

    /** Longest edge of a picture, in pixels: resizing costs memory by the edge too. */
    public static final int EDGE_MAX = 16_384;

    private static final int INKS = 4;
    private static final String PNG_NAME = "png";
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

    private ImageReading() {}

    /**
     * Decodes a picture.
     *
     * @throws ImageRefusedException if it is no PNG or JPEG, is damaged, or has more than {@link #PIXELS_MAX} pixels
     */
    public static Pixels read(byte[] bytes) throws ImageRefusedException {
        return switch (format(bytes)) {
            case PNG_NAME -> read(PNG_NAME, bytes, PngHead.orientation(bytes), Optional.empty());
            default -> {
                JpegHead head = JpegHead.of(bytes);
                yield read("jpeg", head.plain(), head.orientation(), Optional.of(head));
            }
        };
    }

    private static Pixels read(String format, byte[] bytes, Orientation orientation, Optional<JpegHead> jpeg)
            throws ImageRefusedException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw new ImageRefusedException("this node's Java runtime reads no such pictures");
        }
        ImageReader reader = readers.next();
        // Into memory: what is read is in memory already, and the disk is no place for a caller's pictures.
        try (var from = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(from, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > PIXELS_MAX || Math.max(width, height) > EDGE_MAX) {
                throw new ImageRefusedException("the image is " + width + " × " + height
                        + " pixels large: send at most " + PIXELS_MAX + " pixels, and " + EDGE_MAX + " an edge");
            }
            ImageReadParam whole = reader.getDefaultReadParam();
            if (jpeg.isPresent() && jpeg.get().components() == INKS) {
                return Pixels.ofInks(reader.readRaster(0, whole), jpeg.get().ycck(), orientation);
            }
            return Pixels.of(reader.read(0, whole), orientation);
        } catch (ImageRefusedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The JDK's readers meet some damage with unchecked exceptions.
            throw new ImageRefusedException("the image is damaged, or of a kind this node does not read", e);
        } finally {
            reader.dispose();
        }
    }

    private static String format(byte[] bytes) throws ImageRefusedException {
        if (begins(bytes, PNG)) {
            return PNG_NAME;
        }
        if (begins(bytes, JPEG)) {
            return "jpeg";
        }
        throw new ImageRefusedException("the input is no image: send PNG or JPEG");
    }

    private static boolean begins(byte[] bytes, byte[] magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (bytes[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }
}

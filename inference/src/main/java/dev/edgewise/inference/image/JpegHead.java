package dev.edgewise.inference.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What stands before the pixels of a JPEG.
 *
 * @param orientation how to turn it
 * @param components how many numbers a pixel has: 1 for grey, 3 for colours, 4 for inks
 * @param transform of Adobe's segment: 0 for numbers as they are, 1 for YCbCr, 2 for YCCK; −1 without that segment
 * @param plain the picture without the colour profiles that it carries: models see the numbers as they are stored
 */
record JpegHead(Orientation orientation, int components, int transform, byte[] plain) {
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final int MARK = 0xFF;
    private static final int SCAN = 0xDA;
    private static final int ADOBE_TRANSFORM_AT = 11;
    private static final int COMPONENTS_AT = 5;

    /** Reads to the first scan, or as far as it is sound. */
    static JpegHead of(byte[] bytes) {
        Orientation orientation = Orientation.AS_IS;
        boolean turned = false;
        int components = 0;
        int transform = -1;
        var plain = new ByteArrayOutputStream();
        int copied = 0;
        int at = 2;
        while (at + 4 <= bytes.length && (bytes[at] & 0xFF) == MARK) {
            int marker = bytes[at + 1] & 0xFF;
            if (marker == MARK) {
                at++;
                continue;
            }
            int length = (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
            int from = at + 4;
            int to = at + 2 + length;
            if (marker == SCAN || length < 2 || to > bytes.length) {
                break;
            }
            if (marker == 0xE1 && !turned && begins(bytes, from, to, EXIF)) {
                turned = true;
                orientation = Orientation.of(bytes, from + EXIF.length, to);
            } else if (marker == 0xE2 && begins(bytes, from, to, PROFILE)) {
                plain.write(bytes, copied, at - copied);
                copied = to;
            } else if (marker == 0xEE && begins(bytes, from, to, ADOBE) && to - from > ADOBE_TRANSFORM_AT) {
                transform = bytes[from + ADOBE_TRANSFORM_AT];
            } else if (isFrame(marker) && to - from > COMPONENTS_AT) {
                components = bytes[from + COMPONENTS_AT];
            }
            at = to;
        }
        plain.write(bytes, copied, bytes.length - copied);
        return new JpegHead(orientation, components, transform, copied == 0 ? bytes : plain.toByteArray());
    }

    /** Whether its four numbers are luminance, two of colour, and black; else they are inks. */
    boolean ycck() {
        return transform > 0;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static boolean begins(byte[] bytes, int from, int to, byte[] with) {
        return to - from >= with.length && Arrays.equals(bytes, from, from + with.length, with, 0, with.length);
    }
}

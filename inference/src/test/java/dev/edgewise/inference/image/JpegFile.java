package dev.edgewise.inference.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * JPEG files of blocks of 8 × 8 pixels of one value each, which come out of a decoder exactly as they were put in: the first
 * coefficient alone is written, in steps of one.
 */
final class JpegFile {
    /** One code of eight bits for each size of a difference, 0 to 11. */
    private static final int SIZES = 12;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bits;
    private int bitCount;

    private JpegFile() {}

    /** A segment before the picture. */
    record Segment(int marker, byte[] content) {
        static Segment adobe(int transform) {
            return new Segment(0xEE, bytes("Adobe", 0, 100, 0, 0, 0, 0, transform));
        }

        static Segment profile(byte[] content) {
            byte[] head = bytes("ICC_PROFILE", 0, 1, 1);
            byte[] all = new byte[head.length + content.length];
            System.arraycopy(head, 0, all, 0, head.length);
            System.arraycopy(content, 0, all, head.length, content.length);
            return new Segment(0xE2, all);
        }

        /** EXIF with an orientation behind another entry, in either order of bytes. */
        static Segment turned(int orientation, boolean bigEndian) {
            return new Segment(0xE1, join(bytes("Exif", 0, 0), tiff(orientation, bigEndian)));
        }
    }

    static byte[] tiff(int orientation, boolean big) {
        return big
                ? bytes(
                        "MM",
                        0,
                        42,
                        0,
                        0,
                        0,
                        8,
                        0,
                        2,
                        1,
                        0,
                        0,
                        3,
                        0,
                        0,
                        0,
                        1,
                        0,
                        9,
                        0,
                        0,
                        1,
                        0x12,
                        0,
                        3,
                        0,
                        0,
                        0,
                        1,
                        0,
                        orientation,
                        0,
                        0)
                : bytes(
                        "II",
                        42,
                        0,
                        8,
                        0,
                        0,
                        0,
                        2,
                        0,
                        0,
                        1,
                        3,
                        0,
                        1,
                        0,
                        0,
                        0,
                        9,
                        0,
                        0,
                        0,
                        0x12,
                        1,
                        3,
                        0,
                        1,
                        0,
                        0,
                        0,
                        orientation,
                        0,
                        0,
                        0);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] all = new byte[a.length + b.length];
        System.arraycopy(a, 0, all, 0, a.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static byte[] bytes(String text, int... more) {
        byte[] head = text.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + more.length];
        System.arraycopy(head, 0, all, 0, head.length);
        for (int i = 0; i < more.length; i++) {
            all[head.length + i] = (byte) more[i];
        }
        return all;
    }

    /**
     * A picture.
     *
     * @param across blocks beside each other
     * @param blocks the components of each block, row after row
     */
    static byte[] of(List<Segment> segments, int across, int[]... blocks) {
        var file = new JpegFile();
        int components = blocks[0].length;
        file.put(0xFF, 0xD8);
        for (Segment segment : segments) {
            file.segment(segment.marker(), segment.content());
        }
        byte[] steps = new byte[65];
        java.util.Arrays.fill(steps, 1, 65, (byte) 1);
        file.segment(0xDB, steps);
        int width = across * 8;
        int height = blocks.length / across * 8;
        byte[] frame = new byte[6 + components * 3];
        frame[0] = 8;
        frame[1] = (byte) (height >> 8);
        frame[2] = (byte) height;
        frame[3] = (byte) (width >> 8);
        frame[4] = (byte) width;
        frame[5] = (byte) components;
        byte[] scan = new byte[4 + components * 2];
        scan[0] = (byte) components;
        for (int i = 0; i < components; i++) {
            frame[6 + i * 3] = (byte) (i + 1);
            frame[7 + i * 3] = 0x11;
            scan[1 + i * 2] = (byte) (i + 1);
        }
        scan[scan.length - 2] = 63;
        file.segment(0xC0, frame);
        file.segment(0xC4, codes(0x00));
        file.segment(0xC4, codes(0x10));
        file.segment(0xDA, scan);
        int[] before = new int[components];
        for (int[] block : blocks) {
            for (int i = 0; i < components; i++) {
                int value = (block[i] - 128) * 8;
                file.difference(value - before[i]);
                before[i] = value;
            }
        }
        file.bits(0x7F, 7);
        file.put(0xFF, 0xD9);
        return file.out.toByteArray();
    }

    /** Twelve codes of eight bits, for the numbers 0 to 11; of the second table only 0, the end of a block, is used. */
    private static byte[] codes(int table) {
        byte[] content = new byte[17 + SIZES];
        content[0] = (byte) table;
        content[8] = SIZES;
        for (int i = 0; i < SIZES; i++) {
            content[17 + i] = (byte) i;
        }
        return content;
    }

    private void difference(int value) {
        int size = Integer.SIZE - Integer.numberOfLeadingZeros(Math.abs(value));
        bits(size, 8);
        bits(value < 0 ? value + (1 << size) - 1 : value, size);
        bits(0, 8);
    }

    private void bits(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bits = bits << 1 | value >> i & 1;
            if (++bitCount == 8) {
                out.write(bits);
                if (bits == 0xFF) {
                    out.write(0);
                }
                bits = 0;
                bitCount = 0;
            }
        }
    }

    private void segment(int marker, byte[] content) {
        put(0xFF, marker, content.length + 2 >> 8, content.length + 2);
        out.writeBytes(content);
    }

    private void put(int... values) {
        for (int value : values) {
            out.write(value);
        }
    }
}

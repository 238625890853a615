package dev.edgewise.inference.image;

import java.nio.ByteBuffer;

/** What a PNG says beside its pixels. */
final class PngHead {
    private static final int SIGNATURE_BYTES = 8;
    private static final int AROUND_BYTES = 12;
    private static final int EXIF = 'e' << 24 | 'X' << 16 | 'I' << 8 | 'f';

    private PngHead() {}

    /** How to turn it, by its chunk {@code eXIf} wherever that stands. */
    static Orientation orientation(byte[] bytes) {
        ByteBuffer chunks = ByteBuffer.wrap(bytes);
        int at = SIGNATURE_BYTES;
        while (at <= bytes.length - AROUND_BYTES) {
            int length = chunks.getInt(at);
            if (length < 0 || length > bytes.length - AROUND_BYTES - at) {
                break;
            }
            if (chunks.getInt(at + 4) == EXIF) {
                return Orientation.of(bytes, at + 8, at + 8 + length);
            }
            at += AROUND_BYTES + length;
        }
        return Orientation.AS_IS;
    }
}

package dev.edgewise.inference.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a picture has to be turned to be seen as it was taken, by the numbers of EXIF. */
enum Orientation {
    AS_IS,
    MIRRORED,
    UPSIDE_DOWN,
    FLIPPED,
    TRANSPOSED,
    TURNED_RIGHT,
    TRANSVERSED,
    TURNED_LEFT;

    private static final Orientation[] BY_NUMBER = values();
    private static final int TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;
    private static final int VALUE_AT = 8;

    /** Kinds of numbers that it may be written as. */
    private static final int BYTE = 1;

    private static final int SHORT = 3;
    private static final int LONG = 4;

    /**
     * What EXIF says, written as TIFF does.
     *
     * @param from where its header begins
     * @param to where it ends, at most the end of {@code bytes}
     * @return {@link #AS_IS} where it says nothing, or nothing that can be read
     */
    static Orientation of(byte[] bytes, int from, int to) {
        if (to - from < VALUE_AT || bytes[from] != bytes[from + 1] || bytes[from] != 'I' && bytes[from] != 'M') {
            return AS_IS;
        }
        ByteBuffer tiff = ByteBuffer.wrap(bytes, from, to - from)
                .slice()
                .order(bytes[from] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int entries = tiff.getInt(4);
        if (entries < VALUE_AT || entries > tiff.limit() - 2) {
            return AS_IS;
        }
        int count = Short.toUnsignedInt(tiff.getShort(entries));
        for (int i = 0, at = entries + 2; i < count && at <= tiff.limit() - ENTRY_BYTES; i++, at += ENTRY_BYTES) {
            if (Short.toUnsignedInt(tiff.getShort(at)) == TAG) {
                return ofNumber(number(tiff, at));
            }
        }
        return AS_IS;
    }

    private static int number(ByteBuffer tiff, int entry) {
        return switch (tiff.getShort(entry + 2)) {
            case BYTE -> tiff.get(entry + VALUE_AT);
            case SHORT -> tiff.getShort(entry + VALUE_AT);
            case LONG -> tiff.getInt(entry + VALUE_AT);
            default -> 0;
        };
    }

    /** By its number, 1 to 8; others say nothing. */
    static Orientation ofNumber(int number) {
        return number >= 1 && number <= BY_NUMBER.length ? BY_NUMBER[number - 1] : AS_IS;
    }

    /** Whether width and height change places. */
    boolean swaps() {
        return ordinal() >= TRANSPOSED.ordinal();
    }

    /** Which pixel of the turned picture, row by row, a pixel of one of that size becomes. */
    int place(int x, int y, int width, int height) {
        return switch (this) {
            case AS_IS -> y * width + x;
            case MIRRORED -> y * width + width - 1 - x;
            case UPSIDE_DOWN -> (height - 1 - y) * width + width - 1 - x;
            case FLIPPED -> (height - 1 - y) * width + x;
            case TRANSPOSED -> x * height + y;
            case TURNED_RIGHT -> x * height + height - 1 - y;
            case TRANSVERSED -> (width - 1 - x) * height + height - 1 - y;
            case TURNED_LEFT -> (width - 1 - x) * height + y;
        };
    }
}

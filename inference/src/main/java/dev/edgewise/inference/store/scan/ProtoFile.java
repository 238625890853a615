package dev.edgewise.inference.store.scan;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A protobuf file read field by field through one small window: weights are skipped, never copied. Strict: what the wire
 * format does not allow is refused. One thread.
 *
 * <p>A message is walked with {@code while (next(end))}; a caller reads or skips each field's value.
 */
final class ProtoFile implements Closeable {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int WINDOW_BYTES = 64 * 1024;
    private static final int VARINT_BYTES_MAX = 10;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long windowEnd;
    private int field;
    private int wire;

    /** Opens a file, not following a link in its last step. */
    ProtoFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        size = channel.size();
        window.limit(0);
    }

    long size() {
        return size;
    }

    /** Where the next byte stands. */
    long position() {
        return windowEnd - window.remaining();
    }

    /** Number of the field whose value is next. */
    int field() {
        return field;
    }

    /** Reads the next tag; false at the end of the message. */
    boolean next(long end) throws IOException {
        long at = position();
        if (at == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        if (tag >>> 32 != 0 || field == 0 || (wire != VARINT && wire != FIXED64 && wire != BYTES && wire != FIXED32)) {
            throw new RefusedModelException("the file is no protobuf at byte " + at);
        }
        if (position() > end) {
            throw damaged();
        }
        return true;
    }

    /** The end of the embedded message or text that is next, checked to lie within its parent. */
    long enter(long parentEnd) throws IOException {
        expect(BYTES);
        long length = varint();
        long end = position() + length;
        if (length < 0 || end < 0 || end > parentEnd) {
            throw damaged();
        }
        return end;
    }

    /** A whole number. */
    long number() throws IOException {
        expect(VARINT);
        return varint();
    }

    /** A text of at most so many bytes. */
    String text(long parentEnd, int bytesMax) throws IOException {
        long end = enter(parentEnd);
        int length = Math.toIntExact(Math.min(end - position(), Integer.MAX_VALUE));
        if (length > bytesMax) {
            throw new RefusedModelException(
                    "a name of " + length + " bytes at byte " + position() + "; at most " + bytesMax + " are read");
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = next();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedModelException("a name before byte " + end + " is no UTF-8 text");
        }
    }

    /** Passes over the value, whatever it is. */
    void skip(long parentEnd) throws IOException {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> to(position() + Long.BYTES, parentEnd);
            case FIXED32 -> to(position() + Integer.BYTES, parentEnd);
            default -> to(enter(parentEnd), parentEnd);
        }
    }

    /**
     * Reads a repeated number, packed or not.
     *
     * @param bytesEach bytes of one, or 0 where they are varints
     * @param first takes the bits of the first ones, until it has so many
     * @return how many there were
     */
    long numbers(long parentEnd, int bytesEach, List<Long> first, int most) throws IOException {
        if (wire != BYTES) {
            long bits = bytesEach == 0 ? number() : fixed(bytesEach, parentEnd);
            if (first.size() < most) {
                first.add(bits);
            }
            return 1;
        }
        long end = enter(parentEnd);
        if (bytesEach > 0) {
            long length = end - position();
            if (length % bytesEach != 0) {
                throw damaged();
            }
            while (position() < end && first.size() < most) {
                first.add(littleEndian(bytesEach));
            }
            to(end, parentEnd);
            return length / bytesEach;
        }
        long count = 0;
        while (position() < end) {
            long bits = varint();
            if (first.size() < most) {
                first.add(bits);
            }
            count++;
        }
        if (position() != end) {
            throw damaged();
        }
        return count;
    }

    /** The bits of a number of four or eight bytes. */
    private long fixed(int bytes, long parentEnd) throws IOException {
        expect(bytes == Integer.BYTES ? FIXED32 : FIXED64);
        if (bytes > parentEnd - position()) {
            throw damaged();
        }
        return littleEndian(bytes);
    }

    /** So many of the next bytes as a number. */
    long littleEndian(int bytes) throws IOException {
        long bits = 0;
        for (int i = 0; i < bytes; i++) {
            bits |= (next() & 0xFFL) << (8 * i);
        }
        return bits;
    }

    /** Goes back to a byte that was read before. */
    void back(long target) {
        window.limit(0);
        windowEnd = target;
    }

    /** Whether the value is a run of bytes: a text, a message, or packed numbers. */
    boolean isBytes() {
        return wire == BYTES;
    }

    /** Moves on to a byte that {@link #enter} gave, skipping what is between. */
    void to(long target, long parentEnd) throws IOException {
        if (target > parentEnd || target > size) {
            throw damaged();
        }
        long ahead = target - position();
        if (ahead <= window.remaining()) {
            window.position(window.position() + (int) ahead);
        } else {
            window.limit(0);
            windowEnd = target;
        }
    }

    long varint() throws IOException {
        long value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            byte next = next();
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new RefusedModelException("the file is no protobuf before byte " + position());
    }

    private byte next() throws IOException {
        if (!window.hasRemaining()) {
            fill();
        }
        return window.get();
    }

    private void fill() throws IOException {
        window.clear();
        int read = channel.read(window, windowEnd);
        if (read <= 0) {
            window.limit(0);
            throw damaged();
        }
        windowEnd += read;
        window.flip();
    }

    private void expect(int type) throws RefusedModelException {
        if (wire != type) {
            throw new RefusedModelException("field " + field + " before byte " + position() + " has the wrong type");
        }
    }

    private RefusedModelException damaged() {
        return new RefusedModelException("the file is truncated or damaged near byte " + position() + " of " + size);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

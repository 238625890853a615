package dev.edgewise.cache.segment;

import dev.edgewise.cache.key.CanonicalKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How files are laid out: a head, then records. Every checksum (CRC-32C) covers the file's number and the record's place
 * in it too, so that old bytes in a new place are not taken for a record. Pure.
 */
final class Framing {
    /** Grows when files of before cannot be read any more. */
    private static final int VERSION = 1;

    private static final byte[] MAGIC = "EDGECACH".getBytes(StandardCharsets.US_ASCII);

    /** Magic, version, key schema, journal, file number, purge, checksum. */
    static final int HEAD_BYTES = 8 + 4 + 4 + 8 + 8 + 8 + 4;
    /** Length and checksum of a record. */
    static final int RECORD_BYTES = 4 + 4;

    private Framing() {}

    /**
     * The head of a file.
     *
     * @param keySchema what canonical keys mean
     * @param journal which journal of purges it belongs to
     * @param file the file's number
     * @param purge the last purge when the file was begun
     */
    record Head(int keySchema, long journal, long file, long purge) {
        /** Whether keys mean the same to this version. */
        boolean isOurs() {
            return keySchema == CanonicalKeys.SCHEMA_VERSION;
        }
    }

    /** The head of a file begun now. */
    static Head head(long journal, long file, long purge) {
        return new Head(CanonicalKeys.SCHEMA_VERSION, journal, file, purge);
    }

    static ByteBuffer encode(Head head) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(head.keySchema)
                .putLong(head.journal)
                .putLong(head.file)
                .putLong(head.purge);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, bytes.position());
        return bytes.putInt((int) crc.getValue()).flip();
    }

    /** The head, or null when these are not the bytes of one. */
    static @Nullable Head head(byte[] file) {
        if (file.length < HEAD_BYTES || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(file, MAGIC.length, HEAD_BYTES - MAGIC.length);
        int version = bytes.getInt();
        Head head = new Head(bytes.getInt(), bytes.getLong(), bytes.getLong(), bytes.getLong());
        CRC32C crc = new CRC32C();
        crc.update(file, 0, HEAD_BYTES - 4);
        return version == VERSION && (int) crc.getValue() == bytes.getInt() ? head : null;
    }

    /** A record as it stands in the file. */
    static void put(ByteBuffer into, long file, long place, byte[] payload) {
        into.putInt(payload.length)
                .putInt(checksum(file, place, payload, 0, payload.length))
                .put(payload);
    }

    /**
     * The records of a file.
     *
     * @param starts where the payload of each whole record begins
     * @param whole whether nothing but whole records follows the head
     */
    record Records(byte[] file, List<Integer> starts, boolean whole) {
        ByteBuffer payload(int index) {
            int start = starts.get(index);
            int length = ByteBuffer.wrap(file).getInt(start - RECORD_BYTES);
            return ByteBuffer.wrap(file, start, length).slice();
        }
    }

    /** The records up to the first that is damaged: where it would end is not known. */
    static Records records(byte[] file, long number) {
        List<Integer> starts = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int at = HEAD_BYTES;
        while (at + RECORD_BYTES <= file.length) {
            int length = bytes.getInt(at);
            int start = at + RECORD_BYTES;
            if (length <= 0
                    || length > file.length - start
                    || bytes.getInt(at + 4) != checksum(number, at, file, start, length)) {
                break;
            }
            starts.add(start);
            at = start + length;
        }
        return new Records(file, starts, at == file.length);
    }

    private static int checksum(long file, long place, byte[] bytes, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(20)
                .putLong(file)
                .putLong(place)
                .putInt(length)
                .flip());
        crc.update(bytes, start, length);
        return (int) crc.getValue();
    }
}

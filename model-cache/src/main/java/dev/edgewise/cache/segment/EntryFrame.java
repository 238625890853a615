package dev.edgewise.cache.segment;

import dev.edgewise.cache.store.EntryRecord;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An answer as a segment keeps it.
 *
 * @param purge the last purge, by the journal's numbers, when its making began
 */
record EntryFrame(long purge, EntryRecord entry) {
    private static final byte KIND = 1;

    byte[] encode() {
        byte[] bytes = entry.encode();
        return ByteBuffer.allocate(1 + Long.BYTES + bytes.length)
                .put(KIND)
                .putLong(purge)
                .put(bytes)
                .array();
    }

    /** @throws IOException if it is no answer, or one of another version */
    static EntryFrame decode(ByteBuffer payload, int entryBytesMax) throws IOException {
        if (payload.remaining() < 1 + Long.BYTES || payload.get() != KIND) {
            throw new IOException("not an answer");
        }
        long purge = payload.getLong();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return new EntryFrame(purge, EntryRecord.decode(bytes, entryBytesMax));
    }
}

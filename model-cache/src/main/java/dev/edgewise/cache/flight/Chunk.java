package dev.edgewise.cache.flight;

import org.jspecify.annotations.Nullable;

/**
 * One link of a flight's log. Readers each hold the last link they read, so that a chunk exists once, and is garbage
 * when neither the recording nor a reader needs it. The link is guarded by the flight's lock.
 */
final class Chunk {
    private static final byte[] NOTHING = {};

    final byte[] bytes;

    @Nullable
    Chunk next;

    Chunk(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What stands before the first chunk. */
    static Chunk start() {
        return new Chunk(NOTHING);
    }
}

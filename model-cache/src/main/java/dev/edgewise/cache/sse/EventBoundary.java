package dev.edgewise.cache.sse;

/**
 * Follows an event stream chunk by chunk and tells where its last complete event ends, without reading the events. A
 * chunk that ends in a blank line, as nearly all do, costs two comparisons. Confined to one thread.
 */
public final class EventBoundary {
    /** No event ends in this chunk. */
    public static final int NONE = -1;

    private boolean lineIsEmpty = true;
    private boolean afterReturn;
    private boolean atBoundary = true;

    /** Bytes by index, so that a buffer of any kind can be looked at without copying it. */
    @FunctionalInterface
    public interface Bytes {
        /** The byte at that index, from 0. */
        byte at(int index);
    }

    /** As {@link #lastEnd(Bytes, int)}, for part of an array; the index returned counts from {@code offset}. */
    public int lastEnd(byte[] chunk, int offset, int length) {
        return lastEnd(index -> chunk[offset + index], length);
    }

    /** The index after the last complete event in this next chunk, or {@link #NONE}. */
    public int lastEnd(Bytes chunk, int length) {
        if (length >= 2 && chunk.at(length - 1) == '\n' && chunk.at(length - 2) == '\n') {
            lineIsEmpty = true;
            afterReturn = false;
            atBoundary = true;
            return length;
        }
        int end = NONE;
        for (int i = 0; i < length; i++) {
            byte b = chunk.at(i);
            if (b == '\n' && afterReturn) {
                afterReturn = false;
                end = atBoundary ? i + 1 : end;
            } else if (b == '\n' || b == '\r') {
                atBoundary = lineIsEmpty;
                end = atBoundary ? i + 1 : end;
                lineIsEmpty = true;
                afterReturn = b == '\r';
            } else {
                lineIsEmpty = false;
                afterReturn = false;
                atBoundary = false;
            }
        }
        return end;
    }

    /** Whether everything seen so far is complete events. */
    public boolean atBoundary() {
        return atBoundary;
    }
}

package dev.edgewise.cache.segment;

/**
 * Bounds of what is kept on disk.
 *
 * @param bytesMax most bytes on disk; the oldest answers are given up first
 * @param entryBytesMax largest single answer read back, in bytes
 */
public record DiskSettings(long bytesMax, int entryBytesMax) {
    private static final int SEGMENTS = 16;
    private static final long SEGMENT_BYTES_MAX = 16L << 20;

    /** Checks the bounds' own bounds. */
    public DiskSettings {
        if (bytesMax < SEGMENTS || entryBytesMax <= 0) {
            throw new IllegalArgumentException("too small: " + bytesMax + ", " + entryBytesMax);
        }
    }

    /** A segment that has grown so large is closed and the next begun, in bytes. */
    long segmentBytes() {
        return Math.min(SEGMENT_BYTES_MAX, bytesMax / SEGMENTS);
    }
}

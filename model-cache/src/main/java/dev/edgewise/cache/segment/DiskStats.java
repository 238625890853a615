package dev.edgewise.cache.segment;

/**
 * Counts since the start, and what is on disk now.
 *
 * @param bytes what the files take
 * @param segments files of answers
 * @param written answers written
 * @param dropped answers not written because the disk was slower than they came
 * @param failed times the disk refused a write
 * @param loaded answers taken in again after the start
 * @param damaged files that were not as they had been written; what lay behind the damage is not used
 * @param loading whether answers are still being taken in
 */
public record DiskStats(
        long bytes, int segments, long written, long dropped, long failed, long loaded, long damaged, boolean loading) {
    /** Nothing is kept on disk. */
    public static final DiskStats NONE = new DiskStats(0, 0, 0, 0, 0, 0, 0, false);
}

package dev.edgewise.inference.store.upload;

/**
 * How much one upload may bring.
 *
 * @param entriesMax files and folders in the archive
 * @param fileBytesMax largest file, in bytes
 */
public record UploadLimits(int entriesMax, long fileBytesMax) {
    /** A model has a few dozen files; the store's own bound counts for their sizes. */
    public static UploadLimits within(long diskBytesMax) {
        return new UploadLimits(1_000, diskBytesMax);
    }
}

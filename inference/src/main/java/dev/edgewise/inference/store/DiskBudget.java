package dev.edgewise.inference.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What all files below a folder may take together. Any thread; walks the folder. */
public final class DiskBudget {
    private final Path folder;
    private final long bytesMax;
    private final Spare spare;

    /** Frees what can be spared. */
    @FunctionalInterface
    public interface Spare {
        /**
         * Asked before something is refused for want of room.
         *
         * @param bytes how much is lacking
         * @param counted sha256s of files that whoever asks counts on: they stay
         * @return bytes freed
         */
        long free(long bytes, Set<String> counted) throws IOException;
    }

    /** A budget of which nothing can be spared. */
    public DiskBudget(Path folder, long bytesMax) {
        this(folder, bytesMax, (lacking, counted) -> 0);
    }

    /**
     * A budget.
     *
     * @param folder everything below it counts; a file with several names counts once
     * @param bytesMax in bytes
     */
    public DiskBudget(Path folder, long bytesMax, Spare spare) {
        this.folder = folder;
        this.bytesMax = bytesMax;
        this.spare = spare;
    }

    /** What the files take now, in bytes. */
    public long used() throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        Sum sum = new Sum();
        Files.walkFileTree(folder, sum);
        return sum.bytes;
    }

    /** What may still be written, in bytes: what the budget leaves, or the disk if that is less. */
    public long left() throws IOException {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing)) {
            Path parent = existing.getParent();
            if (parent == null) {
                break;
            }
            existing = parent;
        }
        return Math.max(
                0, Math.min(bytesMax - used(), Files.getFileStore(existing).getUsableSpace()));
    }

    /**
     * Makes sure that so much fits; frees what can be spared where it does not, and nothing for what can never fit.
     *
     * @param counted sha256s of files in the store that whoever asks counts on, in hex; none of them is freed for it
     * @throws StoreRefusedException if it does not fit; the message names the sizes and what to do
     */
    public void require(long bytes, Set<String> counted) throws IOException {
        long left = left();
        if (bytes > left && bytes <= bytesMax && spare.free(bytes - left, counted) > 0) {
            left = left();
        }
        if (bytes > left) {
            throw new StoreRefusedException(
                    show(bytes) + " more are needed and " + show(left) + " are left: the store has "
                            + show(used()) + " of store.disk_max " + show(bytesMax)
                            + ", or the disk is full; remove models with 'model rm', or raise store.disk_max");
        }
    }

    /** The same of a request that counts on no file in the store. */
    public void require(long bytes) throws IOException {
        require(bytes, Set.of());
    }

    /** A size for people: decimal units, as in the configuration. */
    public static String show(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95 && unit < 4) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", value, "kMGTP".charAt(unit));
    }

    private static final class Sum extends SimpleFileVisitor<Path> {
        private final Set<Object> seen = new HashSet<>();
        private long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Object key = attributes.fileKey();
            if (attributes.isRegularFile() && (key == null || seen.add(key))) {
                bytes += attributes.size();
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            // Another process removed it while we walked.
            return FileVisitResult.CONTINUE;
        }
    }
}

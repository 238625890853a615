package dev.edgewise.cache.semantic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there as a whole or not at all, whatever ends the process. */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Writes beside the file and moves it there, in place of one that was there; makes its folder.
     *
     * @throws IOException if it cannot be written; what was there stays then
     */
    public static void write(Path file, byte[] bytes) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " has no folder");
        }
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, "edgewise-", ".tmp");
        try {
            Files.write(fresh, bytes);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}

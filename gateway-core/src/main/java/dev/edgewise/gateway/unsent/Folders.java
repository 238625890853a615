package dev.edgewise.gateway.unsent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a folder's system is asked for beside its files. */
final class Folders {
    private Folders() {}

    /** Returns once the names in it are safe on disk. */
    static void force(Path path) throws IOException {
        try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
            folder.force(true);
        } catch (FileSystemException notSo) {
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                throw notSo;
            }
            // Elsewhere folders cannot be opened, and need not be.
        }
    }
}

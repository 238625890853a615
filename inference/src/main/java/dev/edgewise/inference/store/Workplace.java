package dev.edgewise.inference.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder below the store's own for one piece of work: gone when it is closed, or, after a kill, when the next one is
 * opened or the store is collected. One thread; several at once, in several processes.
 */
public final class Workplace implements AutoCloseable {
    private static final String PREFIX = "work-";
    private static final String LOCK = "lock";

    /** Closing another channel of a lock file would let go of this process's lock, so its own are never looked at. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private Workplace(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** A fresh one; frees what dead processes left. */
    public static Workplace open(ModelStore store) throws IOException {
        Path partial = store.partial();
        try (StoreLock _ = StoreLock.take(partial.resolveSibling(LOCK))) {
            free(partial);
            Path folder = Files.createTempDirectory(partial, PREFIX);
            OWN.add(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel.lock();
            Files.createDirectory(folder.resolve("files"));
            return new Workplace(folder, channel);
        }
    }

    /** An empty folder to write to. */
    public Path files() {
        return folder.resolve("files");
    }

    /** Removes the workplaces that nobody works at. The store is locked. */
    static void free(Path partial) throws IOException {
        for (String name : StoreFiles.names(partial)) {
            Path folder = partial.resolve(name);
            if (name.startsWith(PREFIX) && !OWN.contains(folder) && isAbandoned(folder)) {
                StoreFiles.remove(folder);
            }
        }
    }

    private static boolean isAbandoned(Path folder) throws IOException {
        Path lock = folder.resolve(LOCK);
        if (!Files.exists(lock)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            FileLock taken = channel.tryLock();
            return taken != null;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            StoreFiles.remove(folder);
        } finally {
            OWN.remove(folder);
        }
    }
}

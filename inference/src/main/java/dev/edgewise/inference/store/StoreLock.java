package dev.edgewise.inference.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** One writer at a time changes a store, of all threads and processes. Held for short: never while bytes are fetched. */
final class StoreLock implements AutoCloseable {
    /** A file lock belongs to the whole process, so its threads take turns here first. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final ReentrantLock mine;
    private final FileChannel channel;

    private StoreLock(ReentrantLock mine, FileChannel channel) {
        this.mine = mine;
        this.channel = channel;
    }

    /** Waits for the lock; closing it lets go. */
    static StoreLock take(Path file) throws IOException {
        ReentrantLock mine = LOCKS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        mine.lock();
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
                return new StoreLock(mine, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            mine.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            // Closing the channel lets the file lock go.
            channel.close();
        } finally {
            mine.unlock();
        }
    }
}

package dev.edgewise.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Tells that something happened in some folders. For one thread, but for {@link #close()}. */
interface FileChanges extends AutoCloseable {

    /** From now on watches exactly these folders; those that do not exist are tried again at the next call. */
    void watch(Set<Path> folders);

    /**
     * Waits for something to happen.
     *
     * @return false when nothing did within the time
     * @throws InterruptedException when the thread is told to stop
     */
    boolean await(Duration longest) throws InterruptedException;

    /** Ends a waiting thread's wait. */
    @Override
    void close();
}

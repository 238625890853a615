package dev.edgewise.inference.onnx;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets uses of native memory end before it is freed, and refuses those that come after. Any thread. */
final class NativeUses {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean freed;

    /** @throws IllegalStateException if it is freed: work that was withdrawn may come after its model has gone */
    void begin() {
        lock.readLock().lock();
        if (freed) {
            lock.readLock().unlock();
            throw new IllegalStateException("the model has left memory");
        }
    }

    void end() {
        lock.readLock().unlock();
    }

    /** Waits for the uses under way, then frees once. */
    void free(Runnable freeing) {
        lock.writeLock().lock();
        try {
            if (!freed) {
                freed = true;
                freeing.run();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}

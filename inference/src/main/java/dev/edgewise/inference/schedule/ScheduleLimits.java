package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Priority;

/**
 * What a {@link BatchScheduler} may take on. Background work is refused when half of it is taken, so that callers find room.
 *
 * @param threads platform threads that tokenize and run models
 * @param tokensQueuedMax tokens waiting or running before new work is refused; one job on an idle queue may exceed it
 * @param jobsQueuedMax jobs waiting or running before new work is refused
 */
public record ScheduleLimits(int threads, int tokensQueuedMax, int jobsQueuedMax) {
    /** @throws IllegalArgumentException if a limit is not positive */
    public ScheduleLimits {
        if (threads <= 0 || tokensQueuedMax <= 0 || jobsQueuedMax <= 0) {
            throw new IllegalArgumentException("every limit must be positive");
        }
    }

    /** Tokens waiting or running, of all classes, before new work of one is refused. */
    int tokensQueuedMax(Priority priority) {
        return priority == Priority.BACKGROUND ? (tokensQueuedMax + 1) / 2 : tokensQueuedMax;
    }

    /** Jobs waiting or running, of all classes, before new ones of one are refused. */
    int jobsQueuedMax(Priority priority) {
        return priority == Priority.BACKGROUND ? (jobsQueuedMax + 1) / 2 : jobsQueuedMax;
    }

    /** Half the cores, 16,384 tokens, 512 jobs: the last two are what Text Embeddings Inference allows. */
    public static ScheduleLimits ofCores(int cores) {
        return new ScheduleLimits(Math.max(1, cores / 2), 16_384, 512);
    }
}

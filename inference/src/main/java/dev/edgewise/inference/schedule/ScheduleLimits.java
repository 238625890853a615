package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Priority;

/**
 * What a {@link BatchScheduler} may take on. Work of a class is refused for what waits of that class and of those before it, and background
 * work when half of the room is taken, so that callers find some.
 *
 * @param threads platform threads that tokenize and run models
 * @param tokensQueuedMax tokens waiting or running before new work is refused, where a job counts half of it at most: one long
 *     list leaves room for others
 * @param jobsQueuedMax jobs waiting or running before new work is refused
 */
public record ScheduleLimits(int threads, int tokensQueuedMax, int jobsQueuedMax) {
    /** @throws IllegalArgumentException if a limit is not positive */
    public ScheduleLimits {
        if (threads <= 0 || tokensQueuedMax <= 0 || jobsQueuedMax <= 0) {
            throw new IllegalArgumentException("every limit must be positive");
        }
    }

    /** Of a job's tokens, those that count. */
    int tokensCounted(int tokens) {
        return Math.min(tokens, (tokensQueuedMax + 1) / 2);
    }

    /** Tokens waiting or running, of a class and of those before it, before new work of it is refused. */
    int tokensQueuedMax(Priority priority) {
        return priority == Priority.BACKGROUND ? (tokensQueuedMax + 1) / 2 : tokensQueuedMax;
    }

    /** Jobs waiting or running, of a class and of those before it, before new ones of it are refused. */
    int jobsQueuedMax(Priority priority) {
        return priority == Priority.BACKGROUND ? (jobsQueuedMax + 1) / 2 : jobsQueuedMax;
    }

    /** Half the cores, 16,384 tokens, 512 jobs: the last two are what Text Embeddings Inference allows. */
    public static ScheduleLimits ofCores(int cores) {
        return new ScheduleLimits(Math.max(1, cores / 2), 16_384, 512);
    }
}

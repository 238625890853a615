package dev.edgewise.inference.schedule;

/**
 * What a {@link BatchScheduler} may take on.
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

    /** Half the cores, 16,384 tokens, 512 jobs: the last two are what Text Embeddings Inference allows. */
    public static ScheduleLimits ofCores(int cores) {
        return new ScheduleLimits(Math.max(1, cores / 2), 16_384, 512);
    }
}

package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Priority;

/**
 * What a {@link SoloRunner} may take on. Background work is refused when half of its tasks wait, so that callers find room.
 *
 * @param threads platform threads that run the work
 * @param tasksQueuedMax tasks waiting before new ones are refused
 * @param bytesHeldMax bytes of tasks waiting or running before new ones are refused; one task alone may exceed it
 */
public record SoloLimits(int threads, int tasksQueuedMax, long bytesHeldMax) {
    /** @throws IllegalArgumentException if a limit is not positive */
    public SoloLimits {
        if (threads <= 0 || tasksQueuedMax <= 0 || bytesHeldMax <= 0) {
            throw new IllegalArgumentException("every limit must be positive");
        }
    }

    /** Tasks waiting, of all classes, before new ones of one are refused. */
    int tasksQueuedMax(Priority priority) {
        return priority == Priority.BACKGROUND ? (tasksQueuedMax + 1) / 2 : tasksQueuedMax;
    }

    /** So many threads, 256 tasks, 256 MB. */
    public static SoloLimits ofThreads(int threads) {
        return new SoloLimits(threads, 256, 256L << 20);
    }
}

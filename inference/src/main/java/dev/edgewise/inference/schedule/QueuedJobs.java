package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Priority;
import java.util.ArrayList;
import java.util.List;

/**
 * The jobs that wait or run: what they take of their queue's bounds, and how long who comes would wait for them. Guarded by
 * the queue's lock. Who asks looks at all of them, as many as may be queued.
 */
final class QueuedJobs {
    private static final int CLASSES = Priority.values().length;

    private final ScheduleLimits limits;
    private final int turnTokens;
    private final List<RowJob> jobs = new ArrayList<>();
    private final int[] jobsOf = new int[CLASSES];

    /** By class, a long list in part. */
    private final int[] tokensCounted = new int[CLASSES];

    private int tokens;

    /** @param turnTokens what a job has run in one turn, at most */
    QueuedJobs(ScheduleLimits limits, int turnTokens) {
        this.limits = limits;
        this.turnTokens = turnTokens;
    }

    /** Waiting or running. */
    int tokens() {
        return tokens;
    }

    int count() {
        return jobs.size();
    }

    /** Whether one more is within the bounds of its class, whom no work of a later class is in the way. */
    boolean fits(Priority priority, int newTokens) {
        int count = 0;
        int counted = 0;
        for (int i = 0; i <= priority.ordinal(); i++) {
            count += jobsOf[i];
            counted += tokensCounted[i];
        }
        return count < limits.jobsQueuedMax(priority)
                && counted + limits.tokensCounted(newTokens) <= limits.tokensQueuedMax(priority);
    }

    void add(RowJob job, int guessed) {
        job.queued = true;
        jobs.add(job);
        jobsOf[job.priority().ordinal()]++;
        charge(job, guessed);
    }

    /** False where it is not in. */
    boolean remove(RowJob job) {
        if (!job.queued) {
            return false;
        }
        charge(job, -job.tokensQueued);
        job.queued = false;
        jobsOf[job.priority().ordinal()]--;
        jobs.remove(job);
        return true;
    }

    /** A job has more or less tokens than was thought, or some of them have been answered. */
    void charge(RowJob job, int more) {
        int before = limits.tokensCounted(job.tokensQueued);
        job.tokensQueued += more;
        tokens += more;
        tokensCounted[job.priority().ordinal()] += limits.tokensCounted(job.tokensQueued) - before;
    }

    /**
     * How long one worker takes for what goes before the last of somebody's tokens, each model by its own rate, in nanoseconds:
     * of each job of the class and of those before as many tokens as are its own, and a turn at least.
     */
    double nanosBefore(Priority priority, int own) {
        int most = Math.max(own, turnTokens);
        double nanos = 0;
        for (int i = 0; i < jobs.size(); i++) {
            RowJob job = jobs.get(i);
            if (job.priority().compareTo(priority) <= 0) {
                nanos += Math.min(job.tokensQueued, most) / job.model().pace().tokensPerNano();
            }
        }
        return nanos;
    }
}

package dev.edgewise.inference.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Jobs with a deadline that somebody waits for, and the moment at which to look at them next. Takes nothing of the heap
 * for a job. One thread at a time; as long as there are callers.
 */
final class DeadlineList {
    private static final int ROOM_AT_FIRST = 16;

    private @Nullable RowJob[] jobs = new RowJob[ROOM_AT_FIRST];
    private int count;
    private boolean planned;
    private long plannedNanos;

    /** Takes a job in; true where its deadline comes before the planned look: then that is planned earlier. */
    boolean add(RowJob job) {
        if (count == jobs.length) {
            jobs = Arrays.copyOf(jobs, 2 * count);
        }
        jobs[count++] = job;
        return plan(job);
    }

    private boolean plan(RowJob job) {
        long at = job.deadline().atNanos();
        if (planned && at - plannedNanos >= 0) {
            return false;
        }
        planned = true;
        plannedNanos = at;
        return true;
    }

    /**
     * Forgets a job; harmless where it is forgotten already. Looks for it among all, some hundred at most. The planned look
     * stays: it costs less than planning anew.
     */
    void remove(RowJob job) {
        for (int i = 0; i < count; i++) {
            if (jobs[i] == job) {
                remove(i);
                return;
            }
        }
    }

    private void remove(int at) {
        jobs[at] = jobs[--count];
        jobs[count] = null;
    }

    /** Wakes the callers whose deadline has passed, forgets their jobs, and plans the next look by those that are left. */
    void look(long nowNanos) {
        planned = false;
        for (int i = count - 1; i >= 0; i--) {
            RowJob job = jobs[i];
            if (job == null) {
                continue;
            }
            if (job.deadline().passed(nowNanos)) {
                remove(i);
                job.wake();
            } else {
                plan(job);
            }
        }
    }

    /** Whether a look is planned; where not, nobody waits. */
    boolean planned() {
        return planned;
    }

    /** When to look next, by the clock of the deadlines; only where one is {@link #planned()}. */
    long plannedNanos() {
        return plannedNanos;
    }

    /** Jobs in it. */
    int size() {
        return count;
    }
}

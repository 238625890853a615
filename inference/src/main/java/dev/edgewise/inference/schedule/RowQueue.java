package dev.edgewise.inference.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Jobs whose inputs are still text, and rows that are ready to run. Jobs take turns: each has a slice of its inputs cut,
 * then goes to the back. Every method holds one lock for a short time, and none calls a model.
 */
final class RowQueue {
    /** Most inputs cut in one turn of a job. */
    private static final int SLICE_INPUTS_MAX = 8;

    /** A turn ends once it has about this many tokens. */
    private static final int SLICE_TOKENS = 256;

    /** No more is cut while this many tokens are ready: what a newcomer has to wait for. */
    private static final int READY_TOKENS = 512;

    private final ScheduleLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<RowJob> jobs = new HashSet<>();
    private final Queue<RowJob> waiting = new ArrayDeque<>();
    private final Queue<Row> ready = new ArrayDeque<>();
    private int readyTokens;
    private int tokensQueued;
    private boolean closed;

    RowQueue(ScheduleLimits limits) {
        this.limits = limits;
    }

    enum Offer {
        ACCEPTED,
        FULL,
        CLOSED
    }

    /** Tokens waiting or running. */
    int tokensQueued() {
        lock.lock();
        try {
            return tokensQueued;
        } finally {
            lock.unlock();
        }
    }

    /** Jobs waiting or running. */
    int jobsQueued() {
        lock.lock();
        try {
            return jobs.size();
        } finally {
            lock.unlock();
        }
    }

    Offer offer(RowJob job) {
        int tokens = job.tokensGuessed();
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            boolean tooManyTokens = !jobs.isEmpty() && tokensQueued + tokens > limits.tokensQueuedMax();
            if (tooManyTokens || jobs.size() >= limits.jobsQueuedMax()) {
                return Offer.FULL;
            }
            jobs.add(job);
            waiting.add(job);
            charge(job, tokens);
            changed.signal();
            return Offer.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to do. Texts are cut before rows are run, so that batches fill from all callers. */
    Step take() {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    return new Step.Stop();
                }
                RowJob job = readyTokens < READY_TOKENS ? waiting.poll() : null;
                if (job != null) {
                    return slice(job);
                }
                if (!ready.isEmpty()) {
                    return new Step.Run(batch());
                }
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Rows of a job's slice; the job goes to the back of the line if it has more inputs. */
    void ready(RowJob job, List<Row> rows) {
        lock.lock();
        try {
            if (!jobs.contains(job)) {
                return;
            }
            for (Row row : rows) {
                ready.add(row);
                readyTokens += row.tokens();
                job.tokensRead += row.tokens();
                charge(job, row.tokens() - job.guessAt(row.index()));
            }
            if (!job.cutToTheEnd()) {
                waiting.add(job);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes note of answers; gives back the jobs that are complete by them. */
    List<RowJob> answered(List<Row> rows) {
        List<RowJob> complete = new ArrayList<>(1);
        lock.lock();
        try {
            for (Row row : rows) {
                RowJob job = row.job();
                if (!jobs.contains(job)) {
                    continue;
                }
                charge(job, -row.tokens());
                if (--job.rowsLeft == 0) {
                    complete.add(job);
                    remove(job);
                }
            }
        } finally {
            lock.unlock();
        }
        return complete;
    }

    /** Drops a job and what of it waits. */
    void forget(RowJob job) {
        lock.lock();
        try {
            if (remove(job)) {
                waiting.remove(job);
                ready.removeIf(row -> {
                    boolean its = row.job() == job;
                    readyTokens -= its ? row.tokens() : 0;
                    return its;
                });
            }
        } finally {
            lock.unlock();
        }
    }

    /** Refuses from now on; gives back every job without an answer. Rows being run may still be reported. */
    List<RowJob> close() {
        lock.lock();
        try {
            closed = true;
            List<RowJob> left = List.copyOf(jobs);
            left.forEach(this::remove);
            waiting.clear();
            ready.clear();
            readyTokens = 0;
            changed.signalAll();
            return left;
        } finally {
            lock.unlock();
        }
    }

    private Step slice(RowJob job) {
        int from = job.next;
        int tokens = 0;
        while (!job.cutToTheEnd() && job.next - from < SLICE_INPUTS_MAX && tokens < SLICE_TOKENS) {
            tokens += job.guessAt(job.next);
            job.next++;
        }
        if (!waiting.isEmpty()) {
            changed.signal();
        }
        return new Step.Cut(job, from, job.next);
    }

    /** The oldest row, and others of its model and length as long as the model gains by them. */
    private List<Row> batch() {
        Row first = ready.remove();
        readyTokens -= first.tokens();
        RowModel model = first.job().model();
        List<Row> rows = new ArrayList<>(model.rowsPerBatchMax());
        rows.add(first);
        Iterator<Row> others = ready.iterator();
        while (rows.size() < model.rowsPerBatchMax() && others.hasNext()) {
            Row other = others.next();
            if (other.job().model().equals(model) && other.tokens() == first.tokens()) {
                others.remove();
                readyTokens -= other.tokens();
                rows.add(other);
            }
        }
        if (!ready.isEmpty() || !waiting.isEmpty()) {
            changed.signal();
        }
        return rows;
    }

    private boolean remove(RowJob job) {
        charge(job, -job.tokensQueued);
        return jobs.remove(job);
    }

    private void charge(RowJob job, int tokens) {
        job.tokensQueued += tokens;
        tokensQueued += tokens;
    }
}

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
    private final Queue<RowJob> waiting = new ArrayDeque<>();
    private final Queue<Row> ready = new ArrayDeque<>();
    private int jobs;
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
            return jobs;
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
            boolean tooManyTokens = jobs > 0 && tokensQueued + tokens > limits.tokensQueuedMax();
            if (tooManyTokens || jobs >= limits.jobsQueuedMax()) {
                return Offer.FULL;
            }
            job.queued = true;
            jobs++;
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
                    Row row = job.takeCut();
                    if (row == null) {
                        return slice(job);
                    }
                    ready(row);
                    continue;
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

    /**
     * Rows of a job's slice; the job goes to the back of the line if it has more inputs.
     *
     * @return false when the queue has been closed meanwhile: the job then has no place in it
     */
    boolean ready(RowJob job, List<Row> rows) {
        lock.lock();
        try {
            if (closed) {
                remove(job);
                return false;
            }
            if (!job.queued) {
                return true;
            }
            rows.forEach(this::ready);
            if (!job.cutToTheEnd()) {
                waiting.add(job);
            }
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void ready(Row row) {
        RowJob job = row.job();
        ready.add(row);
        readyTokens += row.tokens();
        job.tokensRead += row.tokens();
        charge(job, row.tokens() - job.guessAt(row.index()));
    }

    /** Takes note of answers; a job without rows left has all of them. */
    void answered(List<Row> rows) {
        lock.lock();
        try {
            for (int i = 0; i < rows.size(); i++) {
                RowJob job = rows.get(i).job();
                if (job.queued) {
                    charge(job, -rows.get(i).tokens());
                    if (--job.rowsLeft == 0) {
                        remove(job);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
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

    /** Refuses from now on; gives back every job that waits for something. What is being run or cut is still reported. */
    List<RowJob> close() {
        lock.lock();
        try {
            closed = true;
            Set<RowJob> left = new HashSet<>(waiting);
            ready.forEach(row -> left.add(row.job()));
            left.forEach(this::remove);
            waiting.clear();
            ready.clear();
            readyTokens = 0;
            changed.signalAll();
            return List.copyOf(left);
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
        List<Row> rows = ready.isEmpty() || model.rowsPerBatchMax() == 1 ? List.of(first) : batch(first, model);
        if (!ready.isEmpty() || !waiting.isEmpty()) {
            changed.signal();
        }
        return rows;
    }

    private List<Row> batch(Row first, RowModel model) {
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
        return rows;
    }

    private boolean remove(RowJob job) {
        if (!job.queued) {
            return false;
        }
        charge(job, -job.tokensQueued);
        job.queued = false;
        jobs--;
        return true;
    }

    private void charge(RowJob job, int tokens) {
        job.tokensQueued += tokens;
        tokensQueued += tokens;
    }
}

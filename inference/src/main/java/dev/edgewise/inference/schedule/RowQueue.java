package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Priority;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Jobs whose inputs are still text, and rows that are ready to run. Jobs take turns by class, round and deadline: each has a slice of
 * its inputs cut and run, then lets the others have theirs. Slices are cut some way ahead of what runs; who comes has a turn in the
 * round that runs. Every method holds one lock for a short time, and none calls a model.
 */
final class RowQueue {
    /** Most inputs cut in one turn of a job. */
    private static final int SLICE_INPUTS_MAX = 8;

    /** A turn ends once it has about this many tokens. */
    private static final int SLICE_TOKENS = 256;

    /**
     * No more is cut while this many tokens are ready, but for what goes before all of them and for a model that takes more in
     * one run.
     */
    private static final int READY_TOKENS = 512;

    private final ScheduleLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LongSupplier nanoTime;
    private final Line<RowJob> waiting;
    private final List<Row> ready = new ArrayList<>();

    private final RateMeter rate = new RateMeter();
    private final QueuedJobs jobs;
    private int readyTokens;
    private boolean closed;

    /** Workers that sleep here, or have been woken and are not there yet. */
    private int idle;

    /** Whether a job is announced: then a worker is awake for it, or being woken, that looks here before it sleeps. */
    private boolean expected;

    private boolean lookingOut;
    private int arrivalsBefore;
    private final AtomicInteger arrivals = new AtomicInteger();
    private final BooleanSupplier arrived = this::arrived;
    private final Lookout lookout;

    /**
     * An empty queue.
     *
     * @param nanoTime the clock of the deadlines, in nanoseconds
     * @param lookout how a worker waits for a job that is announced
     */
    RowQueue(ScheduleLimits limits, LongSupplier nanoTime, Lookout lookout) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.waiting = new Line<>(nanoTime);
        this.lookout = lookout;
        this.jobs = new QueuedJobs(limits, SLICE_TOKENS);
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
            return jobs.tokens();
        } finally {
            lock.unlock();
        }
    }

    /** Jobs waiting or running. */
    int jobsQueued() {
        lock.lock();
        try {
            return jobs.count();
        } finally {
            lock.unlock();
        }
    }

    /** Tokens per nanosecond of one worker lately, whatever the model. */
    double tokensPerNano() {
        lock.lock();
        try {
            return rate.tokensPerNano();
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long all workers together take for what goes before the last of a newcomer's tokens, in nanoseconds.
     *
     * @param own its tokens; 0 for until it begins
     */
    long nanosBefore(Priority priority, int own) {
        lock.lock();
        try {
            return Math.round(jobs.nanosBefore(priority, own) / limits.threads());
        } finally {
            lock.unlock();
        }
    }

    /** Announces a job: a worker that sleeps is woken for it now. Nothing where none sleeps, or there is other work. */
    void expect() {
        lock.lock();
        try {
            if (!closed && !expected && idle > 0 && waiting.isEmpty() && ready.isEmpty()) {
                expected = true;
                changed.signal();
            }
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
            if (!jobs.fits(job.priority(), tokens)) {
                return Offer.FULL;
            }
            jobs.add(job, tokens);
            waiting.add(job);
            arrive();
            return Offer.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes a worker, unless one is awake for this already. */
    private void arrive() {
        arrivals.incrementAndGet();
        if (expected) {
            expected = false;
        } else {
            changed.signal();
        }
    }

    /**
     * Waits for something to do. Texts are cut before rows are run, so that batches fill from all callers.
     *
     * @param batch the calling worker's own, empty: what comes back where there are rows to run
     */
    Step take(Step.Run batch) {
        lock.lock();
        try {
            while (true) {
                Step step = next(batch);
                if (step != null) {
                    // Who goes to work does not look here before it sleeps.
                    expected &= lookingOut;
                    return step;
                }
                if (expected && !lookingOut) {
                    lookOut();
                } else {
                    idle++;
                    changed.awaitUninterruptibly();
                    idle--;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Step next(Step.Run batch) {
        if (closed) {
            return new Step.Stop();
        }
        while (!waiting.isEmpty() && (readyTokens < READY_TOKENS || nextIsCutAhead())) {
            RowJob job = waiting.removeAhead();
            Row row = job.takeCut();
            if (row == null) {
                return slice(job);
            }
            ready(row);
        }
        if (ready.isEmpty()) {
            return null;
        }
        fill(batch.rows());
        return batch;
    }

    /** Who goes before all that is ready, or whose model takes more in one run. */
    private boolean nextIsCutAhead() {
        RowJob first = waiting.first();
        if (first == null) {
            return false;
        }
        Batching batching = first.model().batching();
        if (batching.padded() && readyTokens < batching.tokensPerRunMax()) {
            return true;
        }
        long now = nanoTime.getAsLong();
        Row next = ready.get(firstReady(now));
        return isBefore(
                first, first.rank(now), first.round(), next.job(), next.job().rank(now), next.round());
    }

    private int firstReady(long now) {
        int best = 0;
        Row first = ready.getFirst();
        long rank = first.job().rank(now);
        for (int i = 1; i < ready.size(); i++) {
            Row other = ready.get(i);
            long otherRank = other.job().rank(now);
            if (isBefore(other.job(), otherRank, other.round(), first.job(), rank, first.round())) {
                best = i;
                first = other;
                rank = otherRank;
            }
        }
        return best;
    }

    /** The order of a {@link Line}. */
    private static boolean isBefore(RowJob one, long rank, int round, RowJob other, long otherRank, int otherRound) {
        if (rank != otherRank) {
            return rank < otherRank;
        }
        return round == otherRound ? one.dueBefore(other) : round - otherRound < 0;
    }

    private boolean arrived() {
        return arrivals.get() != arrivalsBefore;
    }

    /** Waits for the job that is announced, without the lock; it may not come. */
    private void lookOut() {
        arrivalsBefore = arrivals.get();
        lookingOut = true;
        lock.unlock();
        try {
            lookout.await(arrived);
        } finally {
            lock.lock();
            lookingOut = false;
            expected = false;
        }
    }

    /**
     * Rows of a job's slice; the job lets the others have their turns if it has more inputs.
     *
     * @return false when the queue has been closed meanwhile: the job then has no place in it
     */
    boolean ready(RowJob job, List<Row> rows) {
        lock.lock();
        try {
            if (closed) {
                jobs.remove(job);
                return false;
            }
            if (!job.queued) {
                return true;
            }
            for (int i = 0; i < rows.size(); i++) {
                ready(rows.get(i));
            }
            if (!job.cutToTheEnd()) {
                waiting.addAhead(job);
            }
            // Nobody is woken: who has cut them takes the next step, and wakes another if that leaves something.
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void ready(Row row) {
        RowJob job = row.job();
        row.round(job.round());
        ready.add(row);
        readyTokens += row.tokens();
        job.tokensRead += row.tokens();
        jobs.charge(job, row.tokens() - job.guessAt(row.index()));
    }

    /**
     * Takes note of answers; a job without rows left has all of them.
     *
     * @param nanos what their run took
     */
    void answered(List<Row> rows, long nanos) {
        lock.lock();
        try {
            long tokens = 0;
            for (int i = 0; i < rows.size(); i++) {
                tokens += rows.get(i).tokens();
            }
            rows.getFirst().job().model().pace().ran(tokens, nanos);
            rate.record(tokens, nanos);
            for (int i = 0; i < rows.size(); i++) {
                RowJob job = rows.get(i).job();
                if (job.queued) {
                    jobs.charge(job, -rows.get(i).tokens());
                    // One step, under this lock: volatile for who looks without it.
                    int left = job.rowsLeft - 1;
                    job.rowsLeft = left;
                    if (left == 0) {
                        jobs.remove(job);
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
            if (jobs.remove(job)) {
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
            Set<RowJob> left = new HashSet<>(waiting.drain());
            ready.forEach(row -> left.add(row.job()));
            left.forEach(jobs::remove);
            ready.clear();
            readyTokens = 0;
            arrivals.incrementAndGet();
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

    /** The row whose turn it is, and others of its model and width as long as the model gains by them. */
    private void fill(List<Row> rows) {
        long now = nanoTime.getAsLong();
        Row first = ready.remove(firstReady(now));
        waiting.begin(first.round());
        rows.add(first);
        RowModel model = first.job().model();
        if (!ready.isEmpty() && model.batching().rowsMax() > 1) {
            fill(rows, first, model, now);
        }
        for (int i = 0; i < rows.size(); i++) {
            readyTokens -= rows.get(i).tokens();
            rows.get(i).job().waitsSince(now);
        }
        if (!ready.isEmpty() || !waiting.isEmpty()) {
            changed.signal();
        }
    }

    /** A lower class adds nothing to the time of a higher one's batch, unless it has waited for as long as to count as much. */
    private void fill(List<Row> rows, Row first, RowModel model, long now) {
        long rank = first.job().rank(now);
        Batching batching = model.batching();
        int width = batching.width(first.tokens());
        int most = batching.rowsMax(width);
        int i = 0;
        while (i < ready.size() && rows.size() < most) {
            Row other = ready.get(i);
            if (other.job().model().equals(model)
                    && batching.width(other.tokens()) == width
                    && joins(other.job(), first.job(), rank, now)) {
                ready.remove(i);
                rows.add(other);
            } else {
                i++;
            }
        }
    }

    private static boolean joins(RowJob other, RowJob first, long rank, long now) {
        return other.priority().compareTo(first.priority()) <= 0 || other.rank(now) <= rank;
    }
}

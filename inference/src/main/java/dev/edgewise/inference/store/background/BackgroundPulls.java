package dev.edgewise.inference.store.background;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.pull.PullEvent;
import dev.edgewise.inference.store.pull.PullListener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Pulls the models that a configuration names and the store has not, one after the other, while the node serves. What fails
 * is tried again after {@link #PAUSE_FIRST}, then twice that, up to {@link #PAUSE_MAX}; what came is kept for the next try.
 * Any thread.
 */
public final class BackgroundPulls implements AutoCloseable {
    /** After the first failure. */
    public static final Duration PAUSE_FIRST = Duration.ofSeconds(5);

    /** Longest time between two tries. */
    public static final Duration PAUSE_MAX = Duration.ofMinutes(10);

    private static final System.Logger LOG = System.getLogger(BackgroundPulls.class.getName());
    private static final int DOUBLINGS_MAX = 10;
    private static final int LOGGED_EVERY_PERCENT = 10;

    private final Pull pull;
    private final Arrival arrival;
    private final Worker worker;
    private final PullNotes notes;
    private final LongSupplier nanoTime;
    private final Map<ModelReference, Job> jobs = new LinkedHashMap<>();
    private long done;
    private long failed;

    /** Brings one model into the store. */
    @FunctionalInterface
    public interface Pull {
        void pull(ModelReference reference, PullListener listener) throws IOException, InterruptedException;
    }

    /** Takes up what has been pulled. */
    @FunctionalInterface
    public interface Arrival {
        /** @throws IllegalArgumentException if it cannot be served; the message says why */
        void pulled();
    }

    private static final class Job {
        private PullState state = new PullState.Waiting();
        private int tries;
        private long againAtNanos;

        /** Which of its tries counts: one that was set for later is passed over when another is made at once. */
        private int ticket;
    }

    /**
     * Nothing is pulled yet.
     *
     * @param arrival told on the worker's thread, after each model
     * @param notes where failures are noted for those who ask without a running node
     * @param nanoTime the clock of the times between tries, in nanoseconds
     */
    public BackgroundPulls(Pull pull, Arrival arrival, Worker worker, PullNotes notes, LongSupplier nanoTime) {
        this.pull = pull;
        this.arrival = arrival;
        this.worker = worker;
        this.notes = notes;
        this.nanoTime = nanoTime;
    }

    /** Pulls those that are wanted and forgets the others; what waits after a failure is tried at once. */
    public synchronized void follow(Collection<ModelReference> wanted) {
        var left = new LinkedHashSet<>(jobs.keySet());
        left.removeAll(wanted);
        left.forEach(reference -> {
            jobs.remove(reference);
            notes.remove(reference.toString());
        });
        for (ModelReference reference : wanted) {
            Job job = jobs.get(reference);
            if (job == null || job.state instanceof PullState.Failed) {
                Job next = job == null ? new Job() : job;
                next.state = new PullState.Waiting();
                jobs.put(reference, next);
                schedule(reference, next, Duration.ZERO);
            }
        }
    }

    /** How a model stands; empty for one that is not wanted, or there by now. */
    public synchronized Optional<PullState> state(ModelReference reference) {
        Job job = jobs.get(reference);
        if (job == null) {
            return Optional.empty();
        }
        return Optional.of(
                job.state instanceof PullState.Failed(String reason, int tries, Duration _)
                        ? new PullState.Failed(
                                reason, tries, Duration.ofNanos(Math.max(0, job.againAtNanos - nanoTime.getAsLong())))
                        : job.state);
    }

    /** Models that came. */
    public synchronized long done() {
        return done;
    }

    /** Tries that failed. */
    public synchronized long failed() {
        return failed;
    }

    private void schedule(ModelReference reference, Job job, Duration time) {
        int ticket = ++job.ticket;
        worker.after(time, () -> attempt(reference, ticket));
    }

    private void attempt(ModelReference reference, int ticket) {
        if (!begun(reference, ticket)) {
            return;
        }
        try {
            LOG.log(Level.INFO, "pulling {0} in the background", reference);
            pull.pull(reference, new Progress(reference));
            arrived(reference);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            failed(reference, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    private synchronized boolean begun(ModelReference reference, int ticket) {
        Job job = jobs.get(reference);
        if (job == null || job.ticket != ticket) {
            return false;
        }
        job.state = new PullState.Fetching(0, 0, 0);
        job.tries++;
        return true;
    }

    private void arrived(ModelReference reference) {
        LOG.log(Level.INFO, "{0} is pulled", reference);
        // Outside of the lock: whoever takes it up may ask how others stand.
        arrival.pulled();
        synchronized (this) {
            jobs.remove(reference);
            done++;
        }
        notes.remove(reference.toString());
    }

    private void failed(ModelReference reference, String reason) {
        Duration pause;
        int tries;
        synchronized (this) {
            failed++;
            Job job = jobs.get(reference);
            if (job == null) {
                return;
            }
            tries = job.tries;
            pause = PAUSE_FIRST.multipliedBy(1L << Math.min(tries - 1, DOUBLINGS_MAX));
            pause = pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
            job.state = new PullState.Failed(reason, tries, pause);
            job.againAtNanos = nanoTime.getAsLong() + pause.toNanos();
            schedule(reference, job, pause);
        }
        notes.failed(reference.toString(), tries, reason);
        LOG.log(
                Level.WARNING,
                "{0} could not be pulled (try {1}): {2}; it is tried again in {3} s",
                reference,
                tries,
                reason,
                pause.toSeconds());
    }

    private synchronized void advanced(ModelReference reference, PullEvent.Advanced now) {
        Job job = jobs.get(reference);
        if (job != null) {
            job.state = new PullState.Fetching(now.bytes(), now.total(), now.bytesPerSecond());
        }
    }

    /** Tells how far a pull is: in its state at once, in the log now and then. */
    private final class Progress implements PullListener {
        private final ModelReference reference;
        private int logged;

        Progress(ModelReference reference) {
            this.reference = reference;
        }

        @Override
        public void on(PullEvent event) {
            switch (event) {
                case PullEvent.Listed(int files, long bytes) -> {
                    advanced(reference, new PullEvent.Advanced(0, bytes, 0));
                    LOG.log(Level.INFO, "{0}: {1} files, {2}", reference, files, DiskBudget.show(bytes));
                }
                case PullEvent.Advanced now -> {
                    advanced(reference, now);
                    log(now);
                }
                case PullEvent.Retried(String file, int attempt, String reason) ->
                    LOG.log(Level.INFO, "{0}: {1}: {2}; try {3}", reference, file, reason, attempt);
                case PullEvent.Began _, PullEvent.Verified _ -> {}
            }
        }

        private void log(PullEvent.Advanced now) {
            int percent = now.total() > 0 ? (int) (100 * now.bytes() / now.total()) : 0;
            if (percent >= logged + LOGGED_EVERY_PERCENT) {
                logged = percent - percent % LOGGED_EVERY_PERCENT;
                LOG.log(
                        Level.INFO,
                        "{0}: {1} % of {2}, {3}/s",
                        reference,
                        percent,
                        DiskBudget.show(now.total()),
                        DiskBudget.show(now.bytesPerSecond()));
            }
        }
    }

    /** Stops what runs; what came is kept. */
    @Override
    public void close() {
        worker.close();
    }
}

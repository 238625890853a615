package dev.edgewise.inference.store.background;

import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.pull.PullEvent;
import dev.edgewise.inference.store.pull.PullListener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pulls the models that a configuration names and the store has not, one after the other, while the node serves. What fails
 * is tried again after {@link #PAUSE_FIRST}, then twice that, up to {@link #PAUSE_MAX}; what came is kept for the next try.
 * A model that its own coming did not help, because the store has lost it again, counts as failed. Any thread.
 */
public final class BackgroundPulls implements AutoCloseable {
    /** After the first failure. */
    public static final Duration PAUSE_FIRST = Duration.ofSeconds(5);

    /** Longest time between two tries. */
    public static final Duration PAUSE_MAX = Duration.ofMinutes(10);

    private static final System.Logger LOG = System.getLogger(BackgroundPulls.class.getName());
    private static final int DOUBLINGS_MAX = 10;
    private static final String LOST = "it was pulled, and the store has lost it again";

    private final Pull pull;
    private final Arrival arrival;
    private final Worker worker;
    private final PullNotes notes;
    private final LongSupplier nanoTime;
    private final Map<ModelReference, Job> jobs = new LinkedHashMap<>();
    private final Comings comings = new Comings();

    /** What is fetched, by which thread: interrupted under the lock only, so that it hits nothing else. */
    private @Nullable Running running;

    /** What is taken up, by which thread. */
    private @Nullable Running arriving;

    private boolean closed;
    private long done;
    private long failed;

    /** Brings one model into the store. */
    @FunctionalInterface
    public interface Pull {
        /** @throws InterruptedException if nobody wants it any more */
        void pull(ModelReference reference, PullListener listener) throws IOException, InterruptedException;
    }

    /** Takes up what has been pulled. */
    @FunctionalInterface
    public interface Arrival {
        /** @throws IllegalArgumentException if the configuration cannot be served; the message says why */
        void pulled();
    }

    private record Running(Job job, Thread thread) {}

    private static final class Job {
        private final ModelReference reference;
        private PullState state = new PullState.Waiting();
        private int tries;
        private long againAtNanos;

        /** Which of its tries counts: one that was set for later is passed over when another is made at once. */
        private int ticket;

        /** Pulled: what is left is to take it up. */
        private boolean here;

        /** Wanted still by a configuration that was read after it had come. */
        private boolean missed;

        Job(ModelReference reference) {
            this.reference = reference;
        }
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

    /**
     * Pulls those that are wanted and forgets the others, the one under way included. What waits after a failure is tried
     * at once, unless it is an {@link Arrival} that asks: else models that push out one another would come for ever.
     */
    public void follow(Collection<ModelReference> wanted) {
        // Files are written outside of the lock, which threads that must not wait take too.
        List<Runnable> words = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            boolean asArrival = arriving != null && arriving.thread == Thread.currentThread();
            var left = new LinkedHashSet<>(jobs.keySet());
            left.removeAll(wanted);
            for (ModelReference reference : left) {
                boolean stopped = drop(reference);
                words.add(() -> forgotten(reference, stopped));
            }
            for (ModelReference reference : wanted) {
                Job job = jobs.get(reference);
                if (job == null) {
                    begin(reference, asArrival).ifPresent(words::add);
                } else {
                    wantedStill(job, asArrival);
                }
            }
        }
        words.forEach(Runnable::run);
    }

    /** Whether it was under way. */
    private boolean drop(ModelReference reference) {
        Job job = jobs.remove(reference);
        if (running == null || running.job != job) {
            return false;
        }
        running.thread.interrupt();
        return true;
    }

    private void forgotten(ModelReference reference, boolean stopped) {
        notes.remove(reference.toString());
        if (stopped) {
            LOG.log(Level.INFO, "nobody wants {0} any more: its pull is stopped", reference);
        }
    }

    private Optional<Runnable> begin(ModelReference reference, boolean asArrival) {
        Job job = new Job(reference);
        jobs.put(reference, job);
        if (asArrival && comings.times(reference, nanoTime.getAsLong()) > 0) {
            return Optional.of(lost(job));
        }
        schedule(job, Duration.ZERO);
        return Optional.empty();
    }

    private void wantedStill(Job job, boolean asArrival) {
        if (arriving != null && arriving.job == job) {
            job.missed = true;
            return;
        }
        job.here = false;
        if (!asArrival && waits(job.state)) {
            job.state = new PullState.Waiting();
            schedule(job, Duration.ZERO);
        }
    }

    private static boolean waits(PullState state) {
        return switch (state) {
            case PullState.Failed _, PullState.NotTakenUp _ -> true;
            case PullState.Waiting _, PullState.Fetching _ -> false;
        };
    }

    /** How a model stands; empty for one that is not wanted, or there by now. */
    public synchronized Optional<PullState> state(ModelReference reference) {
        Job job = jobs.get(reference);
        return job == null
                ? Optional.empty()
                : Optional.of(
                        switch (job.state) {
                            case PullState.Failed(String reason, int tries, Duration _) ->
                                new PullState.Failed(reason, tries, left(job));
                            case PullState.NotTakenUp(String reason, int tries, Duration _) ->
                                new PullState.NotTakenUp(reason, tries, left(job));
                            case PullState.Waiting waiting -> waiting;
                            case PullState.Fetching fetching -> fetching;
                        });
    }

    private Duration left(Job job) {
        return Duration.ofNanos(Math.max(0, job.againAtNanos - nanoTime.getAsLong()));
    }

    /** Models that came. */
    public synchronized long done() {
        return done;
    }

    /** Pulls that failed. */
    public synchronized long failed() {
        return failed;
    }

    private void schedule(Job job, Duration time) {
        int ticket = ++job.ticket;
        worker.after(time, () -> attempt(job, ticket));
    }

    private void attempt(Job job, int ticket) {
        if (begun(job, ticket)) {
            takeUp(job);
        }
    }

    /** Whether the model is here now. */
    private boolean begun(Job job, int ticket) {
        synchronized (this) {
            if (!current(job) || job.ticket != ticket) {
                return false;
            }
            job.tries++;
            var self = new Running(job, Thread.currentThread());
            if (job.here) {
                arriving = self;
                return true;
            }
            job.state = new PullState.Fetching(0, 0, 0);
            running = self;
        }
        return fetched(job);
    }

    private boolean fetched(Job job) {
        Optional<String> failure = Optional.empty();
        try {
            LOG.log(Level.INFO, "pulling {0} in the background", job.reference);
            pull.pull(job.reference, new PullProgress(job.reference, now -> advanced(job, now)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            failure = Optional.of("it was interrupted");
        } catch (Throwable e) {
            // An error too: whatever it is, the model is not here.
            failure = Optional.of(reason(e));
        }
        Runnable word;
        synchronized (this) {
            running = null;
            if (!current(job)) {
                if (!closed) {
                    // An interrupt was for this pull, which is over; one of the worker's end stays.
                    boolean _ = Thread.interrupted();
                }
                return false;
            }
            word = failure.isPresent() ? failed(job, failure.get()) : came(job);
        }
        word.run();
        return failure.isEmpty();
    }

    private Runnable came(Job job) {
        job.here = true;
        job.tries = 1;
        done++;
        comings.came(job.reference, nanoTime.getAsLong());
        arriving = new Running(job, Thread.currentThread());
        return () -> {
            notes.remove(job.reference.toString());
            LOG.log(Level.INFO, "{0} is pulled", job.reference);
        };
    }

    private void takeUp(Job job) {
        Optional<String> failure = Optional.empty();
        try {
            // Outside of the lock: whoever takes it up may ask how others stand.
            arrival.pulled();
        } catch (Throwable e) {
            failure = Optional.of(reason(e));
        }
        Runnable word = () -> {};
        synchronized (this) {
            arriving = null;
            boolean missed = job.missed;
            job.missed = false;
            if (!current(job)) {
                return;
            }
            if (failure.isPresent()) {
                word = notTakenUp(job, failure.get());
            } else if (missed) {
                word = lost(job);
            } else {
                jobs.remove(job.reference);
            }
        }
        word.run();
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        String kind = e.getClass().getSimpleName();
        return message == null ? kind : e instanceof Error ? kind + ": " + message : message;
    }

    /** Whether it is wanted still: the same reference wanted again is another job. */
    private boolean current(Job job) {
        return !closed && jobs.get(job.reference) == job;
    }

    /** Gives what is to be told of it, outside of the lock. */
    private Runnable lost(Job job) {
        job.here = false;
        job.tries = comings.times(job.reference, nanoTime.getAsLong());
        return failed(job, LOST);
    }

    private Runnable failed(Job job, String reason) {
        failed++;
        int tries = job.tries;
        Duration pause = again(job);
        job.state = new PullState.Failed(reason, tries, pause);
        return () -> {
            notes.failed(job.reference.toString(), tries, reason);
            LOG.log(
                    Level.WARNING,
                    "{0} could not be pulled (try {1}): {2}; it is tried again in {3} s",
                    job.reference,
                    tries,
                    reason,
                    pause.toSeconds());
        };
    }

    private Runnable notTakenUp(Job job, String reason) {
        int tries = job.tries;
        Duration pause = again(job);
        job.state = new PullState.NotTakenUp(reason, tries, pause);
        return () -> LOG.log(
                Level.WARNING,
                "{0} is here, but the configuration cannot be taken up (try {1}): {2}; it is tried again in {3} s",
                job.reference,
                tries,
                reason,
                pause.toSeconds());
    }

    private Duration again(Job job) {
        Duration pause = PAUSE_FIRST.multipliedBy(1L << Math.clamp(job.tries - 1, 0, DOUBLINGS_MAX));
        pause = pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
        job.againAtNanos = nanoTime.getAsLong() + pause.toNanos();
        schedule(job, pause);
        return pause;
    }

    private synchronized void advanced(Job job, PullEvent.Advanced now) {
        if (current(job)) {
            job.state = new PullState.Fetching(now.bytes(), now.total(), now.bytesPerSecond());
        }
    }

    /** Stops what runs; what came is kept. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        worker.close();
    }
}

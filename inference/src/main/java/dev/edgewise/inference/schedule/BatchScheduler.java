package dev.edgewise.inference.schedule;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Drains one {@link RowQueue} with a fixed number of platform threads. When idle, work starts at once. Under load, work goes first
 * by its class; within a class each caller in turn has a few of its texts run, and who has them before whom goes by deadline: a caller
 * waits for one such turn of each other caller of its class at most, however long their lists are and whatever their deadlines.
 * Rows of like length, as their model has it, from different callers share a batch.
 */
public final class BatchScheduler implements AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;

    private final RowQueue queue;
    private final ScheduleLimits limits;
    private final LongSupplier nanoTime;
    private final List<Thread> workers = new ArrayList<>();

    /** One for each worker. */
    private final List<BatchStop> running;

    private final DeadlineWatch deadlines;
    private final boolean announced;

    /**
     * Starts the threads.
     *
     * @param name prefix of the threads' names
     * @param nanoTime the clock of the deadlines, in nanoseconds
     */
    public BatchScheduler(String name, ScheduleLimits limits, LongSupplier nanoTime) {
        this(name, limits, nanoTime, Runtime.getRuntime().availableProcessors(), Lookout.polling(System::nanoTime));
    }

    /** @param lookout how a worker waits for work that is announced; on one core nothing is */
    BatchScheduler(String name, ScheduleLimits limits, LongSupplier nanoTime, int cores, Lookout lookout) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.announced = cores > 1;
        this.queue = new RowQueue(limits, nanoTime, lookout);
        this.deadlines = new DeadlineWatch(name + "-deadlines", nanoTime);
        this.running = Stream.generate(BatchStop::new).limit(limits.threads()).toList();
        for (int i = 0; i < limits.threads(); i++) {
            BatchStop stop = running.get(i);
            workers.add(Thread.ofPlatform().daemon().name(name + "-" + i).start(() -> work(stop)));
        }
    }

    /**
     * Says that this thread is about to submit a job. A sleeping thread is woken for it meanwhile and looks out for some 80
     * µs: waking one takes longer than what the caller has to do before. Any thread; the job may fail to come.
     */
    public void expect() {
        if (announced) {
            queue.expect();
        }
    }

    /**
     * Waits on this thread, the only one that does so, until every row of a submitted job has its answer.
     *
     * @return false when the job's deadline passes first: it then goes on
     * @throws EngineException if a row never will have its answer
     * @throws InterruptedException if this thread is interrupted; the job then goes on
     */
    public boolean await(RowJob job) throws EngineException, InterruptedException {
        if (!job.deadline().bounded()) {
            return job.await(nanoTime);
        }
        deadlines.add(job);
        try {
            return job.await(nanoTime);
        } finally {
            deadlines.remove(job);
        }
    }

    /**
     * Queues a job. Returns at once; any thread. Costs a short lock, and the cutting of a single short text.
     *
     * @throws EngineException busy, when the queue is full or the predicted wait goes beyond the job's deadline; deadline,
     *     when that has passed already; closed
     */
    public void submit(RowJob job) throws EngineException {
        long now = nanoTime.getAsLong();
        job.submitted(this);
        job.waitsSince(now);
        Duration wait = Duration.ofNanos(queue.nanosBefore(job.priority(), job.tokensGuessed()));
        long remaining = job.deadline().remainingNanos(now);
        if (remaining <= 0) {
            throw EngineException.of(Fault.Kind.DEADLINE, "the deadline had passed before the work arrived");
        }
        if (remaining <= wait.toNanos()) {
            throw busy("what goes before this work takes " + wait.toMillis() + " ms, until after the deadline", wait);
        }
        job.cutAtOnce();
        switch (queue.offer(job)) {
            case ACCEPTED -> {}
            case FULL -> {
                Duration drained = Duration.ofNanos(queue.nanosBefore(job.priority(), Integer.MAX_VALUE));
                throw busy("the queue of this node is full; it is drained in " + drained.toMillis() + " ms", drained);
            }
            case CLOSED -> throw new EngineException(closed());
        }
    }

    /**
     * Takes a job back: what has not begun never will, and its caller gets the fault, unless it already has its answer. A
     * batch under way that nobody else waits for is ended. Quick; any thread.
     */
    public void withdraw(RowJob job, Fault fault) {
        // In this order: who sees the fault finds the queue without the job, and who looks finds it over.
        queue.forget(job);
        job.fail(fault);
        stopUnwanted();
    }

    private void stopUnwanted() {
        for (int i = 0; i < running.size(); i++) {
            running.get(i).look();
        }
    }

    /** How busy it is now. Any thread. */
    public Load load() {
        return new Load(
                queue.tokensQueued(),
                queue.jobsQueued(),
                queue.tokensPerNano() * limits.threads() * NANOS_PER_SECOND,
                Duration.ofNanos(queue.nanosBefore(Priority.NORMAL, 0)));
    }

    /** Refuses new work, fails what waits with {@link Fault.Kind#CLOSED}, and returns when running batches are done. */
    @Override
    public void close() {
        queue.close().forEach(job -> job.fail(closed()));
        stopUnwanted();
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    // Models are freed after this: a batch still running would crash the process, so wait all the same.
                    interrupted = true;
                }
            }
        }
        deadlines.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(BatchStop stop) {
        var batch = new Step.Run(new ArrayList<>());
        while (true) {
            switch (queue.take(batch)) {
                case Step.Cut(RowJob job, int from, int to) -> cut(job, from, to);
                case Step.Run(List<Row> rows) -> {
                    run(rows, stop);
                    rows.clear();
                }
                case Step.Stop() -> {
                    return;
                }
            }
        }
    }

    private void cut(RowJob job, int from, int to) {
        List<Row> rows = new ArrayList<>(to - from);
        try {
            if (expired(job)) {
                return;
            }
            for (int index = from; index < to; index++) {
                rows.add(job.cut(index));
            }
            if (!queue.ready(job, rows)) {
                job.fail(closed());
            }
        } catch (RowRefusedException e) {
            withdraw(job, job.refused(from + rows.size(), e));
        } catch (RuntimeException | Error e) {
            abandon(job, e);
        }
    }

    private void run(List<Row> taken, BatchStop stop) {
        List<Row> rows = live(taken);
        if (rows.isEmpty() || !stop.begin(rows)) {
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).job().given(rows.get(i).tokens());
        }
        try {
            long begin = nanoTime.getAsLong();
            rows.getFirst().job().model().run(rows, stop);
            if (stop.end()) {
                return;
            }
            queue.answered(rows, nanoTime.getAsLong() - begin);
            for (int i = 0; i < rows.size(); i++) {
                RowJob job = rows.get(i).job();
                if (job.rowsLeft == 0) {
                    job.complete();
                }
            }
        } catch (Exception | Error e) {
            // Of a batch that was stopped, an exception is how the model says so.
            if (!stop.end()) {
                rows.forEach(row -> abandon(row.job(), e));
            }
        }
    }

    /** The rows that somebody still waits for; mostly all of them, in the list they came in. */
    private List<Row> live(List<Row> rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (expired(rows.get(i).job())) {
                return rows.stream().filter(row -> !expired(row.job())).toList();
            }
        }
        return rows;
    }

    private boolean expired(RowJob job) {
        if (!job.over() && job.deadline().passed(nanoTime.getAsLong())) {
            withdraw(job, Fault.of(Fault.Kind.DEADLINE, "the deadline passed before this model began"));
        }
        return job.over();
    }

    private void abandon(RowJob job, Throwable cause) {
        queue.forget(job);
        job.fail(Fault.of(Fault.Kind.INTERNAL, "the model failed on this node; try again or ask another node"), cause);
        stopUnwanted();
    }

    private static EngineException busy(String message, Duration wait) {
        return new EngineException(new Fault(Fault.Kind.BUSY, message, Optional.of(wait)));
    }

    private static Fault closed() {
        return Fault.of(Fault.Kind.CLOSED, "this node is shutting down; ask another node");
    }
}

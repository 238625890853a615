package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Runs tasks in the order they come on a fixed number of platform threads. What cannot begin before its deadline is told
 * so at once; what nobody waits for any more does not begin, or is told to stop. Any number of callers.
 */
public final class SoloRunner implements AutoCloseable {
    private static final double WEIGHT_OF_NEWEST = 0.1;

    private final SoloLimits limits;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor threads;
    private final AtomicLong bytesHeld = new AtomicLong();
    private volatile double nanosPerTask;

    /**
     * A runner; its threads start with the first tasks.
     *
     * @param name prefix of the threads' names
     * @param nanoTime the clock of the deadlines, in nanoseconds
     */
    public SoloRunner(String name, SoloLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.threads = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.tasksQueuedMax()),
                Thread.ofPlatform().daemon().name(name + "-", 0).factory(),
                new ThreadPoolExecutor.AbortPolicy());
    }

    /**
     * Runs a task and waits for it.
     *
     * @param bytes memory its inputs hold
     * @param over called once, when the task has ended or never will begin; must be quick and must not throw
     * @throws EngineException if there is no result: busy, late, cancelled, closed, or what the task threw
     * @throws InterruptedException if the calling thread is interrupted; the task is then told to stop
     */
    public <T> T run(SoloTask<T> task, long bytes, Runnable over, Call call)
            throws EngineException, InterruptedException {
        var job = new Job<>(task, bytes, over, call);
        try {
            long held = bytesHeld.addAndGet(bytes);
            refuseLate(call);
            if (held > limits.bytesHeldMax() && held != bytes) {
                throw busy("this node holds as many tensors as it may");
            }
            threads.execute(job);
        } catch (RejectedExecutionException full) {
            job.end();
            throw threads.isShutdown() ? new EngineException(closed()) : busy("the queue of this node is full");
        } catch (EngineException refused) {
            job.end();
            throw refused;
        }
        return await(job, call);
    }

    private void refuseLate(Call call) throws EngineException {
        long remaining = call.deadline().remainingNanos(nanoTime.getAsLong());
        if (remaining <= 0) {
            throw EngineException.of(Fault.Kind.DEADLINE, "the deadline had passed before the work arrived");
        }
        Duration wait = untilStart();
        if (remaining <= wait.toNanos()) {
            throw busy("this model would begin in " + wait.toMillis() + " ms, after the deadline");
        }
    }

    private <T> T await(Job<T> job, Call call) throws EngineException, InterruptedException {
        Runnable forget = call.cancellation().onCancel(() -> job.withdraw(cancelled()));
        try {
            return call.deadline().bounded()
                    ? job.result.get(call.deadline().remainingNanos(nanoTime.getAsLong()), TimeUnit.NANOSECONDS)
                    : job.result.get();
        } catch (TimeoutException e) {
            Fault late = Fault.of(Fault.Kind.DEADLINE, "the deadline passed while the model was running");
            job.withdraw(late);
            throw new EngineException(late);
        } catch (InterruptedException e) {
            job.withdraw(cancelled());
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EngineException known
                    ? known
                    : new EngineException(
                            Fault.of(
                                    Fault.Kind.INTERNAL,
                                    "the model failed on this node; try again or ask another node"),
                            e.getCause());
        } finally {
            forget.run();
        }
    }

    /** Tasks waiting or running. */
    public int tasksHeld() {
        return threads.getQueue().size() + threads.getActiveCount();
    }

    /** How long a new task would wait for its turn, by what tasks took lately. */
    public Duration untilStart() {
        return Duration.ofNanos((long) (threads.getQueue().size() * nanosPerTask / limits.threads()));
    }

    /** Refuses new work, fails what waits with {@link Fault.Kind#CLOSED}, and returns when running tasks are done. */
    @Override
    public void close() {
        threads.shutdown();
        List<Runnable> waiting = new ArrayList<>();
        threads.getQueue().drainTo(waiting);
        waiting.forEach(task -> ((Job<?>) task).abandon());
        // Models are freed after this: a run still going would crash the process, so an interrupt only comes back
        // later.
        threads.close();
    }

    private final class Job<T> implements Runnable {
        private final SoloTask<T> task;
        private final long bytes;
        private final Runnable over;
        private final Call call;
        private final Cancellation stop = new Cancellation();
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final AtomicBoolean ended = new AtomicBoolean();

        Job(SoloTask<T> task, long bytes, Runnable over, Call call) {
            this.task = task;
            this.bytes = bytes;
            this.over = over;
            this.call = call;
        }

        @Override
        public void run() {
            try {
                T made = made();
                end();
                result.complete(made);
            } catch (Exception | Error e) {
                end();
                result.completeExceptionally(e);
            }
        }

        private T made() throws Exception {
            long began = nanoTime.getAsLong();
            if (call.cancellation().cancelled()) {
                throw new EngineException(cancelled());
            }
            if (call.deadline().passed(began)) {
                throw EngineException.of(Fault.Kind.DEADLINE, "the deadline passed before this model began");
            }
            T made = task.run(stop);
            took(nanoTime.getAsLong() - began);
            return made;
        }

        /** The caller gets the fault; the task does not begin, or is told to stop. */
        void withdraw(Fault fault) {
            if (threads.remove(this)) {
                end();
            }
            result.completeExceptionally(new EngineException(fault));
            stop.cancel();
        }

        /** Fails a task that was taken out of the queue. */
        void abandon() {
            end();
            result.completeExceptionally(new EngineException(closed()));
        }

        /** Whoever sees the result finds its bytes given back. */
        void end() {
            if (ended.compareAndSet(false, true)) {
                bytesHeld.addAndGet(-bytes);
                over.run();
            }
        }
    }

    private synchronized void took(long nanos) {
        nanosPerTask += nanosPerTask == 0 ? nanos : WEIGHT_OF_NEWEST * (nanos - nanosPerTask);
    }

    private EngineException busy(String what) {
        Duration wait = untilStart();
        return new EngineException(
                new Fault(Fault.Kind.BUSY, what + "; try again in " + wait.toMillis() + " ms", Optional.of(wait)));
    }

    private static Fault cancelled() {
        return Fault.of(Fault.Kind.CANCELLED, "the caller withdrew the work");
    }

    private static Fault closed() {
        return Fault.of(Fault.Kind.CLOSED, "this node is shutting down; ask another node");
    }
}

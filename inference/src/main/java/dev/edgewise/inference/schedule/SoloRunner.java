package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Priority;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on a fixed number of platform threads, in turns: by class, then round, then deadline, as a {@link Line} has it. What
 * cannot begin before its deadline is told so at once; what nobody waits for any more does not begin, or is told to stop.
 * Any number of callers.
 */
public final class SoloRunner implements AutoCloseable {
    private static final long IDLE_SECONDS = 60;

    private final SoloLimits limits;
    private final LongSupplier nanoTime;

    /** Has one entry for each job in the line, all the same: who takes one does the turn of the job that is first by then. */
    private final ThreadPoolExecutor threads;

    private final Runnable turn = this::turn;
    private final ReentrantLock lock = new ReentrantLock();
    private final Line<SoloJob<?>> line;
    private int running;
    private long bytesHeld;
    private boolean closed;

    /**
     * A runner; its threads start with the first tasks, and end when there are none for a minute.
     *
     * @param name prefix of the threads' names
     * @param nanoTime the clock of the deadlines, in nanoseconds
     */
    public SoloRunner(String name, SoloLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.line = new Line<>(nanoTime);
        this.threads = new ThreadPoolExecutor(
                limits.threads(),
                limits.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name + "-", 0).factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** The same as {@link #runInTurns} with a task of one turn. */
    public <T> T run(SoloTask<T> task, TurnPace pace, long bytes, Runnable over, Call call)
            throws EngineException, InterruptedException {
        return runInTurns(stop -> Optional.of(task.run(stop)), pace, bytes, over, call);
    }

    /**
     * Runs a task and waits for it.
     *
     * @param pace of the model that it runs
     * @param bytes memory its inputs hold
     * @param over called once, when the task has ended or never will begin; must be quick and must not throw
     * @throws EngineException if there is no result: busy, late, cancelled, closed, or what the task threw
     * @throws InterruptedException if the calling thread is interrupted; the task is then told to stop
     */
    public <T> T runInTurns(TurnTask<T> task, TurnPace pace, long bytes, Runnable over, Call call)
            throws EngineException, InterruptedException {
        var job = new SoloJob<>(task, pace, bytes, over, call, nanoTime.getAsLong());
        try {
            refuseLate(call);
            admit(job);
        } catch (EngineException | RuntimeException | Error refused) {
            over.run();
            throw refused;
        }
        return await(job, call);
    }

    private void refuseLate(Call call) throws EngineException {
        long remaining = call.deadline().remainingNanos(nanoTime.getAsLong());
        if (remaining <= 0) {
            throw EngineException.of(Fault.Kind.DEADLINE, "the deadline had passed before the work arrived");
        }
        Duration wait = untilStart(call.priority());
        if (remaining <= wait.toNanos()) {
            throw busy("this model would begin in " + wait.toMillis() + " ms, after the deadline", wait);
        }
    }

    private void admit(SoloJob<?> job) throws EngineException {
        Duration wait = untilStart(job.priority());
        lock.lock();
        try {
            if (closed) {
                throw new EngineException(closed());
            }
            if (line.entries().size() >= limits.tasksQueuedMax(job.priority())) {
                throw busy("the queue of this node is full", wait);
            }
            if (bytesHeld > 0 && bytesHeld + job.bytes() > limits.bytesHeldMax()) {
                throw busy("this node holds as many inputs as it may", wait);
            }
            bytesHeld += job.bytes();
            line.add(job);
            try {
                threads.execute(turn);
            } catch (RuntimeException | Error noThread) {
                line.remove(job);
                bytesHeld -= job.bytes();
                throw noThread;
            }
        } finally {
            lock.unlock();
        }
    }

    private <T> T await(SoloJob<T> job, Call call) throws EngineException, InterruptedException {
        Runnable forget = call.cancellation().onCancel(() -> withdraw(job, cancelled()));
        try {
            return call.deadline().bounded()
                    ? job.result().get(call.deadline().remainingNanos(nanoTime.getAsLong()), TimeUnit.NANOSECONDS)
                    : job.result().get();
        } catch (TimeoutException e) {
            Fault late = Fault.of(Fault.Kind.DEADLINE, "the deadline passed while the model was running");
            withdraw(job, late);
            throw new EngineException(late);
        } catch (InterruptedException e) {
            withdraw(job, cancelled());
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
        lock.lock();
        try {
            return line.entries().size() + running;
        } finally {
            lock.unlock();
        }
    }

    /** How long a new task of a class would wait for its first turn, by what turns of those before it took lately. */
    public Duration untilStart(Priority priority) {
        lock.lock();
        try {
            double nanos = 0;
            List<SoloJob<?>> waiting = line.entries();
            for (int i = 0; i < waiting.size(); i++) {
                SoloJob<?> job = waiting.get(i);
                nanos += job.priority().compareTo(priority) <= 0 ? job.pace().nanosPerTurn() : 0;
            }
            return Duration.ofNanos((long) (nanos / limits.threads()));
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new work, fails what waits with {@link Fault.Kind#CLOSED}, and returns when running turns are done. */
    @Override
    public void close() {
        List<SoloJob<?>> left;
        lock.lock();
        try {
            closed = true;
            left = line.drain();
            left.forEach(job -> bytesHeld -= job.bytes());
        } finally {
            lock.unlock();
        }
        for (SoloJob<?> job : left) {
            job.over();
            job.fail(new EngineException(closed()));
        }
        // Models are freed after this: a run still going would crash the process, so an interrupt only comes back
        // later.
        threads.close();
    }

    private void turn() {
        SoloJob<?> job = next();
        if (job != null) {
            turn(job);
        }
    }

    private @Nullable SoloJob<?> next() {
        lock.lock();
        try {
            if (line.isEmpty()) {
                return null;
            }
            running++;
            return line.remove();
        } finally {
            lock.unlock();
        }
    }

    private <T> void turn(SoloJob<T> job) {
        long began = nanoTime.getAsLong();
        Optional<T> made = Optional.empty();
        Throwable failure = null;
        try {
            if (job.deadline().passed(began)) {
                throw EngineException.of(Fault.Kind.DEADLINE, "the deadline passed before this model began");
            }
            made = job.turn();
        } catch (Exception | Error e) {
            failure = e;
        }
        long nanos = failure == null ? nanoTime.getAsLong() - began : 0;
        if (over(job, nanos, failure == null && made.isEmpty())) {
            return;
        }
        // In this order: whoever sees the result finds the job's bytes given back.
        job.over();
        if (failure != null) {
            job.fail(failure);
        } else {
            made.ifPresentOrElse(job::complete, () -> job.fail(new EngineException(closed())));
        }
    }

    /**
     * A turn is over.
     *
     * @param nanos what it took; 0 where it failed, which tells nothing of the next
     * @param again whether the job wants another turn
     * @return whether it is in line for it; otherwise its bytes are given back
     */
    private boolean over(SoloJob<?> job, long nanos, boolean again) {
        lock.lock();
        try {
            running--;
            if (nanos > 0) {
                job.pace().took(nanos);
            }
            boolean stays = again && !closed && !job.result().isDone();
            if (stays) {
                line.addAgain(job);
                threads.execute(turn);
            } else {
                bytesHeld -= job.bytes();
            }
            return stays;
        } finally {
            lock.unlock();
        }
    }

    /** The caller gets the fault; the task does not begin, or is told to stop. */
    private void withdraw(SoloJob<?> job, Fault fault) {
        if (takenOut(job)) {
            job.over();
        }
        job.fail(new EngineException(fault));
        job.stop();
    }

    private boolean takenOut(SoloJob<?> job) {
        lock.lock();
        try {
            boolean waits = line.entries().contains(job);
            if (waits) {
                line.remove(job);
                bytesHeld -= job.bytes();
                // One entry for each job in the line; which one is all the same.
                threads.getQueue().poll();
            }
            return waits;
        } finally {
            lock.unlock();
        }
    }

    private static EngineException busy(String what, Duration wait) {
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

package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Priority;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One caller's task on its way through a {@link SoloRunner}. */
final class SoloJob<T> implements Waiting {
    private final TurnTask<T> task;
    private final TurnPace pace;
    private final long bytes;
    private final Runnable over;
    private final Call call;
    private long waitsSinceNanos;
    private final Cancellation stop = new Cancellation();
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private int round;

    SoloJob(TurnTask<T> task, TurnPace pace, long bytes, Runnable over, Call call, long arrivedNanos) {
        this.task = task;
        this.pace = pace;
        this.bytes = bytes;
        this.over = over;
        this.call = call;
        this.waitsSinceNanos = arrivedNanos;
    }

    /** Does one turn, unless its caller has left. */
    Optional<T> turn() throws Exception {
        if (call.cancellation().cancelled() || result.isDone()) {
            throw EngineException.of(Fault.Kind.CANCELLED, "the caller withdrew the work");
        }
        return task.turn(stop);
    }

    /** Tells a turn under way that nobody wants the result any more. */
    void stop() {
        stop.cancel();
    }

    /** Tells its owner that it has ended, or never will begin; once. */
    void over() {
        over.run();
    }

    CompletableFuture<T> result() {
        return result;
    }

    void complete(T made) {
        result.complete(made);
    }

    void fail(Throwable why) {
        result.completeExceptionally(why);
    }

    TurnPace pace() {
        return pace;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public Priority priority() {
        return call.priority();
    }

    @Override
    public Deadline deadline() {
        return call.deadline();
    }

    @Override
    public long waitsSinceNanos() {
        return waitsSinceNanos;
    }

    @Override
    public void waitsSince(long nanos) {
        waitsSinceNanos = nanos;
    }

    @Override
    public int round() {
        return round;
    }

    @Override
    public void round(int next) {
        round = next;
    }
}

package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.semantic.tier.NotAsked;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.request.NodeClock;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Does what takes computing on a thread of its own, so that no event loop does; a bounded number at once. Any thread. */
final class Places {
    private static final System.Logger LOG = System.getLogger(Places.class.getName());

    /** Most questions being compared at once; one more is fetched without. */
    private static final int COMPARED_MAX = 64;

    private final Semaphore free = new Semaphore(COMPARED_MAX);
    private final NodeClock clock;

    Places(NodeClock clock) {
        this.clock = clock;
    }

    /**
     * What the work gives, or what stands for it when there is no place, no time or a bug. Waits.
     *
     * @param what told in the log when it fails
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    <T> T run(String what, long deadlineNanos, Callable<T> work, Function<NotAsked, T> instead)
            throws InterruptedException {
        if (!free.tryAcquire()) {
            return instead.apply(NotAsked.BUSY);
        }
        var outcome = new CompletableFuture<T>();
        Aside.start("edgewise-compare", () -> {
            try {
                outcome.complete(work.call());
            } catch (Throwable bug) {
                outcome.completeExceptionally(bug);
            } finally {
                free.release();
            }
        });
        try {
            return outcome.get(Math.max(1, deadlineNanos - clock.nowNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return instead.apply(NotAsked.LATE);
        } catch (ExecutionException bug) {
            LOG.log(Level.ERROR, what + " could not be compared", bug.getCause());
            return instead.apply(NotAsked.EMBEDDER);
        }
    }
}

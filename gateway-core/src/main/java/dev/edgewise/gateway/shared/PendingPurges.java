package dev.edgewise.gateway.shared;

import dev.edgewise.cache.store.PurgeTarget;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Purges that the server has still to be told, in their order, so that one which could not be told is not lost. Any
 * thread.
 */
final class PendingPurges {
    /** Purges remembered one by one; one more makes them a purge of everything. */
    private static final int TARGETS_MAX = 1_000;

    private static final long RETRY_MS = 1_000;

    private final RedisCommands commands;
    private final Deque<PurgeTarget> targets = new ArrayDeque<>();
    private @Nullable Future<@Nullable Void> flushing;

    PendingPurges(RedisCommands commands) {
        this.commands = commands;
    }

    synchronized void add(PurgeTarget target) {
        if (targets.size() >= TARGETS_MAX || target instanceof PurgeTarget.All) {
            targets.clear();
            targets.add(new PurgeTarget.All());
        } else {
            targets.add(target);
        }
    }

    synchronized int count() {
        return targets.size();
    }

    synchronized List<PurgeTarget> targets() {
        return List.copyOf(targets);
    }

    /** Tells the server what is left to tell; succeeds when there is nothing, and fails when it cannot be reached. */
    Future<@Nullable Void> flushed() {
        synchronized (this) {
            PurgeTarget first = targets.peekFirst();
            if (first == null) {
                return Future.succeededFuture();
            }
            Future<@Nullable Void> running = flushing;
            if (running != null) {
                // Whoever comes while one is told may have added another.
                return running.compose(done -> flushed());
            }
            Future<@Nullable Void> mine = commands.purge(first);
            flushing = mine;
            mine.onComplete(told -> told(first, told.succeeded()));
            return mine.compose(done -> flushed());
        }
    }

    private synchronized void told(PurgeTarget target, boolean succeeded) {
        flushing = null;
        if (!succeeded) {
            // Other nodes ask the server too: it must not wait for this node's next question.
            commands.later(RETRY_MS, this::retry);
        } else if (target.equals(targets.peekFirst())) {
            targets.removeFirst();
        }
    }

    private void retry() {
        flushed().onComplete(told -> {});
    }
}

package dev.edgewise.gateway.shared;

import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.gateway.unsent.UnsentEvents;
import dev.edgewise.gateway.unsent.UnsentEvents.Unsent;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Purges that the server has still to be told, in their order, so that one which could not be told is not lost, not even
 * by a restart. Any thread.
 */
final class PendingPurges {
    /** Purges remembered one by one; one more makes them a purge of everything. */
    private static final int TARGETS_MAX = 1_000;

    private static final long RETRY_MS = 1_000;

    /** One purge: two of the same target are two. */
    private static final class Pending {
        final PurgeTarget target;

        Pending(PurgeTarget target) {
            this.target = target;
        }
    }

    private final RedisCommands commands;
    private final UnsentEvents unsent;
    private final Deque<Pending> targets = new ArrayDeque<>();
    private @Nullable Future<@Nullable Void> flushing;
    private boolean retrying;

    /** Goes on with those that an earlier run could not tell. */
    PendingPurges(RedisCommands commands, UnsentEvents unsent) {
        this.commands = commands;
        this.unsent = unsent;
        for (Unsent waited : unsent.read()) {
            if (waited.event() instanceof FleetEvent.Purged(Purge purge)) {
                keep(purge.target());
            }
        }
        if (count() > 0) {
            commands.later(1, this::retry);
        }
    }

    /**
     * Is on disk when this returns.
     *
     * @throws java.io.UncheckedIOException if it waits, but could not be written down
     */
    void add(PurgeTarget target) {
        keep(target);
        unsent.write(this::events);
    }

    private synchronized List<Unsent> events() {
        return targets.stream()
                .map(pending -> new Unsent(new FleetEvent.Purged(Purge.hard(pending.target)), 0))
                .toList();
    }

    private synchronized void keep(PurgeTarget target) {
        if (targets.size() >= TARGETS_MAX || target instanceof PurgeTarget.All) {
            targets.clear();
            targets.add(new Pending(new PurgeTarget.All()));
        } else {
            targets.add(new Pending(target));
        }
    }

    synchronized int count() {
        return targets.size();
    }

    synchronized List<PurgeTarget> targets() {
        return targets.stream().map(pending -> pending.target).toList();
    }

    /** Tells the server what is left to tell; succeeds when there is nothing, and fails when it cannot be reached. */
    Future<@Nullable Void> flushed() {
        synchronized (this) {
            Pending first = targets.peekFirst();
            if (first == null) {
                return Future.succeededFuture();
            }
            Future<@Nullable Void> running = flushing;
            if (running != null) {
                // Whoever comes while one is told may have added another.
                return running.compose(done -> flushed());
            }
            Future<@Nullable Void> mine = commands.purge(first.target);
            flushing = mine;
            mine.onComplete(told -> told(first, told.succeeded()));
            return mine.compose(done -> flushed());
        }
    }

    private synchronized void told(Pending target, boolean succeeded) {
        flushing = null;
        if (!succeeded) {
            // Other nodes ask the server too: it must not wait for this node's next question.
            if (!retrying) {
                retrying = true;
                commands.later(RETRY_MS, this::retry);
            }
        } else if (target == targets.peekFirst()) {
            targets.removeFirst();
            var _ = commands.offLoop(() -> {
                unsent.forget(this::events);
                return true;
            });
        }
    }

    private void retry() {
        synchronized (this) {
            retrying = false;
        }
        flushed().onComplete(told -> {});
    }
}

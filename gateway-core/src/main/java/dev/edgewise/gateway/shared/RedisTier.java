package dev.edgewise.gateway.shared;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.shared.Breaker;
import dev.edgewise.cache.shared.PurgeLog;
import dev.edgewise.cache.shared.SharedFound;
import dev.edgewise.cache.shared.SharedStats;
import dev.edgewise.cache.shared.SharedTier;
import dev.edgewise.cache.shared.SharedValue;
import dev.edgewise.cache.shared.Stamp;
import dev.edgewise.cache.store.EntryRecord;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.gateway.unsent.UnsentEvents;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared tier on a Valkey or Redis server. Beside the answers the server keeps one hash with its life, the number of
 * the last purge, and the number of each target's last purge; each look-up reads life and number along with the answer,
 * so that no answer is given that a purge of any node covers.
 *
 * <p>Threads: any; replies come on event loops, and nothing waits.
 */
public final class RedisTier implements SharedTier {
    private static final System.Logger LOG = System.getLogger(RedisTier.class.getName());
    /** Answers looked for or offered at once; calls for more are skipped. */
    private static final int ANSWERS_MAX = 1_024;

    /** Failures in a row before the server is left alone. */
    private static final int FAILURES_MAX = 5;

    private static final long PAUSE_NANOS_MIN = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    /** Answers offered in one call. */
    private static final int PUTS_MAX = 64;

    /** Larger answers are read and written on threads that may be kept busy, in bytes. */
    private static final int LIGHT_BYTES_MAX = 32 << 10;

    private final RedisCommands commands;
    private final int bodyBytesMax;
    private final Breaker breaker;
    private final PendingPurges pending;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile PurgeLog log = PurgeLog.UNKNOWN;
    /** The fetching of purges that is under way, or null. */
    private @Nullable Future<PurgeLog> refreshing;

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private volatile boolean quiet;

    /**
     * A tier that first tells what an earlier run could not.
     *
     * @param unsent the purges that wait for the server
     * @param nanos a clock that only moves forward
     */
    public RedisTier(RedisCommands commands, UnsentEvents unsent, int bodyBytesMax, LongSupplier nanos) {
        this.commands = commands;
        this.bodyBytesMax = bodyBytesMax;
        this.breaker = new Breaker(FAILURES_MAX, PAUSE_NANOS_MIN, PAUSE_NANOS_MAX, nanos);
        this.pending = new PendingPurges(commands, unsent);
    }

    @Override
    public CompletableFuture<SharedFound> get(CacheKey key) {
        return getAll(List.of(key)).thenApply(List::getFirst);
    }

    @Override
    public CompletableFuture<List<SharedFound>> getAll(List<CacheKey> keys) {
        if (keys.size() > KEYS_MAX) {
            throw new IllegalArgumentException(keys.size() + " keys in one call");
        }
        // The timer tells what is left to tell; until then the server may have what was purged.
        if (pending.count() > 0 || !begins(keys.size())) {
            return CompletableFuture.completedFuture(unavailable(keys));
        }
        Future<List<SharedFound>> found =
                commands.limited(commands.look(keys, log.stamp().life()).compose(seen -> judge(keys, seen)));
        return ended(keys.size(), found)
                .otherwise(failure -> unavailable(keys))
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static List<SharedFound> unavailable(List<CacheKey> keys) {
        return Collections.nCopies(keys.size(), new SharedFound.Unavailable());
    }

    private Future<List<SharedFound>> judge(List<CacheKey> keys, RedisCommands.Seen seen) {
        return current(seen).compose(purges -> {
            long bytes = 0;
            List<byte @Nullable []> values = new ArrayList<>(keys.size());
            for (Response value : seen.values()) {
                byte[] read = value == null ? null : value.toBytes();
                bytes += read == null ? 0 : read.length;
                values.add(read);
            }
            return bytes <= LIGHT_BYTES_MAX
                    ? Future.succeededFuture(judged(keys, values, purges))
                    : commands.offLoop(() -> judged(keys, values, purges));
        });
    }

    private List<SharedFound> judged(List<CacheKey> keys, List<byte @Nullable []> values, PurgeLog purges) {
        List<SharedFound> judged = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            byte[] bytes = values.get(i);
            SharedValue value = bytes == null ? null : decoded(keys.get(i), bytes);
            boolean holds = value != null && purges.survives(value.record(), value.stamp());
            judged.add(
                    value != null && holds
                            ? new SharedFound.Found(value.record(), purges.stamp())
                            : new SharedFound.Absent(purges.stamp()));
            (holds ? hits : misses).increment();
        }
        return judged;
    }

    /** The purges up to the last one seen at least: fetched when this node has not seen it. */
    private Future<PurgeLog> current(RedisCommands.Seen seen) {
        PurgeLog known = log;
        if (seen.alive() && known.stamp().equals(seen.stamp())) {
            return Future.succeededFuture(known);
        }
        Future<PurgeLog> running;
        synchronized (this) {
            running = refreshing;
            if (running == null) {
                return refreshed();
            }
        }
        // It may have been answered before the purge that was seen.
        return running.compose(fetched -> reaches(fetched, seen) ? Future.succeededFuture(fetched) : refreshed());
    }

    private static boolean reaches(PurgeLog fetched, RedisCommands.Seen seen) {
        Stamp stamp = seen.stamp();
        return seen.alive()
                && stamp != null
                && fetched.stamp().life() == stamp.life()
                && fetched.stamp().number() >= stamp.number();
    }

    /** Fetches the purges, once for all who ask meanwhile. */
    private synchronized Future<PurgeLog> refreshed() {
        Future<PurgeLog> running = refreshing;
        if (running == null) {
            running = commands.purges(log);
            refreshing = running;
            running.onComplete(this::fetched);
        }
        return running;
    }

    private synchronized void fetched(AsyncResult<PurgeLog> result) {
        refreshing = null;
        if (result.succeeded()) {
            log = result.result();
        }
    }

    private @Nullable SharedValue decoded(CacheKey key, byte[] bytes) {
        try {
            SharedValue value = SharedValue.decode(bytes, bodyBytesMax);
            return value.record().key().equals(key) ? value : null;
        } catch (IOException notOurs) {
            // Written by another version, or damaged: it is overwritten in time.
            return null;
        }
    }

    @Override
    public void put(EntryRecord record, Stamp stamp, long keepMs) {
        put(List.of(new Offer(record, keepMs)), 0, stamp);
    }

    @Override
    public void putAll(List<EntryRecord> records, Stamp stamp) {
        put(records.stream().map(record -> new Offer(record, record.ttlMs())).toList(), 0, stamp);
    }

    /** An answer, and how long it may be kept, in milliseconds. */
    private record Offer(EntryRecord record, long keepMs) {
        RedisCommands.Kept kept(Stamp stamp) {
            return new RedisCommands.Kept(record.key(), new SharedValue(record, stamp).encode(), keepMs);
        }
    }

    /** Some in a call, the next when it is done: others are not kept waiting, and a tier that fails is not asked on. */
    private void put(List<Offer> all, int from, Stamp stamp) {
        int to = Math.min(from + PUTS_MAX, all.size());
        List<Offer> some = all.subList(from, to).stream()
                .filter(offer -> offer.keepMs() > 0)
                .toList();
        if (some.isEmpty() || !begins(some.size())) {
            return;
        }
        long bytes = some.stream()
                .mapToLong(offer -> offer.record().answer().weightBytes())
                .sum();
        Future<List<RedisCommands.Kept>> kept = bytes <= LIGHT_BYTES_MAX
                ? Future.succeededFuture(kept(some, stamp))
                : commands.offLoop(() -> kept(some, stamp));
        ended(some.size(), kept.compose(commands::keep)).onSuccess(done -> {
            stored.add(some.size());
            put(all, to, stamp);
        });
    }

    private static List<RedisCommands.Kept> kept(List<Offer> offers, Stamp stamp) {
        return offers.stream().map(offer -> offer.kept(stamp)).toList();
    }

    @Override
    public CompletableFuture<Boolean> purge(PurgeTarget target) {
        try {
            pending.add(target);
        } catch (UncheckedIOException notKept) {
            // It may be told before the node ends.
            pending.flushed().onComplete(told -> {});
            throw notKept;
        }
        return pending.flushed()
                .map(flushed -> true)
                .otherwise(failure -> false)
                .toCompletionStage()
                .toCompletableFuture();
    }

    private boolean begins(int answers) {
        if (underWay.get() > ANSWERS_MAX - answers || !breaker.lets()) {
            skipped.increment();
            return false;
        }
        underWay.addAndGet(answers);
        return true;
    }

    private <T extends @Nullable Object> Future<T> ended(int answers, Future<T> call) {
        return call.onComplete(result -> {
            underWay.addAndGet(-answers);
            if (result.succeeded()) {
                breaker.succeeded();
                if (quiet) {
                    quiet = false;
                    LOG.log(Level.INFO, "the shared tier answers again");
                }
                return;
            }
            failures.increment();
            breaker.failed();
            if (breaker.isOpen() && !quiet) {
                quiet = true;
                LOG.log(
                        Level.WARNING,
                        "the shared tier does not answer ({0}); the node goes on without it",
                        RedisCommands.reason(result.cause()));
            }
        });
    }

    @Override
    public SharedStats stats() {
        return new SharedStats(
                hits.sum(),
                misses.sum(),
                failures.sum(),
                skipped.sum(),
                stored.sum(),
                pending.count(),
                breaker.isOpen());
    }

    /** The targets whose purge has not got through. */
    List<PurgeTarget> pending() {
        return pending.targets();
    }

    @Override
    public void close() {
        commands.close();
    }
}

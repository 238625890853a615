package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.shared.SharedFound;
import dev.edgewise.cache.shared.SharedTier;
import dev.edgewise.cache.shared.Stamp;
import dev.edgewise.cache.store.CacheEntry;
import dev.edgewise.cache.store.EntryRecord;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeListener;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.request.NodeClock;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The tier that nodes share, behind the node's own answers. Any thread but an event loop's for {@link #find}. */
public final class SharedCache implements PurgeListener {
    private static final System.Logger LOG = System.getLogger(SharedCache.class.getName());
    /** How long whoever purges waits for the tier's word. */
    private static final long PURGE_SECONDS_MAX = 2;

    /** Taking one in costs some microseconds. */
    private static final int ITEMS_ON_LOOP_MAX = 32;

    private final SharedTier tier;
    private final ResponseCache answers;
    private final NodeClock clock;

    public SharedCache(SharedTier tier, ResponseCache answers, NodeClock clock) {
        this.tier = tier;
        this.answers = answers;
        this.clock = clock;
    }

    /** What it has. */
    public sealed interface Outcome {
        /** An answer, by now among the node's own. */
        record Found(CacheEntry entry) implements Outcome {}

        /**
         * None.
         *
         * @param stamp with which the answer may be offered later; null when the tier does not say
         */
        record Nothing(@Nullable Stamp stamp) implements Outcome {}
    }

    /**
     * Waits for the tier's word, within the tier's own limit.
     *
     * @param tenant whose answer it must be: a key of one tenant never leads to another's, and this makes sure
     * @param epoch the last purge of this node before the request came in
     */
    public Outcome find(CacheKey key, String tenant, long epoch) {
        return taken(said(tier.get(key), new SharedFound.Unavailable()), tenant, epoch);
    }

    /**
     * The same for the answer to a batch and those to its items, of which some may be found.
     *
     * @param keys those beyond {@link SharedTier#KEYS_MAX} are not asked for
     * @return the stamp with which what it has not may be offered later; null when the tier does not say
     */
    @Nullable
    Stamp findAll(List<CacheKey> keys, String tenant, long epoch) {
        List<CacheKey> asked = keys.subList(0, Math.min(keys.size(), SharedTier.KEYS_MAX));
        List<SharedFound> all = said(tier.getAll(asked), List.of());
        return Aside.above(ITEMS_ON_LOOP_MAX, all.size(), () -> taken(all, tenant, epoch));
    }

    private @Nullable Stamp taken(List<SharedFound> all, String tenant, long epoch) {
        Stamp last = null;
        for (SharedFound found : all) {
            last = switch (found) {
                case SharedFound.Found(var record, Stamp stamp) -> stamp;
                case SharedFound.Absent(Stamp stamp) -> stamp;
                case SharedFound.Unavailable unavailable -> last;
            };
            taken(found, tenant, epoch);
        }
        return last;
    }

    private static <T> T said(CompletableFuture<T> call, T instead) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return instead;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a shared tier's future failed", e);
        }
    }

    private Outcome taken(SharedFound found, String tenant, long epoch) {
        return switch (found) {
            case SharedFound.Found(EntryRecord record, Stamp stamp) -> {
                CacheEntry entry = record.labels().tenant().equals(tenant)
                        ? answers.adopt(record, clock.nowEpochMillis(), epoch)
                        : null;
                yield entry == null ? new Outcome.Nothing(stamp) : new Outcome.Found(entry);
            }
            case SharedFound.Absent(Stamp stamp) -> new Outcome.Nothing(stamp);
            case SharedFound.Unavailable unavailable -> new Outcome.Nothing(null);
        };
    }

    /**
     * Before it is in force here: a request that sees the purge must not find in the tier what it covers. What comes back waits
     * until the other nodes cannot either; a tier out of reach is told later.
     */
    @Override
    public Runnable purging(Purge purge, long epoch) {
        CompletableFuture<Boolean> telling = tier.purge(purge.target());
        return () -> await(telling, epoch);
    }

    @Override
    public Runnable purged(Purge purge, long epoch) {
        return DONE;
    }

    private static void await(CompletableFuture<Boolean> telling, long epoch) {
        boolean told;
        try {
            told = telling.get(PURGE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            told = false;
        } catch (ExecutionException | TimeoutException e) {
            told = false;
        }
        if (!told) {
            LOG.log(
                    Level.WARNING,
                    "purge {0} is in force on this node; the shared tier does not answer and is told when it does",
                    epoch);
        }
    }

    /** Offers answers that were just stored; returns at once. */
    void offer(List<CacheKey> keys, Stamp stamp) {
        List<EntryRecord> records = new ArrayList<>(keys.size());
        for (CacheKey key : keys) {
            EntryRecord record = answers.record(key, clock.nowEpochMillis());
            if (record != null) {
                records.add(record);
            }
        }
        tier.putAll(records, stamp);
    }
}

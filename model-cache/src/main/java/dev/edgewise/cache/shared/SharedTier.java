package dev.edgewise.cache.shared;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.EntryRecord;
import dev.edgewise.cache.store.PurgeTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A store of answers behind the node's own, shared with other nodes. Never in the way: a tier that fails or is slow
 * costs nothing but its hits, so no method fails its future, and none but {@link #purge} throws. Any thread; nothing here waits.
 */
public interface SharedTier extends AutoCloseable {
    /** Most answers that one call asks for: the tier is busy with nobody else meanwhile. */
    int KEYS_MAX = 512;

    /** Asks for an answer. The future ends within the tier's own time limit. */
    CompletableFuture<SharedFound> get(CacheKey key);

    /**
     * Asks for several answers, as one call where the tier can. The future ends within the tier's own time limit for one.
     *
     * @param keys {@link #KEYS_MAX} at most
     * @return what it has for each, in their order
     */
    default CompletableFuture<List<SharedFound>> getAll(List<CacheKey> keys) {
        CompletableFuture<List<SharedFound>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (CacheKey key : keys) {
            all = all.thenCombine(get(key), (found, one) -> {
                found.add(one);
                return found;
            });
        }
        return all;
    }

    /**
     * Offers an answer to the others.
     *
     * @param stamp the one that {@link #get} brought before the answer was fetched: a purge since then covers it
     * @param keepMs how long from now the tier may keep it, in milliseconds
     */
    void put(EntryRecord record, Stamp stamp, long keepMs);

    /** Offers several answers, each for as long as it is fresh, in few calls where the tier can. */
    default void putAll(List<EntryRecord> records, Stamp stamp) {
        records.forEach(record -> put(record, stamp, record.ttlMs()));
    }

    /**
     * Purges. Until a purge has got through, the tier gives no answers to this node; it is tried again until then.
     *
     * @return whether every node's next look into the tier respects it; false when the tier cannot be reached now
     * @throws java.io.UncheckedIOException if it is told, but a restart before it got through would forget it
     */
    CompletableFuture<Boolean> purge(PurgeTarget target);

    /** The counts so far. */
    SharedStats stats();

    @Override
    void close();
}

package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.key.CacheKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Items of batches that are being computed, so that another batch with one of them need not have it computed too. Any thread. */
public final class ItemsUnderWay {
    /** Beyond, a batch has all its items computed, and nobody waits for them. */
    static final int ITEMS_MAX = 65_536;

    private final ConcurrentHashMap<CacheKey, CompletableFuture<Optional<Arrived>>> byKey = new ConcurrentHashMap<>();

    /**
     * An item that was computed.
     *
     * @param model the model that computed it, under its own name
     */
    public record Arrived(BatchAnswer.Fresh item, String model) {}

    /** Somebody's promise to tell what became of an item. */
    record Promise(CacheKey key, CompletableFuture<Optional<Arrived>> told) {}

    /**
     * Takes those that nobody computes, and notes who computes the others. Whoever comes at the same time may hold some that this
     * one wants, and the other way round: nobody waits before he has told of his own.
     *
     * @param places of the items in their batch
     * @param keys of the items, by place
     * @param flights the same keys as they are known here: apart for callers from before and after a purge
     */
    ItemClaims claim(int[] places, List<CacheKey> keys, List<CacheKey> flights) {
        List<Integer> own = new ArrayList<>();
        Map<CacheKey, Promise> promises = new HashMap<>();
        Map<Integer, CompletableFuture<Optional<Arrived>>> others = new HashMap<>();
        for (int i = 0; i < places.length; i++) {
            var mine = new CompletableFuture<Optional<Arrived>>();
            CacheKey flight = flights.get(i);
            @Nullable
            CompletableFuture<Optional<Arrived>> there =
                    byKey.mappingCount() < ITEMS_MAX ? byKey.putIfAbsent(flight, mine) : byKey.get(flight);
            if (there == null) {
                own.add(places[i]);
                promises.put(keys.get(i), new Promise(flight, mine));
            } else {
                others.put(places[i], there);
            }
        }
        return new ItemClaims(this, own, promises, others);
    }

    /** Nobody finds it any more; whoever waits for it still hears that there is none. */
    void end(Promise promise) {
        byKey.remove(promise.key, promise.told);
        promise.told.complete(Optional.empty());
    }

    /** How many there are. */
    int count() {
        return byKey.size();
    }
}

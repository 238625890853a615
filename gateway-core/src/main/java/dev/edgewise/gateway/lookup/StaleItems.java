package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.store.CacheEntry;
import java.util.List;

/**
 * Items of a batch that were sent stale, and that one request alone fetches anew.
 *
 * @param places where they stand in the batch
 * @param entries the stored ones, claimed, in the same order
 */
public record StaleItems(List<Integer> places, List<CacheEntry> entries) {
    /** Copies the lists. */
    public StaleItems {
        places = List.copyOf(places);
        entries = List.copyOf(entries);
    }
}

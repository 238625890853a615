package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.item.ItemJoin.Part;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.CacheEntry;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.Lookup.Stale;
import dev.edgewise.cache.store.Lookup.State;
import dev.edgewise.gateway.request.Keyed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is stored of a batch, when its answer is looked for. Not changed once it was made. */
public final class BatchFound {
    private final Keyed.Batch batch;
    private final @Nullable Item[] items;
    private final @Nullable Stale[] old;
    private final int[] distinct;
    private final int[] missing;
    private final Forwarded why;
    private final Caches.@Nullable Found together;

    /**
     * A stored item: the hit, and where the item lies in it.
     *
     * @param paid whether it was computed for this very request
     */
    record Item(Hit hit, Part part, boolean paid) {
        Item(Hit hit, Part part) {
            this(hit, part, false);
        }

        CacheEntry entry() {
            return hit.entry();
        }

        /** Whether it may be sent, and is to be fetched anew behind. */
        boolean isOutdated() {
            return hit.state() == State.REVALIDATE;
        }

        /** What items of one answer must have in common: the model that made them, and the shape it gives them. */
        String kind() {
            return entry().labels().answeredBy() + '\n' + part.answer().kind();
        }
    }

    /**
     * @param items by place; null where none may be sent
     * @param old by place: what may stand in for an item that cannot be had, or null
     * @param distinct the first place of each that is asked for more than once, and of all others
     * @param missing those of them that are not found
     * @param why why they are not
     * @param together the answer, when all are found; null when one is missing, or it would be too large
     */
    BatchFound(
            Keyed.Batch batch,
            @Nullable Item[] items,
            @Nullable Stale[] old,
            int[] distinct,
            int[] missing,
            Forwarded why,
            Caches.@Nullable Found together) {
        this.batch = batch;
        this.items = items;
        this.old = old;
        this.distinct = distinct;
        this.missing = missing;
        this.why = why;
        this.together = together;
    }

    Keyed.Batch batch() {
        return batch;
    }

    /** How many items are asked for. */
    public int count() {
        return items.length;
    }

    /** How many of them need not be computed: they are stored, or the same as another. */
    public int known() {
        return items.length - missing.length;
    }

    /** The places of those that must be computed. */
    public int[] missing() {
        return missing.clone();
    }

    /** The keys of those that are missing. */
    List<CacheKey> missingKeys() {
        return IntStream.of(missing).mapToObj(batch.keys()::get).toList();
    }

    /** The places of all that would have to be, were none stored. */
    public int[] distinct() {
        return distinct.clone();
    }

    /** The places of all. */
    public int[] all() {
        return IntStream.range(0, items.length).toArray();
    }

    /** Whether some are stored. */
    public boolean hasSome() {
        return missing.length < distinct.length;
    }

    /** Why the others are not sent. */
    Forwarded why() {
        return why;
    }

    /** The answer, put together, when all are found; null when one is missing, or it would be too large. */
    public Caches.@Nullable Found together() {
        return together;
    }

    /** The stored item at that place, or null. */
    @Nullable
    Item item(int place) {
        return items[place];
    }

    /** What may stand in for the item at that place, or null. */
    @Nullable
    Stale old(int place) {
        return old[place];
    }

    /** The stored ones, in their order. */
    List<Item> found() {
        List<Item> found = new ArrayList<>();
        for (Item item : items) {
            if (item != null) {
                found.add(item);
            }
        }
        return found;
    }

    /** How sure the models were of the least sure item: of the stored ones, and of those just computed. */
    public String sure(boolean withStored, String computed) {
        List<String> all = new ArrayList<>();
        all.add(computed);
        if (withStored) {
            found().forEach(item -> all.add(item.entry().labels().confidence()));
        }
        return Batches.least(all);
    }

    /** How many were computed for this very request. */
    public int paid() {
        return (int) IntStream.of(distinct)
                .mapToObj(place -> items[place])
                .filter(item -> item != null && item.paid())
                .count();
    }

    /** The model that answered the stored ones; empty when there are none. */
    public String answeredBy() {
        for (Item item : items) {
            if (item != null) {
                return item.entry().labels().answeredBy();
            }
        }
        return "";
    }

    /** Whether what that model answers goes with the stored items. */
    public boolean isBy(String model) {
        return !found().isEmpty() && answeredBy().equals(model);
    }
}

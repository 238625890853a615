package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.lookup.BatchFound;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.request.Keyed;

/** What of a batch is asked: what is not stored, where the model is the one whose answers are; else all of it. */
final class BatchAsk implements Ask {
    private final Lookup lookup;
    private final Lookup.Read.Miss miss;
    private final BatchFound items;
    private final boolean untouched;
    /** As the last place that was asked; the node's own model may be followed by the centre. */
    private int[] asked = {};

    private boolean withStored;
    private boolean part;

    /** @param untouched whether all is asked as it came, stored or not */
    BatchAsk(Lookup lookup, Lookup.Read.Miss miss, BatchFound items, boolean untouched) {
        this.lookup = lookup;
        this.miss = miss;
        this.items = items;
        this.untouched = untouched;
    }

    @Override
    public Keyed of(String model) {
        // All are missing where they are stored and cannot be put together.
        boolean whole = untouched || items.missing().length == 0;
        withStored = !whole && items.isBy(model);
        asked = whole ? items.all() : withStored ? items.missing() : items.distinct();
        part = !whole && (asked.length < items.count() || Lookup.wanted(miss) < items.count());
        Keyed less = part ? lookup.asking(miss, asked) : null;
        if (less == null) {
            asked = part ? items.all() : asked;
            withStored &= !part;
            part = false;
        }
        return less == null ? miss.keyed() : less;
    }

    @Override
    public Gathers gathers() {
        return part ? Gathers.ONLY : Gathers.OR_PASSES;
    }

    /** The places of the items that were asked for last. */
    int[] asked() {
        return asked;
    }

    /** Whether the others are stored. */
    boolean withStored() {
        return withStored;
    }

    /** Whether the request was another than its caller's, so that its answer is no answer to the caller. */
    boolean isPart() {
        return part;
    }
}

package dev.edgewise.cache.shared;

import dev.edgewise.cache.store.EntryRecord;

/** What a shared tier has for a key. */
public sealed interface SharedFound {
    /** An answer that no purge covers. */
    record Found(EntryRecord record, Stamp stamp) implements SharedFound {}

    /** None. */
    record Absent(Stamp stamp) implements SharedFound {}

    /** The tier does not say: it is down, slow, or behind with purges. */
    record Unavailable() implements SharedFound {}
}

package dev.edgewise.cache.store;

import dev.edgewise.cache.key.CacheKey;

/** What a purge is about. */
public sealed interface PurgeTarget {
    /** Every answer. */
    record All() implements PurgeTarget {}

    /** The answer under one canonical key. */
    record Key(CacheKey key) implements PurgeTarget {}

    /** The answers made for one tenant. */
    record Tenant(String tenant) implements PurgeTarget {}

    /** The answers of one model. */
    record Model(String model) implements PurgeTarget {}

    /** The answers made in one region. */
    record Region(String region) implements PurgeTarget {}

    /** The answers of one tenant that carry a group's name. */
    record Group(String tenant, String group) implements PurgeTarget {}

    /** The answers of every tenant that carry a group's name: for operators, since a name is a tenant's own. */
    record GroupOfAll(String group) implements PurgeTarget {}

    /** Whether an entry is meant. */
    default boolean covers(CacheEntry entry) {
        return switch (this) {
            case All() -> true;
            case Key(var key) -> key.equals(entry.key());
            case Tenant(var tenant) -> tenant.equals(entry.labels().tenant());
            case Model(var model) -> model.equals(entry.labels().model());
            case Region(var region) -> region.equals(entry.labels().region());
            case Group(var tenant, var group) ->
                tenant.equals(entry.labels().tenant())
                        && entry.labels().groups().contains(group);
            case GroupOfAll(var group) -> entry.labels().groups().contains(group);
        };
    }
}

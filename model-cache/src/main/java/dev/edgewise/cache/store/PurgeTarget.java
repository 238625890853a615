package dev.edgewise.cache.store;

import dev.edgewise.cache.key.CacheKey;
import java.util.ArrayList;
import java.util.List;

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

    /** Every target that would cover an answer. */
    static List<PurgeTarget> covering(CacheKey key, Labels labels) {
        List<PurgeTarget> targets = new ArrayList<>(5 + 2 * labels.groups().size());
        targets.add(new All());
        targets.add(new Key(key));
        targets.add(new Tenant(labels.tenant()));
        targets.add(new Model(labels.model()));
        String region = labels.region();
        if (region != null) {
            targets.add(new Region(region));
        }
        for (String group : labels.groups()) {
            targets.add(new Group(labels.tenant(), group));
            targets.add(new GroupOfAll(group));
        }
        return targets;
    }

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

package dev.edgewise.cache.shared;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.PurgeTarget;
import org.jspecify.annotations.Nullable;

/** Purge targets as text that several nodes agree on. */
public final class TargetText {
    private static final char SEPARATOR = '\n';

    private TargetText() {}

    public static String write(PurgeTarget target) {
        return switch (target) {
            case PurgeTarget.All() -> "all";
            case PurgeTarget.Key(CacheKey key) -> "key:" + key.hex();
            case PurgeTarget.Tenant(String tenant) -> "tenant:" + tenant;
            case PurgeTarget.Model(String model) -> "model:" + model;
            case PurgeTarget.Region(String region) -> "region:" + region;
            case PurgeTarget.GroupOfAll(String group) -> "groups:" + group;
            case PurgeTarget.Group(String tenant, String group) -> "group:" + tenant + SEPARATOR + group;
        };
    }

    /** The target, or null when the text names none that this version knows. */
    public static @Nullable PurgeTarget read(String text) {
        if (text.equals("all")) {
            return new PurgeTarget.All();
        }
        int colon = text.indexOf(':');
        String value = text.substring(colon + 1);
        return switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "key" -> {
                CacheKey key = CacheKey.parse(value);
                yield key == null ? null : new PurgeTarget.Key(key);
            }
            case "tenant" -> new PurgeTarget.Tenant(value);
            case "model" -> new PurgeTarget.Model(value);
            case "region" -> new PurgeTarget.Region(value);
            case "groups" -> new PurgeTarget.GroupOfAll(value);
            case "group" -> {
                int line = value.indexOf(SEPARATOR);
                yield line < 0 ? null : new PurgeTarget.Group(value.substring(0, line), value.substring(line + 1));
            }
            default -> null;
        };
    }
}

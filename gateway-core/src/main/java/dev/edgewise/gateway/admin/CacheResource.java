package dev.edgewise.gateway.admin;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.segment.DiskCache;
import dev.edgewise.cache.segment.DiskStats;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.cache.store.CacheStats;
import dev.edgewise.cache.store.EntryView;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.cache.store.Purges;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.routing.Residency;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/cache}: counts, what is held, and purges. Neither prompts nor answers are ever shown. */
public final class CacheResource {
    /** Entries listed when the caller names no limit. */
    private static final int LISTED = 100;

    /** Entries listed at most. */
    static final int LISTED_MAX = 10_000;

    private static final Set<String> PURGE_MEMBERS =
            Set.of("key", "group", "tenant", "model", "region", "all", "soft", "dry_run");

    private final ResponseCache cache;
    private final Purges purges;
    private final @Nullable DiskCache disk;
    private final SemanticTier semantic;
    private final Audit audit;

    private CacheResource(
            ResponseCache cache, Purges purges, @Nullable DiskCache disk, SemanticTier semantic, Audit audit) {
        this.cache = cache;
        this.purges = purges;
        this.disk = disk;
        this.semantic = semantic;
        this.audit = audit;
    }

    /**
     * Its routes.
     *
     * @param disk what is kept on disk, or null
     */
    public static List<Route> routes(
            ResponseCache cache, Purges purges, @Nullable DiskCache disk, SemanticTier semantic, Audit audit) {
        var resource = new CacheResource(cache, purges, disk, semantic, audit);
        return List.of(
                Route.get("/admin/v1/cache/stats", resource::stats),
                Route.get("/admin/v1/cache/entries", resource::entries),
                Route.post("/admin/v1/cache/purge", resource::purge));
    }

    private AdminReply stats(AdminRequest request) {
        CacheStats stats = cache.stats();
        Doc doc = new Doc()
                .number("entries", stats.entries())
                .number("bytes", stats.bytes())
                .number("raw_keys", stats.aliases())
                .number("hits_raw", stats.hitsRaw())
                .number("hits_canonical", stats.hitsCanonical())
                .number("stale", stats.stale())
                .number("misses", stats.misses())
                .number("stored", stats.stored())
                .number("refused", stats.refused())
                .number("evicted", stats.evicted())
                .number("expired", stats.expired())
                .number("epoch", cache.epoch());
        List<Double> curve = cache.hitRatioCurve();
        Doc ratios = new Doc();
        for (int i = 0; i < curve.size(); i++) {
            ratios.ratio(ResponseCache.MEMORY_MULTIPLES.get(i).toString(), curve.get(i));
        }
        doc.object("hit_ratio_by_memory", ratios);
        if (disk != null) {
            DiskStats kept = disk.stats();
            doc.number("disk_bytes", kept.bytes())
                    .number("disk_bytes_max", disk.bytesMax())
                    .number("disk_written", kept.written())
                    .number("disk_dropped", kept.dropped())
                    .number("disk_failed", kept.failed())
                    .number("disk_loaded", kept.loaded())
                    .number("disk_damaged", kept.damaged())
                    .flag("disk_loading", kept.loading());
        }
        doc.object("semantic", SemanticDoc.of(semantic));
        return AdminReply.ok(doc.json());
    }

    private AdminReply entries(AdminRequest request) {
        int limit = limit(request.query().get("limit"));
        List<PurgeTarget> filters = targets(name -> request.query().get(name));
        if (filters.size() > 1) {
            throw new BadRequestException(
                    "Give one of 'group', 'tenant', 'model' and 'region', or 'group' with its 'tenant'.");
        }
        PurgeTarget filter = filters.isEmpty() ? new PurgeTarget.All() : filters.getFirst();
        ResponseCache.Listing listing = cache.list(filter, limit);
        return AdminReply.ok(new Doc()
                .number("matching", listing.matching())
                .objects("entries", listing.entries().stream().map(CacheResource::entry))
                .json());
    }

    private static int limit(@Nullable String asked) {
        if (asked == null) {
            return LISTED;
        }
        try {
            int limit = Integer.parseInt(asked);
            if (limit >= 1 && limit <= LISTED_MAX) {
                return limit;
            }
        } catch (NumberFormatException notOne) {
            // Told below.
        }
        throw new BadRequestException("'limit' must be a whole number from 1 to " + LISTED_MAX + ".");
    }

    private static Doc entry(EntryView entry) {
        var labels = entry.labels();
        var doc = new Doc()
                .text("key", entry.key().hex())
                .text("tenant", labels.tenant())
                .text("model", labels.model());
        if (labels.region() != null) {
            doc.text("region", labels.region());
        }
        return doc.texts("groups", labels.groups())
                .number("age_seconds", entry.ageS())
                .number("ttl_seconds", entry.ttlS())
                .number("ttl_left_seconds", entry.ttlS() - entry.ageS())
                .number("bytes", entry.bytes())
                .number("make_millis", entry.makeMs());
    }

    private AdminReply purge(AdminRequest request) {
        JsonBody body = JsonBody.of(request, PURGE_MEMBERS);
        boolean dryRun = body.flag("dry_run");
        var purge = new Purge(target(body), body.flag("soft"));
        if (dryRun) {
            Doc counted = new Doc().number("would_purge", purges.count(purge.target()));
            return reply(purge, counted, purges.countLeft(purge), cache.epoch());
        }
        Purges.Done done;
        try {
            done = purges.purge(purge);
        } catch (UncheckedIOException notKept) {
            audit.record(request.caller(), "cache.purge", shown(purge.target()), "in force, but not safe on disk");
            throw notKept;
        }
        audit.record(
                request.caller(),
                "cache.purge",
                shown(purge.target()),
                (purge.soft() ? "made stale " : "purged ")
                        + done.covered()
                        + (purge.soft() ? ", of which " + done.left() + " may still be sent" : "")
                        + ", epoch "
                        + done.epoch());
        return reply(purge, new Doc().number("purged", done.covered()), done.left(), done.epoch());
    }

    /** @param left how many may still be sent, which is told of soft purges */
    private static AdminReply reply(Purge purge, Doc counted, long left, long epoch) {
        Doc doc = purge.soft() ? counted.number("still_sent", left) : counted;
        return AdminReply.ok(doc.number("epoch", epoch).json());
    }

    private static PurgeTarget target(JsonBody body) {
        List<PurgeTarget> targets = targets(body::text);
        String key = body.text("key");
        if (key != null) {
            targets.add(new PurgeTarget.Key(key(key)));
        }
        if (body.flag("all")) {
            targets.add(new PurgeTarget.All());
        }
        if (targets.size() != 1) {
            throw new BadRequestException(
                    "Say what to purge by exactly one of \"key\", \"group\", \"tenant\", \"model\","
                            + " \"region\" or \"all\": true; a \"group\" may have its \"tenant\" beside it. Add \"soft\": true to"
                            + " make the answers stale instead, \"dry_run\": true to only count.");
        }
        return targets.getFirst();
    }

    /** The targets that are named; a group's tenant is none of its own. */
    private static List<PurgeTarget> targets(Function<String, @Nullable String> named) {
        List<PurgeTarget> targets = new ArrayList<>();
        String group = named.apply("group");
        String tenant = named.apply("tenant");
        if (group != null) {
            targets.add(tenant == null ? new PurgeTarget.GroupOfAll(group) : new PurgeTarget.Group(tenant, group));
        } else if (tenant != null) {
            targets.add(new PurgeTarget.Tenant(tenant));
        }
        String model = named.apply("model");
        if (model != null) {
            targets.add(new PurgeTarget.Model(model));
        }
        String region = named.apply("region");
        if (region != null) {
            targets.add(new PurgeTarget.Region(Residency.normal(region)));
        }
        return targets;
    }

    private static String shown(PurgeTarget target) {
        return switch (target) {
            case PurgeTarget.All() -> "all";
            case PurgeTarget.Key(var key) -> "key " + key.hex();
            case PurgeTarget.Tenant(var tenant) -> "tenant " + tenant;
            case PurgeTarget.Model(var model) -> "model " + model;
            case PurgeTarget.Region(var region) -> "region " + region;
            case PurgeTarget.Group(var tenant, var group) -> "group " + group + " of tenant " + tenant;
            case PurgeTarget.GroupOfAll(var group) -> "group " + group + " of every tenant";
        };
    }

    private static CacheKey key(String hex) {
        CacheKey key = CacheKey.parse(hex);
        if (key == null) {
            throw new BadRequestException(
                    "'key' must be the 64 hexadecimal digits that GET /admin/v1/cache/entries shows.");
        }
        return key;
    }
}

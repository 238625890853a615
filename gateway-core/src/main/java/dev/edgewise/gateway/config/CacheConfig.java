package dev.edgewise.gateway.config;

import dev.edgewise.cache.directive.Heed;
import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Share;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The response cache.
 *
 * @param memoryBytesMax what all entries may take, in bytes; 0 switches the cache off
 * @param ttl how long an answer lives unless the request says otherwise
 * @param staleWhileRevalidate how long past its life an answer is still sent while a new one is fetched
 * @param staleIfError how long past its life an answer is still sent when no fresh one can be had
 * @param maxStale how long past its life an answer is still sent to callers who accept a stale one
 * @param jitter by how much of it a life is cut at random, at most
 * @param maxAge bounds of what a caller may ask for
 * @param heed which header fields of the centre's answers have a say
 * @param items whether the items of a batch are kept and found one by one
 * @param entryBytesMax a larger answer is not kept, in bytes
 * @param diskBytesMax what answers may take on disk, in bytes; 0 keeps none there, null leaves it to {@link #diskBytesMax(StoreConfig)}
 * @param semantic answers for questions that mean the same; null: none
 * @param pinned files and folders of answers that the operator wrote
 * @param shared the tier that nodes share; null: none
 */
public record CacheConfig(
        long memoryBytesMax,
        Duration ttl,
        Duration staleWhileRevalidate,
        Duration staleIfError,
        Duration maxStale,
        Share jitter,
        MaxAgeConfig maxAge,
        Heed heed,
        boolean items,
        long entryBytesMax,
        @Nullable Long diskBytesMax,
        @Nullable SemanticConfig semantic,
        List<Path> pinned,
        @Nullable SharedConfig shared) {

    /** The least that is of use on disk, in bytes. */
    static final long DISK_BYTES_MIN = 16_000_000;

    /** Taken on disk where the operator named a folder and nothing else, in bytes. */
    private static final long DISK_BYTES = 1_000_000_000;

    private static final int PINNED_MAX = 1_000;

    private static final Setting<Long> MEMORY = Setting.of(
                    "memory", Scalars.bytes("0B", "1TB"), "Memory for all answers kept; 0B switches the cache off.")
            .byDefault("256MB");
    private static final Setting<Duration> TTL = Setting.of(
                    "ttl",
                    Scalars.duration("1s", "365d"),
                    "How long an answer lives unless the request says otherwise.")
            .byDefault("1h");
    private static final Setting<Duration> STALE_WHILE_REVALIDATE = Setting.of(
                    "stale_while_revalidate",
                    Scalars.duration("0s", "365d"),
                    "How long past its life an answer is still sent at once while a new one is fetched; 0s for never. The centre's own word is cut to this.")
            .byDefault("0s");
    private static final Setting<Duration> STALE_IF_ERROR = Setting.of(
                    "stale_if_error",
                    Scalars.duration("0s", "365d"),
                    "How long past its life an answer is still sent when no fresh one can be had; 0s for never. The centre's own word is cut to this.")
            .byDefault("0s");
    private static final Setting<Duration> MAX_STALE = Setting.of(
                    "max_stale",
                    Scalars.duration("0s", "365d"),
                    "How long past its life an answer is kept for callers whose Cache-Control: max-stale accepts a stale one; 0s for never. The centre can forbid it, and a soft purge ends it.")
            .byDefault("10m");
    private static final Setting<Share> JITTER = Setting.of(
                    "jitter",
                    Scalars.share(),
                    "By how much of it an answer's life is cut at random, at most, so that answers made together do not all end together; Age, ttl= and stale times count with the life as cut.")
            .byDefault("5%");
    private static final Setting<MaxAgeConfig> MAX_AGE = Setting.section("max_age", MaxAgeConfig.GROUP);
    private static final Setting<Heed> HEED = Setting.of(
                    "heed",
                    Scalars.choice(Heed.class),
                    "Which header fields of the centre's answers say whether and how long they are kept: all (Edgewise-Cache-Control, CDN-Cache-Control, Cache-Control, the first that is there), targeted (the first two), or none.")
            .byDefault("all");
    private static final Setting<Boolean> ITEMS = Setting.of(
                    "items",
                    Scalars.bool(),
                    "Whether the inputs of embeddings, labels and moderations and the documents of a ranking are kept and found one by one, so that only those of a batch that are new are computed.")
            .byDefault("true");
    private static final Setting<Long> ENTRY_MAX = Setting.of(
                    "entry_max", Scalars.bytes("1kB", "1GB"), "A larger answer is not kept.")
            .byDefault("1MB");
    private static final Setting<Long> DISK = Setting.of(
                    "disk",
                    Scalars.bytes("0B", "10TB"),
                    "What answers may take on disk, in store.dir/cache, so that a node starts warm; 0B keeps none there. Left out, it is 1GB where store.dir is given, and 0B otherwise.")
            .optional()
            .needsRestart();
    private static final Setting<SemanticConfig> SEMANTIC = Setting.of(
                    "semantic", SemanticConfig.GROUP, SemanticConfig.GROUP.says())
            .optional();
    private static final Setting<List<Path>> PINNED = Setting.of(
                    "pinned",
                    new ListOf<>(Scalars.path(), 0, PINNED_MAX),
                    "Files of answers that you wrote, or folders of such files (*.yaml); see docs/pinned.md.")
            .byDefault("[]");
    private static final Setting<SharedConfig> SHARED = Setting.of(
                    "shared", SharedConfig.GROUP, SharedConfig.GROUP.says())
            .optional()
            .needsRestart();

    static final Group<CacheConfig> GROUP = Group.of(
            "The response cache.",
            values -> new CacheConfig(
                    values.get(MEMORY),
                    values.get(TTL),
                    values.get(STALE_WHILE_REVALIDATE),
                    values.get(STALE_IF_ERROR),
                    values.get(MAX_STALE),
                    values.get(JITTER),
                    values.get(MAX_AGE),
                    values.get(HEED),
                    values.get(ITEMS),
                    values.get(ENTRY_MAX),
                    values.find(DISK),
                    values.find(SEMANTIC),
                    values.get(PINNED),
                    values.find(SHARED)),
            MEMORY,
            TTL,
            STALE_WHILE_REVALIDATE,
            STALE_IF_ERROR,
            MAX_STALE,
            JITTER,
            MAX_AGE,
            HEED,
            ITEMS,
            ENTRY_MAX,
            DISK,
            SEMANTIC,
            PINNED,
            SHARED);

    /** What answers may take on disk beside that store, in bytes; 0 for none. */
    public long diskBytesMax(StoreConfig store) {
        Long said = diskBytesMax;
        return memoryBytesMax == 0 ? 0 : said != null ? said : store.dirGiven() ? DISK_BYTES : 0;
    }
}

package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.KeyHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Someone who may ask.
 *
 * @param id unique
 * @param keys hashes of its keys; several while one is being replaced
 * @param models model names it may use; {@code *} for all
 * @param limits what it may use
 * @param loadsModels whether it may load and unload the models it may use
 * @param cache what it may get from the cache
 * @param cacheScope who shares its stored answers
 * @param userHeader the request header that names its users; null: the body does
 */
public record TenantConfig(
        String id,
        List<KeyHash> keys,
        List<String> models,
        TenantLimits limits,
        boolean loadsModels,
        CacheMode cache,
        CacheScope cacheScope,
        @Nullable String userHeader) {

    private static final Setting<String> ID = Setting.of("id", Names.TENANT, "Unique name, also in logs and metrics.");
    private static final Setting<List<KeyHash>> KEYS = Setting.of(
            "keys",
            new ListOf<>(Scalars.keyHash(), 1, Names.KEYS_MAX),
            "Hashes of its keys, as printed by ./edgewise key new TENANT; several while one is being replaced.");
    private static final Setting<List<String>> MODELS = Setting.of(
                    "models",
                    new ListOf<>(Names.MODEL_OR_ALL, 1, Names.MODELS_MAX),
                    "Names of models it may use; '*' for all.")
            .byDefault("[\"*\"]");
    private static final Setting<TenantLimits> LIMITS = Setting.section("limits", TenantLimits.GROUP);

    private static final Setting<Boolean> LOAD_MODELS = Setting.of(
                    "load_models",
                    Scalars.bool(),
                    "Whether it may load and unload the models it may use, by POST /v2/repository/models/….")
            .byDefault("false");

    private static final Setting<CacheMode> CACHE = Setting.of(
                    "cache",
                    Scalars.choice(CacheMode.class),
                    "What it may get from the cache, at most: nothing; answers to the very same request; or, where cache.semantic is set, answers to questions that mean the same too. Edge-Cache narrows it.")
            .byDefault("semantic");

    private static final Setting<CacheScope> CACHE_SCOPE = Setting.of(
                    "cache_scope",
                    Scalars.choice(CacheScope.class),
                    "Who shares its stored answers: all its callers; or nobody, each of its users has answers of their own, and a request that names no user is not stored.")
            .byDefault("tenant");

    private static final Setting<String> USER_HEADER = Setting.of(
                    "user_header",
                    Names.HEADER,
                    "The request header that names the user where cache_scope is user; your own servers must set it. Absent: the body's safety_identifier or user does.")
            .optional();

    static final Group<TenantConfig> GROUP = Group.of(
            "Someone who may ask, known by key.",
            values -> new TenantConfig(
                    values.get(ID),
                    values.get(KEYS),
                    values.get(MODELS),
                    values.get(LIMITS),
                    values.get(LOAD_MODELS),
                    values.get(CACHE),
                    values.get(CACHE_SCOPE),
                    values.find(USER_HEADER)),
            ID,
            KEYS,
            MODELS,
            LIMITS,
            LOAD_MODELS,
            CACHE,
            CACHE_SCOPE,
            USER_HEADER);

    /** Stands for every model. */
    public static final String ALL_MODELS = "*";

    /** Whether this tenant may use a model by this name. */
    public boolean allows(String model) {
        return models.contains(ALL_MODELS) || models.contains(model);
    }
}

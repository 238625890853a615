package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.MapOf;
import dev.edgewise.gateway.config.setting.Setting;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operator can set, checked. Immutable; each part says where it is used.
 *
 * @param node who this node is
 * @param listen addresses
 * @param store files
 * @param tenants who may ask; empty: everyone, on loopback only
 * @param models what may be asked for
 * @param clusters where the node forwards to, by name
 * @param inference local models
 * @param cache the response cache
 * @param routes how requests are routed
 * @param rules policy
 * @param geo where callers are
 * @param limits what the node takes on at most
 * @param fleet other nodes; null: none
 * @param telemetry what the node tells
 */
public record NodeConfig(
        NodeIdentity node,
        ListenConfig listen,
        StoreConfig store,
        List<TenantConfig> tenants,
        List<ModelConfig> models,
        Map<String, ClusterConfig> clusters,
        InferenceConfig inference,
        CacheConfig cache,
        List<RouteConfig> routes,
        List<RuleConfig> rules,
        GeoConfig geo,
        LimitsConfig limits,
        @Nullable FleetConfig fleet,
        TelemetryConfig telemetry) {

    private static final Setting<NodeIdentity> NODE =
            Setting.section("node", NodeIdentity.GROUP).needsRestart();
    private static final Setting<ListenConfig> LISTEN = Setting.section("listen", ListenConfig.GROUP);
    private static final Setting<StoreConfig> STORE = Setting.section("store", StoreConfig.GROUP);
    private static final Setting<List<TenantConfig>> TENANTS = Setting.of(
                    "tenants",
                    new ListOf<>(TenantConfig.GROUP, 0, Names.TENANTS_MAX),
                    "Who may ask; absent: everyone, which is allowed on loopback only.")
            .byDefault("[]");
    private static final Setting<List<ModelConfig>> MODELS = Setting.of(
                    "models", new ListOf<>(ModelConfig.GROUP, 1, Names.MODELS_MAX), "What may be asked for.")
            .byDefault("[{name: embed-small, local: {model: all-minilm-l6-v2-q}}]");
    private static final Setting<Map<String, ClusterConfig>> CLUSTERS = Setting.of(
                    "clusters",
                    new MapOf<>(Names.CLUSTER, ClusterConfig.GROUP, Names.CLUSTERS_MAX),
                    "Where the node forwards to, by name.")
            .byDefault("{}");
    private static final Setting<InferenceConfig> INFERENCE = Setting.section("inference", InferenceConfig.GROUP);
    private static final Setting<CacheConfig> CACHE = Setting.section("cache", CacheConfig.GROUP);
    private static final Setting<List<RouteConfig>> ROUTES = Setting.of(
                    "routes",
                    new ListOf<>(RouteConfig.GROUP, 0, Names.MODELS_MAX),
                    "How requests are routed; the first match counts.")
            .byDefault("[]");
    private static final Setting<List<RuleConfig>> RULES = Setting.of(
                    "rules",
                    new ListOf<>(RuleConfig.GROUP, 0, Names.RULES_MAX),
                    "Rules of policy, in the shape of those in a policy file.")
            .byDefault("[]");
    private static final Setting<GeoConfig> GEO = Setting.section("geo", GeoConfig.GROUP);
    private static final Setting<LimitsConfig> LIMITS = Setting.section("limits", LimitsConfig.GROUP);
    private static final Setting<FleetConfig> FLEET = Setting.of("fleet", FleetConfig.GROUP, FleetConfig.GROUP.says())
            .optional()
            .needsRestart();
    private static final Setting<TelemetryConfig> TELEMETRY = Setting.section("telemetry", TelemetryConfig.GROUP);

    static final Group<NodeConfig> GROUP = Group.of(
                    "The configuration of one node.",
                    values -> new NodeConfig(
                            values.get(NODE),
                            values.get(LISTEN),
                            values.get(STORE),
                            values.get(TENANTS),
                            values.get(MODELS),
                            values.get(CLUSTERS),
                            values.get(INFERENCE),
                            values.get(CACHE),
                            values.get(ROUTES),
                            values.get(RULES),
                            values.get(GEO),
                            values.get(LIMITS),
                            values.find(FLEET),
                            values.get(TELEMETRY)),
                    NODE,
                    LISTEN,
                    STORE,
                    TENANTS,
                    MODELS,
                    CLUSTERS,
                    INFERENCE,
                    CACHE,
                    ROUTES,
                    RULES,
                    GEO,
                    LIMITS,
                    FLEET,
                    TELEMETRY)
            .later("policies", "policy files");
}

package dev.edgewise.gateway.node;

import dev.edgewise.cache.pinned.PinnedAnswers;
import dev.edgewise.gateway.config.CacheMode;
import dev.edgewise.gateway.config.ClusterConfig;
import dev.edgewise.gateway.config.LimitsConfig;
import dev.edgewise.gateway.config.LocalConfig;
import dev.edgewise.gateway.config.ModelConfig;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.PriceConfig;
import dev.edgewise.gateway.config.Protocol;
import dev.edgewise.gateway.config.TenantConfig;
import dev.edgewise.gateway.config.source.Problems;
import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.config.unit.Rate;
import dev.edgewise.gateway.config.unit.Secret;
import dev.edgewise.gateway.identity.TenantDirectory;
import dev.edgewise.gateway.policy.Policy;
import dev.edgewise.gateway.policy.RulePolicy;
import dev.edgewise.gateway.policy.TrustedCountry;
import dev.edgewise.gateway.request.Effects;
import dev.edgewise.gateway.request.Tenant;
import dev.edgewise.gateway.rules.Route;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.rules.Sharing;
import dev.edgewise.gateway.rules.TenantView;
import dev.edgewise.gateway.upstream.ClusterTarget;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.routing.model.CentralModel;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.ModelTable;
import dev.edgewise.routing.model.Need;
import dev.edgewise.routing.model.Operation;
import dev.edgewise.routing.pool.Cluster;
import dev.edgewise.routing.pool.ClusterSettings;
import dev.edgewise.routing.pool.EndpointSpec;
import dev.edgewise.routing.pool.PoolSettings;
import dev.edgewise.routing.pool.ProbeSettings;
import dev.edgewise.routing.pool.Surroundings;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns a validated configuration into the rules that requests are served by. A cluster whose configuration did not
 * change keeps its state over a reload: health, latencies, requests under way.
 */
final class RulesFactory {
    private static final System.Logger LOG = System.getLogger(RulesFactory.class.getName());

    /** Most tokens of a text that this node's engine takes: a reload does not change that. */
    private final int contextMax;

    /** @param started the configuration that the node starts with */
    RulesFactory(NodeConfig started) {
        this.contextMax = started.inference().generation().contextTokensMax();
    }

    Rules make(NodeConfig config, NodeModels local, @Nullable NodeConfig before, @Nullable Rules old) {
        ModelTable models = ModelTable.of(aliases(config, local));
        Map<String, Route> routes = RouteRules.of(config, models);
        Map<String, TenantView> views = new HashMap<>();
        Map<String, Tenant> byKey = new HashMap<>();
        for (TenantConfig tenant : config.tenants()) {
            add(tenant, models, routes, views, byKey);
        }
        if (config.tenants().isEmpty()) {
            views.put(Tenant.ANONYMOUS.id(), TenantView.of(Tenant.ANONYMOUS.id(), models, routes, Sharing.ALL));
        }
        return new Rules(
                config.tenants().isEmpty() ? TenantDirectory.open() : TenantDirectory.of(byKey),
                policy(config),
                countries(config),
                Map.copyOf(views),
                clusters(config, before, old),
                prices(config),
                routes,
                caching(config),
                pinned(config),
                Comparisons.of(config, local),
                config.limits().deadline().toNanos());
    }

    /**
     * The answers in the configuration's files and in those that {@code cache pin} left in the store.
     *
     * @throws UnusableException if a file of the configuration has become unusable since it was checked
     */
    private static PinnedAnswers pinned(NodeConfig config) {
        var problems = new Problems();
        PinnedStore.Read read = PinnedStore.read(config, problems);
        if (problems.anyError()) {
            throw new UnusableException(problems.inOrder().getFirst().show());
        }
        read.setAside()
                .forEach(wrong -> LOG.log(
                        Level.ERROR, "a file of pinned answers is set aside, the node serves without it: {0}", wrong));
        return PinnedAnswers.of(read.answers());
    }

    /** The names that callers may use, in the order of the configuration. */
    List<ModelAlias> aliases(NodeConfig config, NodeModels local) {
        return config.models().stream()
                .map(model -> alias(model, local, contextMax))
                .toList();
    }

    private static void add(
            TenantConfig tenant,
            ModelTable models,
            Map<String, Route> routes,
            Map<String, TenantView> views,
            Map<String, Tenant> byKey) {
        boolean all = tenant.models().contains("*");
        Set<String> allowed = all ? null : Set.copyOf(tenant.models());
        var known = new Tenant(
                tenant.id(), allowed, rate(tenant.limits().requests()), tenant.loadsModels(), reuse(tenant.cache()));
        views.put(
                tenant.id(),
                TenantView.of(
                        tenant.id(), allowed == null ? models : models.restrict(allowed), routes, sharing(tenant)));
        for (KeyHash key : tenant.keys()) {
            byKey.put(HexFormat.of().formatHex(key.digest()), known);
        }
    }

    private static Sharing sharing(TenantConfig tenant) {
        String header = tenant.userHeader();
        return switch (tenant.cacheScope()) {
            case TENANT -> Sharing.ALL;
            case USER ->
                header == null ? new Sharing.UserOfBody() : new Sharing.UserOfHeader(header.toLowerCase(Locale.ROOT));
        };
    }

    private static Tenant.Reuse reuse(CacheMode mode) {
        return switch (mode) {
            case OFF -> Tenant.Reuse.NONE;
            case EXACT -> Tenant.Reuse.EXACT;
            case SEMANTIC -> Tenant.Reuse.SEMANTIC;
        };
    }

    private static Tenant.@Nullable RequestRate rate(@Nullable Rate rate) {
        return rate == null
                ? null
                : new Tenant.RequestRate(rate.count(), rate.per().toNanos());
    }

    private static ModelAlias alias(ModelConfig model, NodeModels models, int contextMax) {
        LocalConfig local = model.local();
        var central = model.central();
        return new ModelAlias(
                model.name(),
                local == null
                        ? null
                        : models.served(model.name())
                                .map(served -> localModel(served.active(), contextMax))
                                .or(() -> models.awaited(model.name()).map(LocalModel::awaited))
                                .orElse(null),
                central == null ? null : new CentralModel(central.cluster(), central.model()));
    }

    /** @param contextMax most tokens of a text that the node lets models write */
    static LocalModel localModel(ModelCard card, int contextMax) {
        Set<Operation> operations = switch (card.task()) {
            case EMBED -> Set.of(Operation.EMBEDDING, Operation.RERANKING, Operation.TENSORS);
            case GENERATE -> chats(card) ? Set.of(Operation.CHAT, Operation.COMPLETION) : Set.of(Operation.COMPLETION);
            case CLASSIFY, CLASSIFY_IMAGE, CLASSIFY_TENSOR ->
                card.source() instanceof ModelSource.Head
                        ? Set.of(Operation.CLASSIFICATION)
                        : Set.of(Operation.CLASSIFICATION, Operation.TENSORS);
            case RERANK -> Set.of(Operation.RERANKING, Operation.TENSORS);
            case INFER -> Set.of(Operation.TENSORS);
        };
        return new LocalModel(
                card.id(),
                card.revision(),
                operations,
                abilities(card),
                card.skill() instanceof Skill.Generation text
                        ? Math.min(text.tokensMax(), contextMax)
                        : card.skill().tokensMax());
    }

    private static boolean chats(ModelCard card) {
        return card.skill() instanceof Skill.Generation text
                && text.chatTemplate().isPresent();
    }

    private static Set<Need> abilities(ModelCard card) {
        return switch (card.skill()) {
            // A schema is kept by the sampler, so that every model can; tools must have been taught.
            case Skill.Generation text -> text.knowsTools() ? Set.of(Need.SCHEMA, Need.TOOLS) : Set.of(Need.SCHEMA);
            case Skill.ImageClassification _ -> Set.of(Need.IMAGES);
            case Skill.TensorClassification _ -> Set.of(Need.TENSORS);
            case Skill.Embedding _, Skill.Classification _, Skill.Reranking _, Skill.Tensors _ -> Set.of();
        };
    }

    private static Policy policy(NodeConfig config) {
        if (config.rules().isEmpty()) {
            return Policy.NONE;
        }
        List<RulePolicy.Rule> rules = config.rules().stream()
                .map(rule -> {
                    var deny = rule.effect().deny();
                    return new RulePolicy.Rule(
                            rule.id(),
                            rule.match().country().stream()
                                    .map(country -> country.equals("unknown") ? Effects.UNKNOWN_COUNTRY : country)
                                    .collect(Collectors.toUnmodifiableSet()),
                            Set.copyOf(rule.match().tenant()),
                            Set.copyOf(rule.match().model()),
                            deny == null ? null : new RulePolicy.Denial(deny.code(), deny.message()),
                            rule.effect().answer(),
                            Set.copyOf(rule.effect().residency()));
                })
                .toList();
        return new RulePolicy(rules, LimitsConfig.BODY_BYTES_CONFIGURABLE);
    }

    private static TrustedCountry countries(NodeConfig config) {
        return new TrustedCountry(config.geo().trust().stream()
                .map(trust -> new TrustedCountry.Source(
                        trust.peers().stream()
                                .map(cidr -> TrustedCountry.Network.of(cidr.toString()))
                                .toList(),
                        trust.header()))
                .toList());
    }

    private static Map<String, ClusterTarget> clusters(
            NodeConfig config, @Nullable NodeConfig before, @Nullable Rules old) {
        Map<String, ClusterTarget> targets = new HashMap<>();
        config.clusters().forEach((name, cluster) -> {
            ClusterTarget kept = old == null
                            || before == null
                            || !same(cluster, before.clusters().get(name))
                    ? null
                    : old.clusters().get(name);
            targets.put(name, kept == null ? target(name, cluster) : kept);
        });
        return Map.copyOf(targets);
    }

    private static boolean same(ClusterConfig now, @Nullable ClusterConfig before) {
        return before != null && now.withoutPrice().equals(before.withoutPrice());
    }

    private static Rules.Prices prices(NodeConfig config) {
        Map<String, PriceConfig> byCluster = new HashMap<>();
        config.clusters().forEach((name, cluster) -> {
            PriceConfig price = cluster.price();
            if (price != null) {
                byCluster.put(name, price);
            }
        });
        Map<String, PriceConfig> byAlias = new HashMap<>();
        for (ModelConfig model : config.models()) {
            var central = model.central();
            PriceConfig price = central == null ? null : byCluster.get(central.cluster());
            if (price != null) {
                byAlias.put(model.name(), price);
            }
        }
        return new Rules.Prices(Map.copyOf(byCluster), Map.copyOf(byAlias));
    }

    private static ClusterTarget target(String name, ClusterConfig config) {
        List<EndpointSpec> endpoints = config.endpoints().stream()
                .map(endpoint -> {
                    String region = endpoint.region();
                    return new EndpointSpec(endpoint.url(), region == null ? "" : region);
                })
                .toList();
        ProbeSettings probe = ProbeSettings.DEFAULT;
        var health = config.health();
        var settings = new ClusterSettings(
                PoolSettings.DEFAULT,
                ClusterSettings.DEFAULT.retry(),
                new ProbeSettings(
                        health.interval(),
                        health.interval().compareTo(probe.intervalFailing()) < 0
                                ? health.interval()
                                : probe.intervalFailing(),
                        probe.firstWithin(),
                        health.timeout(),
                        probe.jitterShare(),
                        health.failuresMax()));
        Secret key = config.apiKey();
        var ca = config.ca();
        return new ClusterTarget(
                new Cluster(name, endpoints, settings, Surroundings.SYSTEM),
                key == null ? null : key.reveal(),
                ca == null ? null : ca.toString(),
                protocol(config.protocol()),
                new ClusterTarget.Bounds(
                        config.connectionsMax(),
                        config.waitingMax(),
                        (int) config.connectTimeMax().toMillis(),
                        (int) Math.max(1, config.idleTimeMax().toSeconds()),
                        config.silenceTimeMax().toMillis()),
                new ClusterTarget.Probe(health.path(), health.timeout().toMillis(), settings.probe()));
    }

    private static ClusterTarget.Speaks protocol(Protocol protocol) {
        return switch (protocol) {
            case AUTO -> ClusterTarget.Speaks.NEGOTIATED;
            case HTTP1 -> ClusterTarget.Speaks.HTTP1;
            case HTTP2 -> ClusterTarget.Speaks.HTTP2;
        };
    }

    private static Rules.Caching caching(NodeConfig config) {
        var cache = config.cache();
        return new Rules.Caching(
                cache.memoryBytesMax() > 0,
                cache.ttl().toSeconds(),
                cache.maxAge().min().toSeconds(),
                cache.maxAge().max().toSeconds(),
                cache.entryBytesMax(),
                cache.heed(),
                cache.items());
    }
}

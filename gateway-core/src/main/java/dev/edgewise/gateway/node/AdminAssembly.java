package dev.edgewise.gateway.node;

import dev.edgewise.cache.segment.DiskCache;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.gateway.Version;
import dev.edgewise.gateway.admin.AdminKeys;
import dev.edgewise.gateway.admin.AdminRoutes;
import dev.edgewise.gateway.admin.AdminServer;
import dev.edgewise.gateway.admin.Audit;
import dev.edgewise.gateway.admin.CacheResource;
import dev.edgewise.gateway.admin.ClustersResource;
import dev.edgewise.gateway.admin.ConfigControl;
import dev.edgewise.gateway.admin.ConfigResource;
import dev.edgewise.gateway.admin.ExplainControl;
import dev.edgewise.gateway.admin.ExplainResource;
import dev.edgewise.gateway.admin.HealthResource;
import dev.edgewise.gateway.admin.MetricsResource;
import dev.edgewise.gateway.admin.ModelsResource;
import dev.edgewise.gateway.admin.NodeFacts;
import dev.edgewise.gateway.admin.NodeFacts.Listening;
import dev.edgewise.gateway.admin.NodeResource;
import dev.edgewise.gateway.admin.PinControl;
import dev.edgewise.gateway.admin.PinnedResource;
import dev.edgewise.gateway.admin.Readiness;
import dev.edgewise.gateway.admin.ResidencyResource;
import dev.edgewise.gateway.admin.UploadResource;
import dev.edgewise.gateway.admin.VersionControl;
import dev.edgewise.gateway.admin.VersionsResource;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.Reloaded;
import dev.edgewise.gateway.config.setting.Effective;
import dev.edgewise.gateway.http.ListenFailure;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.residency.ModelControl;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.pool.ClusterSnapshot;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Puts the admin plane together; the list in {@link #start} is the whole of it. */
final class AdminAssembly {
    /** For a node that was started with a configuration and no source of another. */
    static final ConfigControl UNCHANGING = new ConfigControl() {
        @Override
        public List<Effective> effective() {
            return List.of();
        }

        @Override
        public Reloaded reload() {
            return new Reloaded.Unchanged();
        }
    };

    private AdminAssembly() {}

    /**
     * What the admin plane sees of its node.
     *
     * @param config in force
     */
    record Seen(
            Supplier<NodeConfig> config,
            ConfigControl control,
            NodeFacts facts,
            Readiness readiness,
            LocalModels localModels,
            ModelControl models,
            VersionControl versions,
            LongSupplier nanoTime,
            PrometheusMeterRegistry registry,
            Caches caches,
            @Nullable DiskCache disk,
            SemanticTier semantic,
            Supplier<List<ModelAlias>> aliases,
            Supplier<Rules> rules,
            PinControl pins,
            ExplainControl explain) {}

    static AdminServer start(Seen node, RandomGenerator random) {
        var audit = new Audit();
        var routes = AdminRoutes.of(List.of(
                HealthResource.routes(node.readiness),
                MetricsResource.routes(node.registry),
                NodeResource.routes(node.facts, node.readiness),
                ConfigResource.routes(node.control, audit),
                CacheResource.routes(node.caches.answers(), node.caches.purges(), node.disk, node.semantic, audit),
                PinnedResource.routes(node.pins, audit),
                ExplainResource.routes(node.explain),
                ModelsResource.routes(
                        node.aliases,
                        node.localModels::states,
                        node.localModels::providers,
                        node.localModels::residents),
                ResidencyResource.routes(node.aliases, node.models, node.nanoTime, audit),
                VersionsResource.routes(node.versions, node.nanoTime, audit),
                UploadResource.routes(() -> ModelFiles.uploads(node.config.get()), audit),
                ClustersResource.routes(() -> clusters(node.rules.get()))));
        var listener = node.config.get().listen().admin();
        var keys = new AdminKeys(() -> node.config.get().listen().admin().keys());
        try {
            return AdminServer.start(listener.host(), listener.port(), keys, routes, random);
        } catch (Exception refused) {
            // Also the checked kind: waiting for the listener throws what it failed with.
            throw new ListenFailure("listen.admin", listener.host(), listener.port(), refused);
        }
    }

    /** Who the node is; {@code clock} tells when it started, which is now. */
    static NodeFacts facts(NodeConfig config, DataListeners data, IntSupplier adminPort, NodeClock clock) {
        var listen = config.listen();
        List<Listening> listening = new ArrayList<>();
        listening.add(new Listening("http", listen.http().host(), data::httpPort));
        var https = listen.https();
        if (https != null) {
            listening.add(new Listening("https", https.host(), data::httpsPort));
        }
        listening.add(new Listening("admin", listen.admin().host(), adminPort));
        return new NodeFacts(
                config.node().id(),
                config.node().region(),
                Version.current(),
                clock.nowEpochMillis(),
                clock::nowEpochMillis,
                listen.eventLoops(),
                listening);
    }

    private static List<ClusterSnapshot> clusters(Rules rules) {
        return rules.clusters().values().stream()
                .map(target -> target.cluster().snapshot())
                .sorted(Comparator.comparing(ClusterSnapshot::name))
                .toList();
    }
}

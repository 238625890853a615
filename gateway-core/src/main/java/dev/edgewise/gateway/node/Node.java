package dev.edgewise.gateway.node;

import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.fleet.FleetState;
import dev.edgewise.cache.flight.Flights;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.segment.DiskCache;
import dev.edgewise.cache.segment.DiskStats;
import dev.edgewise.cache.semantic.tier.TierSettings;
import dev.edgewise.cache.shared.SharedStats;
import dev.edgewise.cache.shared.SharedTier;
import dev.edgewise.cache.store.Purges;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.gateway.Version;
import dev.edgewise.gateway.account.Accounting;
import dev.edgewise.gateway.account.Metrics;
import dev.edgewise.gateway.account.RequestLog;
import dev.edgewise.gateway.admin.AdminServer;
import dev.edgewise.gateway.admin.ConfigControl;
import dev.edgewise.gateway.admin.Readiness;
import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.admission.AdmissionLimits;
import dev.edgewise.gateway.answer.LocalAnswers;
import dev.edgewise.gateway.config.LimitsConfig;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.fleet.Fleet;
import dev.edgewise.gateway.fleet.NatsBus;
import dev.edgewise.gateway.guard.Guard;
import dev.edgewise.gateway.guard.GuardLimits;
import dev.edgewise.gateway.http.DataServer;
import dev.edgewise.gateway.http.ListenFailure;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.lane.LoopTransport;
import dev.edgewise.gateway.limits.Meter;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.Keying;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.lookup.SharedCache;
import dev.edgewise.gateway.lookup.Storage;
import dev.edgewise.gateway.oip.Housekeeping;
import dev.edgewise.gateway.oip.OpenInference;
import dev.edgewise.gateway.pipeline.Refreshes;
import dev.edgewise.gateway.pipeline.Shared;
import dev.edgewise.gateway.reply.Replies;
import dev.edgewise.gateway.reply.ReplyHeads;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.route.Routing;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.shared.SharedPins;
import dev.edgewise.gateway.telemetry.AdmissionMeters;
import dev.edgewise.gateway.telemetry.CacheMeters;
import dev.edgewise.gateway.telemetry.ClusterMeters;
import dev.edgewise.gateway.telemetry.DiskMeters;
import dev.edgewise.gateway.telemetry.FleetMeters;
import dev.edgewise.gateway.telemetry.JvmMeters;
import dev.edgewise.gateway.telemetry.LocalMeters;
import dev.edgewise.gateway.telemetry.NodeMeters;
import dev.edgewise.gateway.telemetry.SemanticMeters;
import dev.edgewise.gateway.telemetry.SharedMeters;
import dev.edgewise.gateway.telemetry.VersionMeters;
import dev.edgewise.gateway.upstream.ClusterTarget;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.tensor.Signature;
import dev.edgewise.inference.version.VersionedEngine;
import dev.edgewise.routing.AliasRouter;
import dev.edgewise.routing.RouterSettings;
import dev.edgewise.routing.model.ModelAlias;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One running node. Started whole or not at all; {@link #close} lets running requests finish within the drain limit.
 *
 * <p>Threads: any.
 */
public final class Node implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Node.class.getName());
    /** Bodies of all requests held at once, as a multiple of the largest single one. */
    private static final int BODIES_HELD_MAX = 32;

    /** How long requests that are cut off may take to tell their clients so. */
    private static final Duration CUT_OFF_TIME_MAX = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final LocalEngine engine;
    private final RequestLog requestLog;
    private final Admission admission;
    private final Meter meter;
    private final RulesFactory factory;
    private final AtomicReference<Rules> rules;
    private final Caches caches;
    private final @Nullable DiskCache disk;
    private final SemanticParts semantic;
    private final @Nullable SharedTier shared;
    private final @Nullable SharedPins sharedPins;
    private final @Nullable NatsBus bus;
    private final Probers probers;
    private final PrometheusMeterRegistry registry;
    private final DataListeners listeners;
    private final Guard guard;
    private final Pulling pulling;
    private final LocalModels localModels;
    private final Readiness readiness;
    private final ClusterMeters clusterMeters;
    private final LocalAnswers local;
    private volatile @Nullable AdminServer admin;
    private volatile boolean cutOff;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile NodeConfig config;
    private volatile NodeModels models;
    /** Of the configuration and the models in force, made of both at one moment. */
    private volatile List<ModelAlias> aliases;

    private final UsedSnapshots snapshots;
    private final Promotions promotions;
    private final KeptResidency kept;
    private final VersionedEngine versioned;

    private Node(NodeConfig config, ConfigControl control, NodeOptions options) {
        NodeClock clock = options.clock();
        this.config = config;
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.promotions = new Promotions(ModelFiles.folder(config.store()).resolve(Promotions.FILE));
        NodeModels models = NodeModels.of(config, promotions);
        this.snapshots = new UsedSnapshots(config);
        this.admission = new Admission(limits(config.limits()));
        this.vertx = LoopTransport.vertx(
                new VertxOptions()
                        // Nothing here asks for a thread's class loader; setting it costs every task.
                        .setDisableTCCL(true)
                        .setEventLoopPoolSize(config.listen().eventLoops()),
                () -> admission.inFlight() <= 1);
        this.engine = new LocalEngine(
                models.catalog(),
                config.store().dir().resolve("models"),
                Limits.local(config.inference()),
                clock.nanos());
        engine.serve(models.catalog(), models.keepAlive());
        engine.place(models.providers(), Limits.providers(config.inference()));
        this.versioned = new VersionedEngine(
                engine,
                model -> engine.untilStart(model).isPresent(),
                options.random()::nextDouble,
                clock.nanos(),
                new VersionMeters(registry),
                task -> Aside.start("edgewise-shadow", task));
        versioned.serve(models.versions());
        this.factory = new RulesFactory(config);
        this.models = models;
        this.aliases = factory.aliases(config, models);
        this.rules = new AtomicReference<>(factory.make(config, models, null, null));
        this.meter = new Meter(clock);
        this.requestLog = new RequestLog(options.requestLog(), config.node().id(), clock);
        requestLog.wanted(config.telemetry().log().requests());
        this.probers = new Probers(vertx, clock);
        var answers = new ResponseCache(Limits.cache(config.cache()), clock.nanos()::getAsLong, options.random());
        this.shared = SharedAssembly.tier(vertx, config, options);
        Caches own =
                Caches.of(answers, new Flights<>(Limits.flights(config.cache()), clock.nanos(), Limits.LEADER_ENDED));
        Caches tiered = shared == null ? own : own.before(new SharedCache(shared, answers, clock));
        var pins = new NodePins(() -> this.config, () -> rules.get().pinned(), this::again);
        this.bus = FleetAssembly.bus(config, tiered.purges(), shared, pins, options);
        Fleet fleet = bus == null || config.fleet() == null ? null : FleetAssembly.fleet(config.fleet(), bus);
        this.caches = fleet == null ? tiered : tiered.within(fleet, fleet::withholds);
        if (fleet != null) {
            pins.tell(fleet::tell);
        }
        this.sharedPins = SharedAssembly.pins(vertx, config, pins, options);
        this.disk = DiskAssembly.open(config, caches, options);
        var scan = new RequestScan(LimitsConfig.BODY_BYTES_CONFIGURABLE);
        Supplier<Keying> keying = () -> new Keying(scan, LimitsConfig.BODY_BYTES_CONFIGURABLE, clock);
        this.semantic = new SemanticParts(config, models, caches, keying.get(), engine, clock, options.random());
        if (disk != null) {
            semantic.keepOn(disk);
        }
        var metrics = new Metrics(registry);
        this.listeners = new DataListeners(config);
        this.pulling = new Pulling(() -> this.config, () -> this.models, this::again, clock.nanos());
        this.localModels = new LocalModels(engine, () -> this.models, pulling);
        var reachable = new KeptResidency(
                new AbsentModels(engine.control(), () -> this.models, pulling),
                ModelFiles.folder(config.store()).resolve(KeptResidency.FILE));
        this.kept = reachable;
        this.readiness = new Readiness(localModels::states);
        this.clusterMeters = new ClusterMeters(registry);
        registerMeters();
        snapshots.follow(models);
        this.admin = whole(() -> AdminAssembly.start(
                new AdminAssembly.Seen(
                        () -> this.config,
                        control,
                        AdminAssembly.facts(config, listeners, this::adminPort, clock),
                        readiness,
                        localModels,
                        new FreshModels(reachable, this::again),
                        new VersionSwitch(() -> this.config, () -> this.models, promotions, engine, this::again),
                        clock.nanos(),
                        registry,
                        caches,
                        disk,
                        semantic.tier(),
                        () -> this.aliases,
                        rules::get,
                        pins,
                        new LiveExplainer(
                                rules::get, new Lookup(caches, keying.get()), caches, semantic.meanings(), clock)),
                options.random()));
        var check = new ReplyCheck(Limits.REPLY_BYTES_MAX);
        this.local = new LocalAnswers(versioned, engine::catalog, versioned::choose, check, clock);
        var accounting = new Accounting(metrics, requestLog);
        var refreshes = new Refreshes(caches, admission, accounting, clock);
        CacheMeters.register(registry, refreshes::stored, refreshes::failed, refreshes::skipped, refreshes::running);
        var shared = new Shared(
                rules::get,
                admission,
                meter,
                new Routing(new AliasRouter(RouterSettings.DEFAULT), localModels::readiness),
                local,
                new OpenInference(
                        engine,
                        new Housekeeping(this::signature, reachable, readiness::isReady, Version.current()),
                        clock),
                new Storage(caches, check, config.node().region()),
                semantic.meanings(),
                new Replies(
                        new ReplyHeads(config.node().id(), config.node().region()),
                        scan,
                        clock,
                        fleet == null ? () -> false : fleet::isUnsynced),
                accounting,
                refreshes);
        Supplier<Lookup> lookup = () -> new Lookup(caches, keying.get());
        this.guard = new Guard(GuardLimits.of(config.limits()), clock, metrics);
        whole(vertx.deployVerticle(
                () -> new DataServer(
                        listeners.all(),
                        (loop, lane) -> new LoopParts(loop, shared, lookup, check, clock, () -> cutOff).pipeline(),
                        guard,
                        clock,
                        options.random()),
                new DeploymentOptions().setInstances(config.listen().eventLoops()))::await);
        readiness.listening();
        probers.follow(rules.get().clusters());
    }

    /**
     * Starts a node whose configuration stays as it is: it serves when this returns.
     *
     * @throws ListenFailure if it cannot listen where it is told to
     */
    public static Node start(NodeConfig config, NodeOptions options) {
        return start(config, AdminAssembly.UNCHANGING, options);
    }

    /**
     * Starts a node: it serves when this returns.
     *
     * @param control what the admin plane shows of the configuration and reloads
     * @throws ListenFailure if it cannot listen where it is told to
     */
    public static Node start(NodeConfig config, ConfigControl control, NodeOptions options) {
        var node = new Node(config, control, options);
        node.kept.apply();
        node.localModels.load();
        StoreSweep.start(config);
        node.pulling.follow();
        node.semantic.follow(node.rules.get());
        if (node.bus != null) {
            node.bus.start();
        }
        if (node.sharedPins != null) {
            node.sharedPins.start();
        }
        return node;
    }

    /** Takes up files that are others now under the configuration in force. */
    private synchronized void again() {
        reload(config);
    }

    private Signature signature(ModelId model, Call call) throws EngineException, InterruptedException {
        pulling.require(model);
        return engine.signature(model, call);
    }

    /** Does a step of the start; a node that cannot take it leaves nothing behind. */
    private <T> T whole(Supplier<T> step) {
        try {
            return step.get();
        } catch (Throwable refused) {
            end();
            throw refused;
        }
    }

    /**
     * Puts a checked configuration in force, in one step: a request sees the rules of before or of now. What is marked as
     * needing a restart stays as it was. Clusters whose settings did not change keep their state. Any thread, one change
     * at a time.
     *
     * @throws IllegalArgumentException if it names a local model that this node has not; nothing changed then
     */
    public synchronized void reload(NodeConfig next) {
        NodeModels found = NodeModels.of(next, promotions);
        Rules made = factory.make(next, found, config, rules.get());
        TierSettings judging = semantic.settings(next, found);
        engine.place(found.providers(), Limits.providers(next.inference()));
        engine.serve(found.catalog(), found.keepAlive());
        versioned.serve(found.versions());
        engine.memory(Limits.memory(next.inference().memory()));
        NodeModels replaced = models;
        List<ModelAlias> before = aliases;
        models = found;
        aliases = factory.aliases(next, found);
        snapshots.follow(found);
        rules.set(made);
        RollOuts.purge(caches.purges(), before, aliases);
        config = next;
        admission.reload(limits(next.limits()));
        meter.follow(made.views().keySet());
        guard.reload(GuardLimits.of(next.limits()));
        caches.answers().apply(Limits.cache(next.cache()));
        caches.flights().apply(Limits.flights(next.cache()));
        semantic.reload(next, found, judging, made.views().keySet());
        semantic.follow(made);
        requestLog.wanted(next.telemetry().log().requests());
        probers.follow(made.clusters());
        showClusters(made);
        pulling.follow();
        kept.apply();
        Thread.ofPlatform().daemon().name("edgewise-load-models").start(() -> localModels.loadAfter(replaced));
    }

    /** The clear-text port that is bound. */
    public int port() {
        return listeners.httpPort();
    }

    /** The TLS port that is bound, 0 when there is none. */
    public int httpsPort() {
        return listeners.httpsPort();
    }

    /** The port of the admin plane. */
    public int adminPort() {
        AdminServer started = admin;
        return started == null ? 0 : started.port();
    }

    /** The one way to purge its answers. */
    public Purges purges() {
        return caches.purges();
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /**
     * Ends the node in order: it is not ready any more and sheds what is new, running requests end within the drain limit,
     * what was answered leaves, and all is closed. A second call does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        readiness.draining();
        admission.drain();
        try {
            if (!admission.awaitIdle(config.limits().drainTimeMax())) {
                LOG.log(
                        Level.WARNING,
                        "{0} requests did not end within limits.drain and are cut off",
                        admission.inFlight());
                cutOff = true;
                local.cutOff();
                admission.awaitIdle(CUT_OFF_TIME_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
    }

    /** Closes what there is; the admin plane last, so that it tells of the drain to its end. */
    private void end() {
        pulling.close();
        semantic.keep();
        probers.close().await();
        if (bus != null) {
            bus.close();
        }
        if (sharedPins != null) {
            sharedPins.close();
        }
        if (shared != null) {
            shared.close();
        }
        vertx.close().await();
        if (disk != null) {
            disk.close();
        }
        engine.close();
        snapshots.close();
        requestLog.close();
        AdminServer started = admin;
        if (started != null) {
            started.close();
        }
    }

    private void registerMeters() {
        NodeMeters.register(
                registry, config.node().id(), config.node().region(), Version.current(), readiness::isReady);
        AdmissionMeters.register(registry, admission);
        CacheMeters.register(
                registry,
                caches.answers(),
                caches.flights()::inFlight,
                caches.varying()::notKept,
                () -> config.cache().memoryBytesMax());
        DiskMeters.register(registry, () -> disk == null ? DiskStats.NONE : disk.stats());
        FleetMeters.register(registry, () -> bus == null ? FleetState.ALONE : bus.state());
        SharedMeters.register(registry, () -> shared == null ? SharedStats.NONE : shared.stats());
        SemanticMeters.register(registry, semantic.tier(), semantic.meanings());
        LocalMeters.register(registry, engine, pulling.pulls());
        JvmMeters.register(registry);
        showClusters(rules.get());
    }

    private void showClusters(Rules now) {
        clusterMeters.follow(
                now.clusters().values().stream().map(ClusterTarget::cluster).toList());
    }

    private static AdmissionLimits limits(LimitsConfig limits) {
        return new AdmissionLimits(
                limits.inFlightMax(), limits.bodyBytesMax(), limits.bodyBytesMax() * BODIES_HELD_MAX);
    }
}

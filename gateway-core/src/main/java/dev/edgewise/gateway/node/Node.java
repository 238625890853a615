package dev.edgewise.gateway.node;

import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.flight.Flights;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.gateway.account.Accounting;
import dev.edgewise.gateway.account.Metrics;
import dev.edgewise.gateway.account.RequestLog;
import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.admission.AdmissionLimits;
import dev.edgewise.gateway.answer.LocalAnswers;
import dev.edgewise.gateway.config.LimitsConfig;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.guard.Guard;
import dev.edgewise.gateway.guard.GuardLimits;
import dev.edgewise.gateway.http.DataServer;
import dev.edgewise.gateway.http.ListenFailure;
import dev.edgewise.gateway.limits.Meter;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.Keying;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.lookup.Storage;
import dev.edgewise.gateway.pipeline.Shared;
import dev.edgewise.gateway.reply.Replies;
import dev.edgewise.gateway.reply.ReplyHeads;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.route.Routing;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.routing.AliasRouter;
import dev.edgewise.routing.LocalReadiness;
import dev.edgewise.routing.RouterSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * One running node. Started whole or not at all; {@link #close} lets running requests finish within the drain limit.
 *
 * <p>Threads: any.
 */
public final class Node implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Node.class.getName());
    /** Bodies of all requests held at once, as a multiple of the largest single one. */
    private static final int BODIES_HELD_MAX = 32;

    private final Vertx vertx;
    private final LocalEngine engine;
    private final RequestLog requestLog;
    private final Admission admission;
    private final RulesFactory factory;
    private final AtomicReference<Rules> rules;
    private final Caches caches;
    private final Probers probers;
    private final PrometheusMeterRegistry registry;
    private final DataListeners listeners;
    private final Guard guard;
    private volatile NodeConfig config;

    private Node(NodeConfig config, NodeOptions options) {
        NodeClock clock = options.clock();
        this.config = config;
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                // Nothing here asks for a thread's class loader; setting it costs every task.
                .setDisableTCCL(true)
                .setEventLoopPoolSize(config.listen().eventLoops()));
        ModelCatalog catalog = ModelCatalog.embedded();
        this.engine = new LocalEngine(
                catalog, config.store().dir().resolve("models"), Limits.local(config.inference()), clock.nanos());
        this.factory = new RulesFactory(catalog);
        this.rules = new AtomicReference<>(factory.make(config, null, null));
        this.admission = new Admission(limits(config.limits()));
        this.requestLog = new RequestLog(options.requestLog(), config.node().id(), clock);
        requestLog.wanted(config.telemetry().log().requests());
        this.probers = new Probers(vertx);
        this.caches = new Caches(
                new ResponseCache(Limits.cache(config.cache()), clock.nanos()::getAsLong, options.random()),
                new Flights<>(Limits.flights(config), clock.nanos(), Limits.LEADER_ENDED));
        var metrics = new Metrics(registry);
        var check = new ReplyCheck(Limits.replyBytesMax(config.cache()));
        var scan = new RequestScan((int) config.limits().bodyBytesMax());
        var shared = new Shared(
                rules::get,
                admission,
                new Meter(clock),
                new Routing(new AliasRouter(RouterSettings.DEFAULT), this::readiness),
                new LocalAnswers(engine),
                new Storage(caches, check),
                new Replies(new ReplyHeads(config.node().id(), config.node().region()), scan, clock),
                new Accounting(metrics, requestLog));
        int bodyBytesMax = (int) config.limits().bodyBytesMax();
        Supplier<Lookup> lookup = () -> new Lookup(caches, new Keying(scan, bodyBytesMax, clock));
        this.listeners = new DataListeners(config);
        this.guard = new Guard(GuardLimits.of(config.limits()), clock, metrics);
        listen(vertx.deployVerticle(
                () -> new DataServer(
                        listeners.all(),
                        (loop, lane) -> new LoopParts(loop, shared, lookup, check, clock).pipeline(),
                        guard,
                        clock,
                        options.random()),
                new DeploymentOptions().setInstances(config.listen().eventLoops())));
        probers.follow(rules.get().clusters());
    }

    /**
     * Starts a node: it serves when this returns.
     *
     * @throws ListenFailure if it cannot listen where it is told to
     */
    public static Node start(NodeConfig config, NodeOptions options) {
        var node = new Node(config, options);
        node.loadModels();
        return node;
    }

    /** Waits until the node listens; one that cannot leaves nothing behind. */
    private void listen(Future<String> listening) {
        try {
            listening.await();
        } catch (RuntimeException refused) {
            vertx.close().await();
            engine.close();
            requestLog.close();
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
        Rules made = factory.make(next, config, rules.get());
        rules.set(made);
        config = next;
        admission.reload(limits(next.limits()));
        guard.reload(GuardLimits.of(next.limits()));
        caches.answers().apply(Limits.cache(next.cache()));
        requestLog.wanted(next.telemetry().log().requests());
        probers.follow(made.clusters());
        Thread.ofPlatform().daemon().name("edgewise-load-models").start(this::loadModels);
    }

    /** The clear-text port that is bound. */
    public int port() {
        return listeners.httpPort();
    }

    /** The TLS port that is bound, 0 when there is none. */
    public int httpsPort() {
        return listeners.httpsPort();
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Stops taking requests, lets the running ones finish within the drain limit, and ends. */
    @Override
    public void close() {
        admission.drain();
        long until = System.nanoTime() + config.limits().drainTimeMax().toNanos();
        while (admission.inFlight() > 0 && System.nanoTime() - until < 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        probers.close().await();
        vertx.close().await();
        engine.close();
        requestLog.close();
    }

    private void loadModels() {
        for (var model : config.models()) {
            var local = model.local();
            if (local != null) {
                try {
                    engine.load(new ModelId(local.model()), Call.patient());
                } catch (EngineException e) {
                    LOG.log(
                            Level.WARNING,
                            "model {0} is not ready: {1}",
                            local.model(),
                            e.fault().message());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private LocalReadiness readiness(ModelId model) {
        if (!engine.ready().contains(model)) {
            return new LocalReadiness(LocalReadiness.State.COLD, 0);
        }
        return new LocalReadiness(
                LocalReadiness.State.READY, engine.load().untilStart().toNanos());
    }

    private static AdmissionLimits limits(LimitsConfig limits) {
        return new AdmissionLimits(
                limits.inFlightMax(), limits.bodyBytesMax(), limits.bodyBytesMax() * BODIES_HELD_MAX);
    }
}

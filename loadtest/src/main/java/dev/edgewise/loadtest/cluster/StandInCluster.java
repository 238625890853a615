package dev.edgewise.loadtest.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A running stand-in for the central cluster: an OpenAI-compatible HTTP/1.1 and HTTP/2 server with one event loop,
 * deterministic answers, faults on demand, and a record of what it saw. All methods may be called from any thread but
 * an event loop, since some wait for the network.
 */
public final class StandInCluster implements AutoCloseable {
    private static final Duration LISTEN_MAX = Duration.ofSeconds(10);
    private static final int ACCEPT_BACKLOG = 4096;
    private static final int STREAMS_MAX = 10_000;
    private static final int RESETS_PER_WINDOW_MAX = 100_000;

    private final ClusterOptions options;
    private final Vertx vertx;
    private final Load load;
    private final Recorder recorder;
    private final FaultPlan faults;
    private final RequestHandler handler;
    private volatile boolean healthy = true;
    private volatile int port;
    private volatile @Nullable HttpServer server;

    private StandInCluster(ClusterOptions options, InstantSource clock) {
        this.options = options;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setPreferNativeTransport(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.load = new Load(options.slots());
        this.recorder = new Recorder(options.recordsMax());
        this.faults = new FaultPlan(options.faults(), options.failRate(), new SplittableRandom(options.seed()));
        this.handler = new RequestHandler(
                new Routes(options, clock, load),
                faults,
                new FaultyServer(options, load, this::pause),
                load,
                recorder,
                clock,
                () -> healthy);
        this.port = options.port();
    }

    /**
     * Starts a cluster and waits until it listens.
     *
     * @throws IOException when the port cannot be bound or the key pair not be read
     */
    public static StandInCluster start(ClusterOptions options) throws IOException {
        return start(options, InstantSource.system());
    }

    /** The same with a clock for {@code created} and the stamps of events. */
    public static StandInCluster start(ClusterOptions options, InstantSource clock) throws IOException {
        StandInCluster cluster = new StandInCluster(options, clock);
        try {
            cluster.listenAgain();
        } catch (IOException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** The address to configure as an endpoint, without a path. */
    public String url() {
        return (options.tls().isPresent() ? "https://" : "http://") + options.host() + ":" + port;
    }

    /** The newest requests, oldest first, at most {@link ClusterOptions#recordsMax}. */
    public List<RecordedRequest> requests() {
        return recorder.all();
    }

    /** Waits until so many requests are kept; returns those there are when they are, or when {@code timeout} is over. */
    public List<RecordedRequest> awaitRequests(int count, Duration timeout) throws InterruptedException {
        return recorder.await(count, timeout);
    }

    /** Forgets the requests kept so far. */
    public void forget() {
        recorder.clear();
    }

    /** What was counted since the start. */
    public Counters counters() {
        return load.snapshot();
    }

    /** Lets the next model requests meet these faults, one each. */
    public void nextFaults(Fault... next) {
        faults.queue(List.of(next));
    }

    /** Sets what {@code /health} says: 200 or 503. */
    public void setHealthy(boolean healthy) {
        this.healthy = healthy;
    }

    /** Closes every connection and the port, so that connections are refused; {@link #listenAgain} ends that. */
    public void stopListening() throws IOException {
        await(closeServer());
    }

    /**
     * Listens on the port of the start; does nothing while it does.
     *
     * @throws IOException when the port cannot be bound
     */
    public void listenAgain() throws IOException {
        if (server == null) {
            await(listen());
        }
    }

    @Override
    public void close() {
        try {
            await(vertx.close());
        } catch (IOException e) {
            throw new IllegalStateException("the stand-in cluster did not stop", e);
        }
    }

    private void pause(Duration pause) {
        closeServer().onComplete(closed -> vertx.setTimer(Math.max(1, pause.toMillis()), timer -> listen()));
    }

    private Future<Void> closeServer() {
        HttpServer listening = server;
        server = null;
        return listening == null ? Future.succeededFuture() : listening.close();
    }

    private Future<Void> listen() {
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(port)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setHandle100ContinueAutomatically(true)
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS_PER_WINDOW_MAX);
        http.getInitialSettings().setMaxConcurrentStreams(STREAMS_MAX);
        options.tls()
                .ifPresent(pair -> http.setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(pair.certificate().toString())
                                .setKeyPath(pair.key().toString())));
        return vertx.createHttpServer(http)
                .requestHandler(handler)
                // A broken connection ends its exchanges, where it is recorded.
                .connectionHandler(connection -> connection.exceptionHandler(broken -> {}))
                .listen()
                .map(listening -> {
                    server = listening;
                    port = listening.actualPort();
                    return null;
                });
    }

    private static void await(Future<Void> future) throws IOException {
        try {
            future.toCompletionStage().toCompletableFuture().get(LISTEN_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the network did not answer within " + LISTEN_MAX.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

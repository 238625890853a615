package dev.edgewise.gateway.upstream;

import dev.edgewise.routing.pool.Cluster;
import dev.edgewise.routing.pool.ClusterSettings;
import dev.edgewise.routing.pool.EndpointSpec;
import dev.edgewise.routing.pool.Surroundings;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One event loop's client of one endpoint that speaks HTTP/1.1, driven from a test's thread. */
final class Endpoints implements AutoCloseable {
    static final ClusterTarget.Bounds BOUNDS = new ClusterTarget.Bounds(10, 10, 10_000, 60, 60_000);

    private static final long WAIT_SECONDS = 20;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context loop = vertx.getOrCreateContext();
    private final EndpointClient client;

    Endpoints(String url, @Nullable String caFile, ClusterTarget.Bounds bounds) {
        URI address = URI.create(url);
        var cluster = new Cluster(
                "main", List.of(new EndpointSpec(address, "")), ClusterSettings.DEFAULT, Surroundings.SYSTEM);
        var target = new ClusterTarget(
                cluster,
                null,
                caFile,
                ClusterTarget.Speaks.HTTP1,
                bounds,
                new ClusterTarget.Probe("/v1/models", 1_000, ClusterSettings.DEFAULT.probe()));
        client = EndpointClient.of(vertx, address, target);
    }

    static Endpoints to(int port) {
        return to(port, BOUNDS);
    }

    static Endpoints to(int port, ClusterTarget.Bounds bounds) {
        return new Endpoints("http://127.0.0.1:" + port, null, bounds);
    }

    /** Sends a small request with these header lines, names and values in turn. */
    UpstreamCall send(UpstreamSink sink, String body, String... lines) {
        var request = new UpstreamRequest(
                "/v1/chat/completions",
                out -> {
                    for (int i = 0; i < lines.length; i += 2) {
                        out.accept(lines[i], lines[i + 1]);
                    }
                },
                Bytes.wrap(body.getBytes(StandardCharsets.ISO_8859_1)));
        return onLoop(() -> client.send(request, sink));
    }

    /** Sends a small request and waits for its end. */
    Heard.End ask(String body, String... lines) {
        var heard = new Heard();
        send(heard, body, lines);
        return heard.await();
    }

    boolean probe(long timeoutMillis) {
        return onLoop(() -> client.probe("/v1/models", null, timeoutMillis))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                        .join()
                instanceof Probed.Alive;
    }

    /** Connections that are open now. */
    int connections() {
        return onLoop(() -> ((Http1Endpoint) client).connections());
    }

    <T> T onLoop(Supplier<T> task) {
        var done = new CompletableFuture<T>();
        loop.runOnContext(run -> {
            try {
                done.complete(task.get());
            } catch (RuntimeException bug) {
                done.completeExceptionally(bug);
            }
        });
        return done.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    void stop() {
        onLoop(() -> {
            client.close();
            return true;
        });
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}

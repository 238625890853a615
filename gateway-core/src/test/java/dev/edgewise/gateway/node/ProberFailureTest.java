package dev.edgewise.gateway.node;

import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.upstream.ClusterClient;
import dev.edgewise.gateway.upstream.ClusterTarget;
import dev.edgewise.routing.pool.ProbeSchedule;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes of one cluster after one that could not be made. */
class ProberFailureTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();

    private ClusterTarget cluster(int port) throws Exception {
        Path file = Files.writeString(folder.resolve("edgewise.yaml"), """
                models: [{name: chat, central: {cluster: main, model: m}}]
                clusters: {main: {endpoints: [{url: "http://127.0.0.1:%d"}], health: {interval: 100ms, timeout: 100ms}}}
                """.formatted(port));
        NodeConfig config = switch (new ConfigLoader(Map.of(), Set.of()).load(file)) {
            case Loaded.Good good -> good.config();
            case Loaded.Bad bad -> throw new AssertionError(bad.problems());
        };
        return new RulesFactory(config)
                .make(
                        config,
                        NodeModels.of(config, new Promotions(java.nio.file.Path.of("target", "no-versions.json"))),
                        null,
                        null)
                .cluster("main");
    }

    private long nanos() {
        if (broken.compareAndSet(true, false)) {
            throw new IllegalStateException("a bug");
        }
        return System.nanoTime();
    }

    @Test
    void probesGoOnAfterOneThatCouldNotBeMade() throws Exception {
        try {
            int port = vertx.createHttpServer()
                    .requestHandler(request -> {
                        probes.incrementAndGet();
                        request.response().end();
                    })
                    .listen(0, "127.0.0.1")
                    .await()
                    .actualPort();
            ClusterTarget target = cluster(port);
            var schedule = new ProbeSchedule(1, target.probe().settings(), this::nanos, () -> 0);
            broken.set(true);

            vertx.runOnContext(
                    run -> new Prober(vertx, new ClusterClient(vertx, target), schedule, "/v1/models", 1_000).start());

            await().atMost(Duration.ofSeconds(20)).until(() -> probes.get() >= 2 && !broken.get());
        } finally {
            vertx.close().await();
        }
    }
}

package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.node.Node;
import dev.edgewise.gateway.node.NodeOptions;
import dev.edgewise.loadtest.client.Target;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import dev.edgewise.loadtest.streams.ClosedLoop;
import dev.edgewise.loadtest.streams.StreamsOptions;
import dev.edgewise.loadtest.streams.StreamsReport;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that stops while the stand-in cluster streams through it. */
class NodeDrainTest {
    private static final int STREAMS = 24;

    @TempDir
    Path folder;

    @SuppressWarnings("try")
    @Test
    void everyRunningStreamArrivesWholeWhenTheNodeStops() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(
                        ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ofMillis(20), 50));
                Node node = node(cluster)) {
            CompletableFuture<StreamsReport> streams = CompletableFuture.supplyAsync(() -> run(node));
            await().until(() ->
                    node.registry().get("edgewise.admission.in.flight").gauge().value() == STREAMS);

            node.close();

            StreamsReport report = streams.join();
            assertThat(report.problems()).isEmpty();
            assertThat(report.streams()).isEqualTo(STREAMS);
            assertThat(report.tokens()).isEqualTo(STREAMS * 50L);
        }
    }

    private static StreamsReport run(Node node) {
        try {
            return ClosedLoop.run(new StreamsOptions(
                    Target.parse("http://127.0.0.1:" + node.port(), false),
                    Map.of(),
                    "m",
                    STREAMS,
                    1,
                    Duration.ZERO,
                    Duration.ofSeconds(30),
                    false,
                    1));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private Node node(StandInCluster cluster) throws Exception {
        Path file = Files.writeString(folder.resolve("edgewise.yaml"), """
                listen: {http: {port: 0}, admin: {port: 0}}
                models: [{name: m, central: {cluster: main, model: m}}]
                clusters: {main: {endpoints: [{url: "%s"}], health: {interval: 1h, timeout: 30s}}}
                limits: {drain: 60s}
                """.formatted(cluster.url()));
        var options = new NodeOptions(
                NodeOptions.system().clock(), NodeOptions.system().random(), OutputStream.nullOutputStream());
        return switch (new ConfigLoader(Map.of(), Set.of()).load(file)) {
            case Loaded.Good good -> Node.start(good.config(), options);
            case Loaded.Bad bad -> throw new AssertionError(bad.problems());
        };
    }
}

package dev.edgewise.gateway.support;

import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.node.Node;
import dev.edgewise.gateway.node.NodeOptions;
import dev.edgewise.gateway.request.NodeClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A real node on free loopback ports, configured by YAML, in front of one {@link Upstream}. */
public final class TestNode implements AutoCloseable {
    private final Path folder;
    private final Node node;

    private TestNode(Path folder, Node node) {
        this.folder = folder;
        this.node = node;
    }

    /**
     * Starts a node that forwards {@code chat-small} to the upstream and keeps nothing between tests. Its probes are patient,
     * so that a loaded machine does not look like a dead upstream.
     *
     * @param more YAML beside the blocks {@code models}, {@code clusters}, {@code store} and, unless it has one of its
     *     own, {@code listen}
     */
    public static TestNode before(Upstream upstream, String more) {
        return before(upstream, more, NodeClock.system());
    }

    /** The same with clocks of the test's own. */
    public static TestNode before(Upstream upstream, String more, NodeClock clock) {
        String listen = more.contains("listen:") ? "" : """
                listen: {http: {host: 127.0.0.1, port: 0}, admin: {port: 0}}
                """;
        return start(listen + """
                store: {dir: var}
                models:
                  - name: chat-small
                    central: {cluster: main, model: big}
                clusters:
                  main:
                    endpoints: [{url: "%s"}]
                    health: {interval: 1h, timeout: 30s}
                """.formatted(upstream.url()) + more, clock);
    }

    /** Starts a node with this configuration and nothing else. */
    public static TestNode start(String yaml, NodeClock clock) {
        try {
            Path folder = Files.createTempDirectory("edgewise-test");
            Path file = Files.writeString(folder.resolve("edgewise.yaml"), yaml);
            NodeConfig config = switch (new ConfigLoader(Map.of(), Set.of("all-minilm-l6-v2-q")).load(file)) {
                case Loaded.Good good -> good.config();
                case Loaded.Bad bad -> throw new AssertionError(bad.problems() + " in\n" + yaml);
            };
            var options =
                    new NodeOptions(clock, RandomGenerator.of("L64X128MixRandom"), OutputStream.nullOutputStream());
            return new TestNode(folder, Node.start(config, options));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return node.port();
    }

    public Node node() {
        return node;
    }

    /** What {@code /metrics} says now. */
    public String metrics() {
        return node.registry().scrape();
    }

    /** The value of the metrics line that begins with {@code series}, 0 when there is none. */
    public double metric(String series) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }

    /** Requests admitted and not yet answered. */
    public int inFlight() {
        return (int) metric("edgewise_admission_in_flight");
    }

    /** Open connections of the data plane. */
    public int connections() {
        return (int) metric("edgewise_connections");
    }

    /** A raw connection to the clear-text listener. */
    public RawClient connect() {
        return RawClient.to(port());
    }

    @Override
    public void close() {
        node.close();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}

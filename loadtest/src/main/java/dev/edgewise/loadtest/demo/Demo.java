package dev.edgewise.loadtest.demo;

import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.source.Problem;
import dev.edgewise.gateway.node.Node;
import dev.edgewise.gateway.node.NodeOptions;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A node and the stand-in for its central cluster, running together. Any thread. */
final class Demo implements AutoCloseable {
    private static final Duration FIRST_TOKEN = Duration.ofMillis(300);
    private static final int ANSWER_TOKENS = 12;

    private static final String CHAT_PLACE = "# chat-small joins here when its model has come.\n";

    private final Path folder;
    private final Map<String, String> filledIn;
    private final StandInCluster cluster;
    private final Node node;

    private Demo(Path folder, Map<String, String> filledIn, StandInCluster cluster, Node node) {
        this.folder = folder;
        this.filledIn = filledIn;
        this.cluster = cluster;
        this.node = node;
    }

    /**
     * Starts both: they serve when this returns. The cluster takes a free port, and answers after 300 ms as a large model
     * would.
     *
     * @param port of the data plane, 0 for a free one
     * @param adminPort of the admin plane, 0 for a free one
     * @param requestLog where the node's request lines go
     * @throws IOException when the cluster cannot listen or the temporary folder not be made
     */
    static Demo start(int port, int adminPort, OutputStream requestLog) throws IOException {
        Path folder = Files.createTempDirectory("edgewise-demo-");
        StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults()
                .withPace(FIRST_TOKEN, Duration.ZERO, ANSWER_TOKENS)
                .withRecordsMax(0));
        try {
            Map<String, String> filledIn = Map.of(
                    "DEMO_PORT",
                    Integer.toString(port),
                    "DEMO_ADMIN_PORT",
                    Integer.toString(adminPort),
                    "DEMO_CLUSTER",
                    cluster.url());
            NodeConfig config = config(folder, filledIn, "");
            NodeOptions system = NodeOptions.system();
            Node node = Node.start(config, new NodeOptions(system.clock(), system.random(), requestLog));
            return new Demo(folder, filledIn, cluster, node);
        } catch (IOException | RuntimeException e) {
            cluster.close();
            delete(folder);
            throw e;
        }
    }

    /**
     * Serves {@code chat-small} too, by that model. Returns at once; the model loads meanwhile, and requests
     * wait for it.
     *
     * @throws IOException when the configuration cannot be written
     * @throws IllegalArgumentException when the model is refused; the message says why
     */
    void chat(ChatModel.Here model) throws IOException {
        node.reload(
                config(folder, filledIn, "  - name: chat-small\n    local: {model: \"file:" + named(model) + "\"}\n"));
    }

    /** The model's folder under the model's name, which answers then tell; as it is where there can be no links. */
    private Path named(ChatModel.Here model) {
        try {
            return Files.createSymbolicLink(folder.resolve(model.name()), model.folder());
        } catch (IOException | UnsupportedOperationException noLinks) {
            return model.folder();
        }
    }

    private static NodeConfig config(Path folder, Map<String, String> filledIn, String chat) throws IOException {
        Path file = folder.resolve("edgewise.yaml");
        try (InputStream text = Objects.requireNonNull(Demo.class.getResourceAsStream("edgewise.yaml"))) {
            String whole = new String(text.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(file, whole.replace(CHAT_PLACE, chat));
        }
        var models = ModelCatalog.embedded().cards().stream()
                .map(card -> card.id().value())
                .collect(Collectors.toSet());
        return switch (new ConfigLoader(filledIn, models).load(file)) {
            case Loaded.Good good -> good.config();
            case Loaded.Bad bad ->
                throw new IllegalStateException(
                        bad.problems().stream().map(Problem::show).collect(Collectors.joining("; ")));
        };
    }

    /** The node's address, without a path. */
    String url() {
        return "http://127.0.0.1:" + node.port();
    }

    /** The admin plane's address, without a path. */
    String adminUrl() {
        return "http://127.0.0.1:" + node.adminPort();
    }

    String clusterUrl() {
        return cluster.url();
    }

    /** Stops the node, then the cluster, and removes what they kept. */
    @Override
    public void close() {
        node.close();
        cluster.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            System.getLogger(Demo.class.getName())
                    .log(System.Logger.Level.WARNING, "{0} was not removed: {1}", folder, e.getMessage());
        }
    }
}

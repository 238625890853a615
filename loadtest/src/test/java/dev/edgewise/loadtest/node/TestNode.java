package dev.edgewise.loadtest.node;

import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.node.Node;
import dev.edgewise.gateway.node.NodeOptions;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;

/** A real node on a free port, started from the text of a configuration. */
final class TestNode implements AutoCloseable {
    /** Where models are unpacked, once for all tests. */
    private static final Path STORE = Path.of("target", "node-store").toAbsolutePath();

    private final Node node;
    private final ByteArrayOutputStream log;
    private final String head;

    private TestNode(Node node, ByteArrayOutputStream log, String head) {
        this.node = node;
        this.log = log;
        this.head = head;
    }

    /** Starts a node; {@code yaml} says all but where it listens and keeps files. */
    static TestNode start(String yaml) throws IOException {
        return listening("", yaml);
    }

    /** The same with a TLS listener beside the one in clear text. */
    static TestNode startTls(Certificate certificate, String yaml) throws IOException {
        return listening(
                "  https: {host: 127.0.0.1, port: 0, cert: \"%s\", key: \"%s\"}\n"
                        .formatted(certificate.certificate(), certificate.key()),
                yaml);
    }

    private static TestNode listening(String https, String yaml) throws IOException {
        String head = """
                node: {id: test-1, region: KR}
                listen:
                  http: {host: 127.0.0.1, port: 0}
                  admin: {host: 127.0.0.1, port: 0}
                %sstore: {dir: "%s"}
                """.formatted(https, store(yaml));
        var log = new ByteArrayOutputStream();
        return new TestNode(
                Node.start(
                        config(head, yaml),
                        new NodeOptions(
                                NodeClock.system(),
                                () -> ThreadLocalRandom.current().nextLong(),
                                log)),
                log,
                head);
    }

    private static NodeConfig config(String head, String yaml) throws IOException {
        // The folder is shared for its models; no node must find what another was answered.
        String whole = head + yaml + (yaml.contains("cache:") ? "" : "cache: {disk: 0B}\n");
        Path file = Files.createTempFile("edgewise", ".yaml");
        try {
            Files.writeString(file, whole);
            return switch (ConfigLoader.ofProcess().load(file)) {
                case Loaded.Good good -> good.config();
                case Loaded.Bad bad -> Assertions.fail(bad.problems() + "\n" + whole);
            };
        } finally {
            Files.delete(file);
        }
    }

    /** Puts another configuration in force, of the same folder. */
    void reload(String yaml) throws IOException {
        node.reload(config(head, yaml));
    }

    /** A node that may keep answers on disk gets a folder of its own, lest it finds those of another test. */
    private static Path store(String yaml) {
        boolean keeps = yaml.contains("cache:") && !yaml.contains("disk:");
        return keeps ? STORE.resolve("own-" + ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)) : STORE;
    }

    /** A configuration of one cluster named {@code main} and the model {@code chat}, which is {@code m} there. */
    static String chatOn(StandInCluster... endpoints) {
        return clusters("", endpoints) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                """;
    }

    /**
     * The cluster {@code main} of these endpoints; {@code more} are further keys of it, each on a line of its own. Probes
     * are patient unless it says otherwise, so that a loaded machine does not look like a dead cluster.
     */
    static String clusters(String more, StandInCluster... endpoints) {
        String urls = List.of(endpoints).stream()
                .map(endpoint -> "{url: \"" + endpoint.url() + "\", region: KR}")
                .collect(Collectors.joining(", "));
        String health = more.contains("health:") ? "" : "    health: {interval: 1h, timeout: 30s}\n";
        return "clusters:\n  main:\n    endpoints: [" + urls + "]\n" + health
                + more.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
    }

    /** A tenant's entry under {@code tenants}. */
    static String tenant(String id, String key, String more) {
        return "  - {id: " + id + ", keys: [\"" + KeyHash.of(key) + "\"]" + more + "}\n";
    }

    /** Where nodes that keep no answers on disk have their models. */
    static Path models() {
        return STORE.resolve("models");
    }

    int port() {
        return node.port();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** A client over TLS, of HTTP/2 where both sides have it. */
    Client tlsClient(Certificate certificate) throws GeneralSecurityException, IOException {
        return new Client("https://127.0.0.1:" + node.httpsPort(), certificate.trusting());
    }

    int adminPort() {
        return node.adminPort();
    }

    Client client() {
        return new Client(url());
    }

    /** The request lines written so far. */
    List<String> log() {
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The sum over all counters of that name whose tags hold {@code tags}, given as key and value in turn. */
    double total(String name, String... tags) {
        return node.registry().find(name).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** The gauge of that name, which must be there. */
    double gauge(String name) {
        return node.registry().get(name).gauge().value();
    }

    /** The counter of that name with those tags, which must be there. */
    double count(String name, String... tags) {
        return node.registry().get(name).tags(tags).functionCounter().count();
    }

    @Override
    public void close() {
        node.close();
    }
}

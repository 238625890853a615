package dev.edgewise.gateway.node;

import dev.edgewise.gateway.admin.ConfigControl;
import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.ConfigSource;
import dev.edgewise.gateway.config.ConfigWatch;
import dev.edgewise.gateway.config.Loaded;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real node on free ports, started from the text of a configuration file, and a client for it. */
public final class TestNode implements AutoCloseable {
    /** Every listener on a port of its own choosing. */
    public static final String LISTEN = "listen: {http: {port: 0}, admin: {port: 0}}\n";

    private final Path file;
    private final ConfigSource source;
    private final Node node;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestNode(Path file, ConfigSource source, Node node) {
        this.file = file;
        this.source = source;
        this.node = node;
    }

    /**
     * Starts a node that keeps its files in {@code folder}.
     *
     * @param storedModels models of its store that the configuration may name
     */
    public static TestNode start(Path folder, String yaml, String... storedModels) {
        Path file = folder.resolve("edgewise.yaml");
        write(file, yaml);
        var loader = new ConfigLoader(
                Map.of(),
                Stream.concat(Stream.of("all-minilm-l6-v2-q"), Arrays.stream(storedModels))
                        .collect(Collectors.toUnmodifiableSet()));
        var source = new ConfigSource(good(loader.load(file)), () -> loader.load(file));
        var options = new NodeOptions(
                NodeOptions.system().clock(), NodeOptions.system().random(), OutputStream.nullOutputStream());
        Node node = Node.start(source.current(), ConfigControl.of(source), options);
        source.onChange((before, now) -> node.reload(now));
        return new TestNode(file, source, node);
    }

    private static Loaded.Good good(Loaded loaded) {
        return switch (loaded) {
            case Loaded.Good good -> good;
            case Loaded.Bad bad -> throw new AssertionError(bad.problems());
        };
    }

    public Node node() {
        return node;
    }

    /** Puts the configuration in force once more. */
    public void reload() {
        node.reload(source.current());
    }

    /** Puts another text in the place of the configuration; nothing is reloaded. */
    public void rewrite(String yaml) {
        write(file, yaml);
    }

    /** Watches the configuration's file from now on. */
    ConfigWatch watch() throws IOException {
        return ConfigWatch.start(source);
    }

    /** Of the data plane. */
    int port() {
        return node.port();
    }

    /** A request to the data plane. */
    HttpRequest.Builder data(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .header("content-type", "application/json");
    }

    /** Asks the data plane over a connection of its own, with one more header of this content. */
    HttpResponse<String> askOnce(String path, String body, String header) {
        try (var once = HttpClient.newHttpClient()) {
            var request = data(path)
                    .version(HttpClient.Version.HTTP_1_1)
                    .header("x-more", header)
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            return once.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Asks the data plane, with more header lines as names and values. */
    public HttpResponse<String> ask(String path, String body, String... more) {
        var request = data(path).POST(HttpRequest.BodyPublishers.ofString(body));
        return send(more.length == 0 ? request : request.headers(more));
    }

    /** Reads from the admin plane. */
    public HttpResponse<String> get(String path) {
        return send(admin(path).GET());
    }

    /** Acts on the admin plane. */
    public HttpResponse<String> post(String path, String body) {
        return send(
                admin(path).header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A request to the admin plane. */
    public HttpRequest.Builder admin(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.adminPort() + path));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        node.close();
    }
}

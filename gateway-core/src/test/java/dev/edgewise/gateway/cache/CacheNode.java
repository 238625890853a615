package dev.edgewise.gateway.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** A node before a {@link Centre}, with time that the test moves on. */
final class CacheNode implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AtomicLong aheadNanos = new AtomicLong();
    private final TestNode node;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param more YAML beside what {@link TestNode#before} writes */
    CacheNode(Centre centre, String more) {
        this(centre.upstream(), more);
    }

    /** The same before another centre. */
    CacheNode(Upstream centre, String more) {
        // Connections outlive the time that a test lets pass.
        node = TestNode.before(centre, "limits: {idle_time: 1h, header_time: 10m}\n" + more, clock());
    }

    private CacheNode(TestNode node) {
        this.node = node;
    }

    /** A node before another endpoint, which it never gives up on. */
    static CacheNode before(String url) {
        return new CacheNode(TestNode.start("""
                listen: {http: {host: 127.0.0.1, port: 0}, admin: {port: 0}}
                store: {dir: var}
                models: [{name: chat-small, central: {cluster: main, model: big}}]
                clusters:
                  main:
                    endpoints: [{url: "%s"}]
                    health: {interval: 1h, timeout: 30s}
                """.formatted(url), NodeClock.system()));
    }

    /**
     * A node that knows where the centre stands and compares questions.
     *
     * @param cache settings of the cache, with a comma behind each
     */
    static CacheNode comparing(Centre centre, String cache) {
        return new CacheNode(TestNode.start("""
                listen: {http: {host: 127.0.0.1, port: 0}, admin: {port: 0}}
                store: {dir: var}
                models:
                  - {name: chat-small, central: {cluster: main, model: big}}
                  - {name: embed-small, local: {model: all-minilm-l6-v2-q}}
                clusters: {main: {endpoints: [{url: "%s", region: KR}], health: {interval: 1h, timeout: 30s}}}
                cache: {%s semantic: {embedder: embed-small}}
                """.formatted(centre.upstream().url(), cache), NodeClock.system()));
    }

    /** A node of that configuration. */
    static CacheNode of(String yaml) {
        return new CacheNode(TestNode.start(yaml, NodeClock.system()));
    }

    private NodeClock clock() {
        return new NodeClock(() -> System.nanoTime() + aheadNanos.get(), System::currentTimeMillis);
    }

    TestNode node() {
        return node;
    }

    /** Moves time on. */
    void passes(long seconds) {
        aheadNanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    /** Asks a question that may be reused. */
    Answer ask(String question, String... headers) {
        return send("POST", "/v1/chat/completions", body(question, ""), headers);
    }

    Answer stream(String question, String... headers) {
        return send("POST", "/v1/chat/completions", body(question, ",\"stream\":true"), headers);
    }

    static String body(String question, String more) {
        return "{\"model\":\"chat-small\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"" + question
                + "\"}]" + more + "}";
    }

    Answer send(String method, String path, String body, String... headers) {
        return send(node.port(), method, path, body, headers);
    }

    /** Purges as an operator does. */
    Answer purge(String what) {
        return send(node.node().adminPort(), "POST", "/admin/v1/cache/purge", what);
    }

    /** The keys of the answers in a group. */
    List<String> keys(String group) {
        String entries = send(node.node().adminPort(), "GET", "/admin/v1/cache/entries?group=" + group, "")
                .body();
        return Pattern.compile("\"key\":\"([0-9a-f]{64})\"")
                .matcher(entries)
                .results()
                .map(key -> key.group(1))
                .toList();
    }

    /**
     * A figure once all requests before are accounted for: a request is when the event loop has done with it, and so before the next
     * one is answered.
     */
    double settled(String series) {
        send("GET", "/v1/models", "");
        return node.metric(series);
    }

    /** Asks what would become of a request. */
    Answer explain(String what) {
        return send(node.node().adminPort(), "POST", "/admin/v1/cache/explain", what);
    }

    private Answer send(int port, String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(LIMIT)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(client.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** A reply. */
    record Answer(HttpResponse<String> http) {
        int status() {
            return http.statusCode();
        }

        String body() {
            return http.body();
        }

        JsonNode json() {
            try {
                return JSON.readTree(body());
            } catch (IOException broken) {
                throw new UncheckedIOException(body(), broken);
            }
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        /** Who answered, and the number of the centre's answer. */
        String brief() {
            String text = body().replaceAll("(?s).*\"content\":\"answer (\\d+)\".*", "$1");
            return header("edge-served-by") + " " + text;
        }
    }

    @Override
    public void close() {
        client.close();
        node.close();
    }
}

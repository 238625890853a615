package dev.edgewise.gateway.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.NodeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Two nodes before one centre, with a real server between them that both know. */
public final class TwoNodes implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Upstream upstream = Upstream.start();
    private final RealServer server;
    private final String yaml;
    private final TestNode seoul;
    private final TestNode busan;

    /**
     * Starts them.
     *
     * @param server is closed with the nodes
     * @param yaml what both say beside the centre, with {@code %d} for the server's port
     */
    public TwoNodes(RealServer server, String yaml) {
        this.server = server;
        this.yaml = yaml;
        this.seoul = node("seoul");
        this.busan = node("busan");
    }

    /** One more node, which the caller closes. */
    public TestNode node(String id) {
        return TestNode.before(
                upstream, "node: {id: %s}\n".formatted(id) + yaml.formatted(server.port()), NodeClock.system());
    }

    public TestNode seoul() {
        return seoul;
    }

    public TestNode busan() {
        return busan;
    }

    public Upstream upstream() {
        return upstream;
    }

    public RealServer server() {
        return server;
    }

    /** Asks a node a question that may be reused. */
    public Reply ask(TestNode node, String question, String... headers) {
        Reply reply = send(node, question, headers);
        assertThat(reply.http().statusCode()).as(reply.body()).isEqualTo(200);
        return reply;
    }

    /** The same, whatever comes of it. */
    public Reply send(TestNode node, String question, String... headers) {
        return post(node.port(), "/v1/chat/completions", """
                {"model":"chat-small","temperature":0,"messages":[{"role":"user","content":"%s"}]}""".formatted(question), headers);
    }

    /** Acts on a node as its operator does. */
    public void operate(TestNode node, String path, String body) {
        Reply reply = post(node.node().adminPort(), path, body);
        assertThat(reply.http().statusCode()).as(reply.body()).isEqualTo(200);
    }

    /** Sends a body to a port. */
    public Reply post(int port, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Reply(client.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** What a node answered. */
    public record Reply(HttpResponse<String> http) {
        public String servedBy() {
            return header("edge-served-by");
        }

        public String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        public String body() {
            return http.body();
        }
    }

    /** Waits as long as a slow machine needs. */
    public static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    @Override
    public void close() {
        busan.close();
        seoul.close();
        server.close();
        upstream.close();
        client.close();
    }
}

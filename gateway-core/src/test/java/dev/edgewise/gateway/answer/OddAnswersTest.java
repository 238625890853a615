package dev.edgewise.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that answer well-formed HTTP of a kind that no model gives. */
class OddAnswersTest {
    private static final String QUESTION =
            "{\"model\":\"chat-small\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private Upstream upstream;
    private TestNode node;

    @BeforeEach
    void start() {
        upstream = Upstream.start();
        node = TestNode.before(upstream, "");
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    private RawClient ask(String... lines) {
        return node.connect()
                .send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + String.join("", lines) + "Content-Length: " + QUESTION.length() + "\r\n\r\n" + QUESTION);
    }

    private RawClient.Reply answer() {
        try (RawClient client = ask()) {
            RawClient.Reply reply = client.reply();
            assertThat(reply).isNotNull();
            return reply;
        }
    }

    private void behave(int status, String type, String body) {
        upstream.behave((request, asked) -> request.response()
                .setStatusCode(status)
                .putHeader("content-type", type)
                .end(body));
    }

    private static byte[] gzip(String text) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    @Test
    void whoWaitedForARefusedCallGetsTheCentresOwnRefusalWithItsRetryAfter() {
        upstream.behave((request, body) -> upstream.vertx().setPeriodic(5, timer -> {
            if (node.inFlight() >= 12 || upstream.seen().size() > 1) {
                upstream.vertx().cancelTimer(timer);
                request.response()
                        .setStatusCode(429)
                        .putHeader("retry-after", "7")
                        .putHeader("content-type", "application/json")
                        .end("{\"error\":{\"message\":\"too many\"}}");
            }
        }));
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            clients.add(ask());
        }

        for (RawClient client : clients) {
            RawClient.Reply reply = client.reply();
            assertThat(reply).isNotNull();
            assertThat(reply.status()).isEqualTo(429);
            assertThat(reply.header("retry-after")).isEqualTo("7");
            assertThat(reply.body()).contains("too many");
            client.close();
        }
    }

    @Test
    void compressedAnswerPassesAsItIsAndIsNotKept() throws IOException, InterruptedException {
        byte[] packed = gzip(Upstream.ANSWER);
        upstream.behave((request, body) -> request.response()
                .putHeader("content-type", "application/json")
                .putHeader("content-encoding", "gzip")
                .end(Buffer.buffer(packed)));

        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var asks = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/v1/chat/completions"))
                    .header("Accept-Encoding", "gzip")
                    .POST(HttpRequest.BodyPublishers.ofString(QUESTION))
                    .build();
            for (int i = 0; i < 2; i++) {
                var reply = client.send(asks, HttpResponse.BodyHandlers.ofByteArray());
                assertThat(reply.statusCode()).isEqualTo(200);
                assertThat(reply.headers().firstValue("content-encoding")).hasValue("gzip");
                assertThat(reply.headers().firstValue("edge-served-by")).hasValue("central");
                assertThat(reply.headers().firstValue("cache-status")).hasValue("edgewise; fwd=miss");
                assertThat(reply.body()).isEqualTo(packed);
            }
        }
        assertThat(upstream.seen())
                .hasSize(2)
                .allSatisfy(seen -> assertThat(seen.headers()).containsEntry("accept-encoding", "identity"));
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(node.metric("edgewise_usage_unknown_total")).isEqualTo(2));
        assertThat(node.metric("edgewise_tokens_total{kind=\"prompt\"}")).isZero();
    }

    @Test
    void compressedEventsPassAsTheyAre() throws IOException {
        byte[] packed = gzip("data: {}\n\ndata: [DONE]\n\n");
        upstream.behave((request, body) -> request.response()
                .putHeader("content-type", "text/event-stream")
                .putHeader("content-encoding", "gzip")
                .end(Buffer.buffer(packed)));

        RawClient.Reply reply = answer();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-encoding")).isEqualTo("gzip");
        assertThat(reply.body()).hasSize(new String(packed, StandardCharsets.UTF_8).length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json", "text/plain"})
    void pageOfAProxyWithStatus200IsNoAnswer(String type) {
        behave(200, type, "<html>Please log in</html>");

        assertGarbage(answer());
    }

    @Test
    void largePageOfAProxyIsNoAnswerEither() {
        behave(200, "text/html", "<html>" + "x".repeat(2 * Relay.GATHERED_BYTES_MAX) + "</html>");

        assertGarbage(answer());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 304, 307, 308})
    void redirectOfTheCentreDoesNotReachTheCaller(int status) {
        upstream.behave((request, body) -> request.response()
                .setStatusCode(status)
                .putHeader("location", "http://169.254.169.254/")
                .end());

        RawClient.Reply reply = answer();

        assertGarbage(reply);
        assertThat(reply.headers()).doesNotContainKey("location");
    }

    @Test
    void answerWithoutBodyHasNoContentType() {
        upstream.behave((request, body) -> request.response().setStatusCode(204).end());

        RawClient.Reply reply = answer();

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.headers()).doesNotContainKey("content-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "x-unknown, gzip"})
    void compressedBodyIsRefusedWithWhatToDo(String encoding) {
        try (RawClient client = ask("Content-Encoding: " + encoding + "\r\n")) {
            RawClient.Reply reply = client.reply();
            assertThat(reply).isNotNull();
            assertThat(reply.status()).isEqualTo(415);
            assertThat(reply.body()).contains("unsupported_encoding").contains("Send it uncompressed");
            assertThat(reply.header("accept-encoding")).isEqualTo("identity");
        }
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void bodyThatSaysItIsNotCompressedIsTaken() {
        try (RawClient client = ask("Content-Encoding: identity\r\n")) {
            RawClient.Reply reply = client.reply();
            assertThat(reply).isNotNull();
            assertThat(reply.status()).isEqualTo(200);
        }
        Awaitility.await().until(() -> node.inFlight() == 0);
    }

    private static void assertGarbage(RawClient.Reply reply) {
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.body()).contains("upstream_garbage");
    }
}

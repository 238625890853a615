package dev.edgewise.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A full node says so at once. */
class AdmissionTest {
    private static final String BODY =
            "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String HEAD =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY.length() + "\r\n\r\n";

    @Test
    void aFullNodeShedsOnTheHeadAndServesAgainWhenAPlaceIsFree() throws InterruptedException {
        var held = new LinkedBlockingQueue<HttpServerRequest>();
        try (var upstream = Upstream.start();
                var node = TestNode.before(upstream, "limits: {in_flight: 1}\n");
                var first = node.connect();
                var second = node.connect()) {
            upstream.behave((request, body) -> held.add(request));
            first.send(HEAD + BODY);
            HttpServerRequest waiting = held.poll(10, TimeUnit.SECONDS);
            assertThat(waiting).isNotNull();

            second.send(HEAD);
            RawClient.Reply shed = second.reply();

            assertThat(shed).isNotNull();
            assertThat(shed.status()).isEqualTo(503);
            assertThat(shed.header("retry-after")).isEqualTo("1");
            assertThat(shed.body()).contains("\"code\":\"overloaded\"", "\"retryable\":true");
            assertThat(upstream.seen()).hasSize(1);

            upstream.behave(Upstream::answerChat);
            waiting.response().putHeader("content-type", "application/json").end(Upstream.ANSWER);
            assertThat(first.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
            await().until(() -> node.inFlight() == 0);
            try (var third = node.connect()) {
                third.send(HEAD + BODY);
                assertThat(third.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
            }
        }
    }

    @Test
    void bodiesThatAreAnnouncedButNotSentTakeNoRoom() {
        String announcing = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n{";
        List<RawClient> silent = new ArrayList<>();
        try (var upstream = Upstream.start();
                var node = TestNode.before(upstream, "limits: {body: 1MB}\n");
                var client = node.connect()) {
            for (int i = 0; i < 40; i++) {
                silent.add(node.connect().send(announcing));
            }
            await().until(() -> node.inFlight() == 40);

            client.send(HEAD + BODY);

            assertThat(client.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
        } finally {
            silent.forEach(RawClient::close);
        }
    }

    @Test
    void aBodyInManyPiecesArrivesWhole() {
        String text = "x".repeat(300_000);
        String body = BODY.replace("hi", text);
        try (var upstream = Upstream.start();
                var node = TestNode.before(upstream, "");
                var client = node.connect()) {
            client.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n");
            for (int at = 0; at < body.length(); at += 10_007) {
                client.send(body.substring(at, Math.min(body.length(), at + 10_007)));
            }

            assertThat(client.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
            assertThat(upstream.seen().getFirst().body()).contains(text);
        }
    }
}

package dev.edgewise.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that take their time, and more of them than there is room for. */
class SlowClientTest {
    private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n";
    private static final String BODY =
            "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static Upstream upstream;

    @BeforeAll
    static void start() {
        upstream = Upstream.start();
    }

    @AfterAll
    static void stop() {
        upstream.close();
    }

    @Test
    void aHeadThatDoesNotComeToItsEndIsAnswered408AndClosed() {
        try (var node = TestNode.before(upstream, "limits: {header_time: 1s}\n");
                var client = node.connect()) {
            client.send("GET /v1/models HTTP/1.1\r\nHost: a\r\nX: ");

            assertThat(client.reply()).extracting(RawClient.Reply::status).isEqualTo(408);
            assertThat(client.ends()).isTrue();
            assertThat(node.metric("edgewise_guard_refused_total{reason=\"head_time\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aBodyThatDoesNotComeToItsEndIsAnswered408AndClosed() {
        upstream.forget();
        try (var node = TestNode.before(upstream, "limits: {body_time: 100ms}\n");
                var client = node.connect()) {
            client.send(POST + "Content-Length: 100\r\n\r\n{");

            var reply = client.reply();
            assertThat(reply).isNotNull();
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.body()).contains("\"code\":\"body_time\"");
            assertThat(client.ends()).isTrue();
            assertThat(upstream.seen()).isEmpty();
            await().untilAsserted(() -> assertThat(node.inFlight()).isZero());
        }
    }

    @Test
    void aBodyThatDripsSlowerThanTheRateIsAnswered408() {
        var offset = new AtomicLong();
        var clock = new NodeClock(() -> System.nanoTime() + offset.get(), System::currentTimeMillis);
        try (var node = TestNode.before(upstream, "limits: {body_rate: 1kB}\n", clock);
                var slow = node.connect();
                var fast = node.connect()) {
            slow.send(POST + "Content-Length: 100000\r\n\r\n" + "x".repeat(1_000));
            fast.send(POST + "Content-Length: 100000\r\n\r\n" + "x".repeat(50_000));
            await().until(() -> node.inFlight() == 2);
            await().until(() -> node.connections() == 2);
            offset.set(Duration.ofSeconds(6).toNanos());

            assertThat(slow.reply()).extracting(RawClient.Reply::status).isEqualTo(408);
            fast.send("x".repeat(50_000));
            assertThat(fast.reply()).extracting(RawClient.Reply::status).isEqualTo(400);
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleOfItsBodyGivesItsPlaceBack() {
        try (var node = TestNode.before(upstream, "limits: {in_flight: 1}\n")) {
            try (var client = node.connect()) {
                client.send(POST + "Content-Length: 100\r\n\r\n{");
                await().until(() -> node.inFlight() == 1);
            }
            await().until(() -> node.inFlight() == 0);
        }
    }

    @Test
    void aReaderThatTakesNothingIsCutOffAndItsUpstreamCancelled() {
        var cancelled = new AtomicBoolean();
        upstream.behave((request, body) -> {
            HttpServerResponse response = request.response().putHeader("content-type", "text/event-stream");
            response.setChunked(true).exceptionHandler(broken -> cancelled.set(true));
            response.closeHandler(closed -> cancelled.set(true));
            pour(response);
        });
        try (var node = TestNode.before(upstream, "limits: {write_stall: 200ms}\n");
                var client = RawClient.to(node.port(), 4096)) {
            client.send(POST + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);

            await().untilTrue(cancelled);
            assertThat(node.metric("edgewise_guard_refused_total{reason=\"write_stall\"}"))
                    .isEqualTo(1);
            await().until(() -> node.inFlight() == 0);
        } finally {
            upstream.behave(Upstream::answerChat);
        }
    }

    private static void pour(HttpServerResponse response) {
        Buffer event = Buffer.buffer("data: {\"x\":\"" + "y".repeat(30_000) + "\"}\n\n");
        while (!response.writeQueueFull()) {
            response.write(event);
        }
        response.drainHandler(ready -> pour(response));
    }

    @Test
    void aConnectionThatIsNotUsedIsClosed() {
        var offset = new AtomicLong();
        var clock = new NodeClock(() -> System.nanoTime() + offset.get(), System::currentTimeMillis);
        try (var node = TestNode.before(upstream, "limits: {idle_time: 60s, header_time: 10s}\n", clock);
                var never = node.connect();
                var once = node.connect()) {
            once.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(once.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
            await().until(() -> node.connections() == 2);
            // One that never sent anything is not waited for longer than for a head.
            offset.set(Duration.ofSeconds(11).toNanos());
            assertThat(never.ends()).isTrue();
            await().until(() -> node.connections() == 1);

            offset.set(Duration.ofSeconds(61).toNanos());
            assertThat(once.ends()).isTrue();
            await().until(() -> node.connections() == 0);
        }
    }

    @Test
    void aConnectionBeyondTheLimitIsClosedAtOnceAndRoomIsMadeByTheNextToLeave() {
        try (var node = TestNode.before(upstream, "limits: {connections: 2}\n");
                var first = node.connect()) {
            try (var second = node.connect()) {
                await().until(() -> node.connections() == 2);
                try (var third = node.connect()) {
                    assertThat(third.ends()).isTrue();
                }
                second.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(second.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
                first.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(first.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
            }
            await().until(() -> node.connections() == 1);
            try (var next = node.connect()) {
                next.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(next.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
            }
        }
    }

    @Test
    void aThousandIdleConnectionsAndHalfHeadsDoNotHinderARequest() {
        List<RawClient> idle = new ArrayList<>();
        try (var node = TestNode.before(upstream, "");
                var client = node.connect()) {
            for (int i = 0; i < 1_000; i++) {
                RawClient waiting = node.connect();
                idle.add(i % 2 == 0 ? waiting : waiting.send("GET / HTTP/1.1\r\nHo"));
            }
            await().until(() -> node.connections() == 1_001);
            for (int i = 0; i < 100; i++) {
                client.send(POST + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
                assertThat(client.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
            }
        } finally {
            idle.forEach(RawClient::close);
        }
    }
}

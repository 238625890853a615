package dev.edgewise.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The node's own time, where a client is waited for that never sends what it announced. */
class OwnTimeTest {
    private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n";
    private static final String PATIENT = "limits: {body_time: 1h, body_rate: 1B}\n";
    private static final Duration WAITED = Duration.ofMinutes(30);

    private static Upstream upstream;

    private final AtomicLong offset = new AtomicLong();
    private final NodeClock clock = new NodeClock(() -> System.nanoTime() + offset.get(), System::currentTimeMillis);

    @BeforeAll
    static void start() {
        upstream = Upstream.start();
    }

    @AfterAll
    static void stop() {
        upstream.close();
    }

    @Test
    void waitingForABodyThatIsRefusedForItsTimeIsNotTheNodesOwn() {
        try (var node = TestNode.before(upstream, "", clock);
                var client = waiting(node, "Content-Length: 100\r\n\r\n{")) {
            assertThat(client.reply()).extracting(RawClient.Reply::status).isEqualTo(408);
            assertOwnTimeIsSmall(node);
        }
    }

    @Test
    void waitingForABodyWhoseFramingIsWrongIsNotTheNodesOwn() {
        try (var node = TestNode.before(upstream, PATIENT, clock);
                var client =
                        waiting(node, "Transfer-Encoding: chunked\r\n\r\n2000\r\n" + "x".repeat(0x2000) + "\r\n")) {
            client.send("nonsense\r\n");

            assertThat(client.reply()).extracting(RawClient.Reply::status).isEqualTo(400);
            assertOwnTimeIsSmall(node);
        }
    }

    @Test
    void waitingForABodyWhoseClientLeavesIsNotTheNodesOwn() {
        try (var node = TestNode.before(upstream, PATIENT, clock)) {
            waiting(node, "Content-Length: 10000\r\n\r\n" + "x".repeat(5_000)).close();

            await().until(() -> node.metric("edgewise_clients_gone_total") == 1);
            assertOwnTimeIsSmall(node);
        }
    }

    /** A client that has sent this much of a request when the time has passed. */
    private RawClient waiting(TestNode node, String rest) {
        RawClient client = node.connect().send(POST + rest);
        await().until(() -> node.inFlight() == 1);
        offset.set(WAITED.toNanos());
        return client;
    }

    private static void assertOwnTimeIsSmall(TestNode node) {
        await().until(() -> node.metric("edgewise_overhead_seconds_count") == 1);
        await().untilAsserted(() -> assertThat(node.metric("edgewise_overhead_seconds_sum"))
                .isPositive()
                .isLessThan(WAITED.toSeconds() / 2.0));
    }
}

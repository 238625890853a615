package dev.edgewise.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Where the phases that may read a large body run. */
class LargeBodyTest {
    private static final String CLOSED = """
            rules: [{id: closed, match: {model: [chat-small]}, effect: {deny: {code: closed, message: Not now.}}}]
            """;
    private static final String ELSEWHERE = CLOSED.replace("[chat-small]", "[chat-small], country: [KR]");
    private static final String LARGE = body("x".repeat(Lane.LIGHT_BODY_BYTES_MAX));

    /** Names of the threads that ran the first phases; every phase reads the clock. */
    private final Set<String> governing = ConcurrentHashMap.newKeySet();

    private static String body(String text) {
        return "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private long nanos() {
        boolean first = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("fastLane")));
        if (first) {
            governing.add(Thread.currentThread().getName());
        }
        return System.nanoTime();
    }

    private TestNode start(Upstream upstream, String more) {
        return TestNode.before(
                upstream, more, new NodeClock(this::nanos, NodeClock.system().epochMillis()));
    }

    private static int ask(TestNode node, String body) {
        try (RawClient client = node.connect()) {
            RawClient.Reply reply = client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .reply();
            assertThat(reply).isNotNull();
            return reply.status();
        }
    }

    @Test
    void rulesAboutModelsReadALargeBodyOffTheEventLoop() {
        try (var upstream = Upstream.start();
                var closed = start(upstream, CLOSED);
                var open = start(upstream, ELSEWHERE)) {
            assertThat(ask(closed, LARGE)).isEqualTo(403);
            assertThat(ask(open, LARGE)).isEqualTo(200);

            assertThat(governing).containsExactly("edgewise-heavy");
            await().until(() -> closed.inFlight() + open.inFlight() == 0);
        }
    }

    @Test
    void smallBodiesAndNodesWithoutSuchRulesStayOnTheLoop() {
        try (var upstream = Upstream.start();
                var ruled = start(upstream, CLOSED);
                var plain = start(upstream, "")) {
            assertThat(ask(ruled, body("hi"))).isEqualTo(403);
            assertThat(ask(plain, LARGE)).isEqualTo(200);

            assertThat(governing).allMatch(name -> name.contains("eventloop"));
        }
    }
}

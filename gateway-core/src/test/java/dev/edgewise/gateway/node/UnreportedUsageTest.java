package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.Upstream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers of a priced cluster that do not say what they used. */
class UnreportedUsageTest {
    private static final String EVENT = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n";

    private Upstream upstream;
    private dev.edgewise.gateway.support.TestNode node;

    @BeforeEach
    void start() {
        upstream = Upstream.start();
        node = node(upstream.url());
    }

    private static dev.edgewise.gateway.support.TestNode node(String... urls) {
        String endpoints =
                Arrays.stream(urls).map(url -> "{url: \"" + url + "\"}").collect(Collectors.joining(", "));
        return dev.edgewise.gateway.support.TestNode.start("""
                listen: {http: {host: 127.0.0.1, port: 0}, admin: {port: 0}}
                models: [{name: chat, central: {cluster: main, model: m}}]
                clusters:
                  main:
                    endpoints: [%s]
                    health: {interval: 1h, timeout: 30s}
                    price: {input: 1 USD/1M, output: 1 USD/1M}
                """.formatted(endpoints), NodeClock.system());
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.close();
    }

    @Test
    void aStreamWithoutUsageIsEstimatedApartAndCostsNothingThatIsKnown() {
        upstream.behave((request, body) -> request.response()
                .putHeader("content-type", "text/event-stream")
                .end(EVENT.formatted("") + EVENT.formatted("a") + EVENT.formatted("b") + "data: [DONE]\n\n"));

        assertThat(ask(",\"stream\":true").body()).contains("[DONE]");

        assertUnknown(2);
    }

    @Test
    void aWholeAnswerWithoutUsageHasNoCost() {
        upstream.behave((request, body) -> request.response()
                .putHeader("content-type", "application/json")
                .end("{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}"));

        RawClient.Reply reply = ask("");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.headers()).doesNotContainKey("edge-cost");
        assertUnknown(0);
    }

    @Test
    void anErrorOfTheCentreUsedNothing() {
        upstream.behave((request, body) -> request.response().setStatusCode(400).end("{\"error\":{}}"));

        RawClient.Reply reply = ask("");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("edge-cost")).isEqualTo("0");
        await().until(() -> node.metric("edgewise_overhead_seconds_count") == 1);
        assertThat(node.metric("edgewise_usage_unknown_total")).isZero();
    }

    @Test
    void anAnswerThatNeverCameMayHaveUsedSome() {
        upstream.behave((request, body) -> request.connection().close());

        assertThat(ask("").status()).isEqualTo(502);

        assertUnknown(0);
    }

    @Test
    void aTryThatMayHaveUsedSomeStaysUnknownBesideTheOneThatTellsWhatItUsed() {
        var tries = new AtomicInteger();
        Upstream.Behaviour brokenAtFirst = (request, body) -> {
            if (tries.getAndIncrement() == 0) {
                request.connection().close();
            } else {
                Upstream.answerChat(request, body);
            }
        };
        upstream.behave(brokenAtFirst);
        try (Upstream second = Upstream.start()) {
            second.behave(brokenAtFirst);
            node.close();
            node = node(upstream.url(), second.url());

            RawClient.Reply reply = ask("", "Idempotency-Key: a\r\n");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(tries).hasValue(2);
            assertThat(reply.headers()).doesNotContainKey("edge-cost");
            await().untilAsserted(() ->
                    assertThat(node.metric("edgewise_usage_unknown_total")).isEqualTo(1));
            assertThat(node.metric("edgewise_tokens_total{kind=\"prompt\"}")).isEqualTo(3);
            assertThat(node.metric("edgewise_tokens_total{kind=\"completion\"}"))
                    .isEqualTo(2);
            assertThat(node.metric("edgewise_cost_nanos_total")).isEqualTo(5_000);
        }
    }

    private RawClient.Reply ask(String more) {
        return ask(more, "");
    }

    private RawClient.Reply ask(String more, String line) {
        String body = "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
        try (var client = node.connect()) {
            RawClient.Reply reply = client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n" + line
                            + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                    .reply();
            assertThat(reply).isNotNull();
            return reply;
        }
    }

    private void assertUnknown(int estimated) {
        await().until(() -> node.metric("edgewise_overhead_seconds_count") == 1);
        await().untilAsserted(() ->
                assertThat(node.metric("edgewise_usage_unknown_total")).isEqualTo(1));
        assertThat(node.metric("edgewise_tokens_estimated_total")).isEqualTo(estimated);
        assertThat(node.metric("edgewise_tokens_total{kind=\"completion\"}")).isZero();
        assertThat(node.metric("edgewise_cost_nanos_total")).isZero();
    }
}

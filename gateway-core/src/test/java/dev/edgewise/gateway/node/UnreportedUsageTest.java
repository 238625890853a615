package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.Upstream;
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
        node = dev.edgewise.gateway.support.TestNode.start("""
                listen: {http: {host: 127.0.0.1, port: 0}, admin: {port: 0}}
                models: [{name: chat, central: {cluster: main, model: m}}]
                clusters:
                  main:
                    endpoints: [{url: "%s"}]
                    price: {input: 1 USD/1M, output: 1 USD/1M}
                """.formatted(upstream.url()), NodeClock.system());
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

    private RawClient.Reply ask(String more) {
        String body = "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
        try (var client = node.connect()) {
            RawClient.Reply reply = client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
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

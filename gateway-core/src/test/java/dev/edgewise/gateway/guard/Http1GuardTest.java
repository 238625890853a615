package dev.edgewise.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not pass in HTTP/1, and what must. */
class Http1GuardTest {
    private static Upstream upstream;
    private static TestNode node;

    static List<SmugglingCases.Case> refused() {
        return SmugglingCases.all();
    }

    static List<OddCases.Case> odd() {
        return OddCases.all();
    }

    @BeforeAll
    static void start() {
        upstream = Upstream.start();
        node = TestNode.before(upstream, "limits: {uri: 8000B}\n");
    }

    @AfterAll
    static void stop() {
        node.close();
        upstream.close();
    }

    @Test
    void theTableHasItsCases() {
        assertThat(refused()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(refused().stream().map(SmugglingCases.Case::name)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aMalformedRequestIsRefusedInTheApisShapeAndTheUpstreamSeesNothing(SmugglingCases.Case refused) {
        upstream.forget();
        try (var client = node.connect()) {
            client.send(refused.bytes());

            List<RawClient.Reply> replies = new ArrayList<>();
            for (var reply = client.reply(); reply != null; reply = client.reply()) {
                replies.add(reply);
            }

            assertThat(replies.stream().map(RawClient.Reply::status)).isEqualTo(refused.statuses());
            assertThat(replies.getLast().body())
                    .startsWith("{\"error\":{\"message\":")
                    .contains("\"type\":\"invalid_request_error\"", "\"param\":null", "\"code\":");
            assertThat(replies.getLast().header("connection")).isEqualTo("close");
            assertThat(upstream.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("odd")
    void anOddButValidRequestIsServed(OddCases.Case odd) {
        try (var client = node.connect()) {
            for (String part : odd.parts()) {
                client.send(part);
            }
            for (int status : odd.statuses()) {
                var reply = client.reply();
                assertThat(reply).isNotNull();
                assertThat(reply.status()).isEqualTo(status);
            }
            client.send("GET /v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
            assertThat(client.ends()).isTrue();
        }
    }

    @Test
    void whatIsRefusedIsCountedByReason() {
        String series = "edgewise_guard_refused_total{reason=\"folded_line\"}";
        double before = node.metric(series);
        try (var client = node.connect()) {
            client.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n b\r\n\r\n");
            assertThat(client.reply()).isNotNull();
        }
        assertThat(node.metric(series)).isEqualTo(before + 1);
    }
}

package dev.edgewise.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import org.junit.jupiter.api.Test;

/** What policy refuses or answers itself counts against the caller's limit like everything else. */
class MeteredDenialTest {
    private static final String BODY = "{\"model\":\"chat-small\",\"messages\":[]}";

    private static RawClient.Reply ask(TestNode node, String path) {
        try (RawClient client = node.connect()) {
            return client.send("POST " + path + " HTTP/1.1\r\nhost: localhost\r\nx-api-key: k\r\ncontent-length: "
                            + BODY.length() + "\r\n\r\n" + BODY)
                    .reply();
        }
    }

    @Test
    void callerWhoIsDeniedRunsIntoTheLimit() {
        String more = """
                tenants: [{id: acme, keys: ["%s"], models: [chat-small], limits: {requests: 2/min}}]
                rules:
                  - {id: no-chat, match: {model: [chat-small]}, effect: {deny: {code: not_here, message: No.}}}
                """.formatted(KeyHash.of("k"));
        try (Upstream upstream = Upstream.start();
                TestNode node = TestNode.before(upstream, more)) {
            RawClient.Reply first = ask(node, "/v1/chat/completions");
            RawClient.Reply second = ask(node, "/v1/chat/completions");
            RawClient.Reply third = ask(node, "/v1/chat/completions");

            assertThat(first.status()).isEqualTo(403);
            assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("1");
            assertThat(second.status()).isEqualTo(403);
            assertThat(third.status()).isEqualTo(429);
            assertThat(upstream.seen()).isEmpty();
        }
    }
}

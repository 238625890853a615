package dev.edgewise.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web pages in a browser on the node's own machine. */
class ForeignPageTest {
    private static final String BODY =
            "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private static RawClient.Reply ask(TestNode node, String host, String lines) {
        try (var client = node.connect()) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: text/plain\r\n"
                    + lines + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
            RawClient.Reply reply = client.reply();
            assertThat(reply).isNotNull();
            return reply;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "https://evil.example:8080",
                "null",
                "http://127.0.0.1.evil.example",
                "http://localhost.evil.example",
                "chrome-extension://abc"
            })
    void aPageOfAnotherMachineCannotUseANodeWithoutTenants(String origin) {
        try (var upstream = Upstream.start();
                var node = TestNode.before(upstream, "")) {
            RawClient.Reply reply = ask(node, "evil.example", "Origin: " + origin + "\r\n");

            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.body()).contains("\"code\":\"foreign_origin\"", "Give it tenants");
            assertThat(upstream.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]:3000", "https://LOCALHOST"})
    void aPageOfThisMachineMay(String origin) {
        try (var upstream = Upstream.start();
                var node = TestNode.before(upstream, "")) {
            assertThat(ask(node, "127.0.0.1", "Origin: " + origin + "\r\n").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPageWithATenantsKeyMay() {
        try (var upstream = Upstream.start();
                var node = TestNode.before(upstream, "tenants: [{id: acme, keys: [\"" + KeyHash.of("k") + "\"]}]\n")) {
            String lines = "Origin: http://evil.example\r\nx-api-key: k\r\n";

            assertThat(ask(node, "a", lines).status()).isEqualTo(200);
        }
    }
}

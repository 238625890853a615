package dev.edgewise.gateway.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeSmokeTest {
    @Test
    void aNodeStartedFromYamlForwardsAChatToItsUpstream() {
        try (var upstream = Upstream.start();
                var node = TestNode.before(upstream, "");
                var client = node.connect()) {
            String body = "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body);

            var reply = client.reply();

            assertThat(reply).isNotNull();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(Upstream.ANSWER);
            assertThat(upstream.seen()).hasSize(1);
        }
    }
}

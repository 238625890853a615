package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A node that stops while its own model writes. */
class LocalDrainTest {
    @Test
    void textThatDoesNotEndWithinTheDrainEndsWithAnErrorEvent() throws Exception {
        try (TestNode node = TestNode.start("""
                models:
                  - {name: chat, local: {model: "file:%s"}}
                limits: {drain: 0s}
                """.formatted(HubFolder.of(HubFolder.CHAT)));
                Wire client = Wire.to(node)) {
            // Ends of its own accord only after far more than a test may take.
            client.send(Wire.chat(Client.stream(
                    "Count to ten thousand.", ",\"temperature\":0,\"max_tokens\":1500,\"logit_bias\":{\"2\":-100}")));
            client.readUntil("\"delta\"");

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(node::close);

            assertThat(client.readUntil("shutting_down")).contains("\"error\"").doesNotContain("[DONE]");
            stopped.join();
        }
    }
}

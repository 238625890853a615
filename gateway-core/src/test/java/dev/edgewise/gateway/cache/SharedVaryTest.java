package dev.edgewise.gateway.cache;

import static dev.edgewise.gateway.support.TwoNodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.support.RealServer;
import dev.edgewise.gateway.support.TwoNodes;
import org.junit.jupiter.api.Test;

/** Answers that vary, on a tier that two nodes share. */
class SharedVaryTest {
    @Test
    void aNodeThatDoesNotKnowYetThatAnswersVaryFindsNoneOfAnothers() {
        try (var nodes = new TwoNodes(
                RealServer.valkey(), "cache: {shared: {valkey: \"redis://127.0.0.1:%d\", timeout: 10s}}\n")) {
            nodes.upstream()
                    .behave((request, body) -> request.response()
                            .putHeader("content-type", "application/json")
                            .putHeader("vary", "X-Persona")
                            .end(Centre.json("for " + request.getHeader("X-Persona"))));
            nodes.ask(nodes.seoul(), "one", "X-Persona", "pirate");
            nodes.ask(nodes.seoul(), "one", "X-Persona", "pirate");
            nodes.ask(nodes.seoul(), "one");
            soon().until(() -> nodes.seoul().metric("edgewise_shared_stored_total") == 2);

            // Only now does the second one hear of it.
            assertThat(nodes.ask(nodes.busan(), "one", "X-Persona", "poet").body())
                    .contains("for poet");
            var pirate = nodes.ask(nodes.busan(), "one", "X-Persona", "pirate");
            assertThat(pirate.servedBy()).isEqualTo("cache-exact");
            assertThat(pirate.body()).contains("for pirate");
            assertThat(nodes.ask(nodes.busan(), "one").body()).contains("for null");
        }
    }
}

package dev.edgewise.gateway.shared;

import static dev.edgewise.gateway.support.TwoNodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.support.RealServer;
import dev.edgewise.gateway.support.TwoNodes;
import org.junit.jupiter.api.Test;

/** Users of a tenant who are kept apart, on two nodes that share a tier on a real server. */
class SharedUsersTest {
    private static final String YAML = """
            cache: {shared: {valkey: "redis://127.0.0.1:%%d", timeout: 10s}}
            tenants:
              - {id: acme, keys: ["%s"], cache_scope: user, user_header: X-User}
            """.formatted(KeyHash.of("a"));

    private static final String[] ANN = {"x-api-key", "a", "x-user", "ann"};
    private static final String[] BEN = {"x-api-key", "a", "x-user", "ben"};

    @Test
    void a_users_answer_is_found_on_the_other_node_by_that_user_alone() {
        try (var nodes = new TwoNodes(RealServer.valkey(), YAML)) {
            assertThat(nodes.ask(nodes.seoul(), "one", ANN).servedBy()).isEqualTo("central");
            soon().until(() -> nodes.seoul().metric("edgewise_shared_stored_total") == 1);

            assertThat(nodes.ask(nodes.busan(), "one", BEN).servedBy()).isEqualTo("central");
            assertThat(nodes.ask(nodes.busan(), "one", ANN).servedBy()).isEqualTo("cache-exact");
            assertThat(nodes.ask(nodes.busan(), "one", "x-api-key", "a").header("cache-status"))
                    .isEqualTo("edgewise; fwd=bypass; detail=no-user");
        }
    }
}

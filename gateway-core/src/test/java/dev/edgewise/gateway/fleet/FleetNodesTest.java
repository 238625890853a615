package dev.edgewise.gateway.fleet;

import static dev.edgewise.gateway.support.TwoNodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.gateway.support.RealServer;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.TwoNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes of one fleet, with a real server between them. */
class FleetNodesTest {
    private TwoNodes nodes;
    private TestNode seoul;
    private TestNode busan;

    @BeforeEach
    void start() {
        nodes = new TwoNodes(
                RealServer.nats(), "fleet: {nats: \"nats://127.0.0.1:%d\", cut_off: {after: 1s, then: serve}}\n");
        seoul = nodes.seoul();
        busan = nodes.busan();
        soon().until(() -> connected(seoul) && connected(busan));
    }

    @AfterEach
    void end() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @Test
    void a_purge_of_one_node_holds_on_the_other() {
        nodes.ask(seoul, "one");
        nodes.ask(busan, "one");
        assertThat(nodes.ask(busan, "one").servedBy()).isEqualTo("cache-exact");

        seoul.node().purges().purge(Purge.hard(new PurgeTarget.Model("chat-small")));

        soon().until(() -> busan.metric("edgewise_fleet_received_total") == 1);
        assertThat(nodes.ask(busan, "one").servedBy()).isEqualTo("central");
        assertThat(seoul.metric("edgewise_fleet_received_total")).isZero();
    }

    @Test
    void a_file_that_one_node_pins_is_in_force_on_the_other_and_on_one_that_comes_later() {
        pin(seoul, "two", "Pinned.");

        soon().until(() -> nodes.ask(busan, "two").servedBy().equals("pinned"));
        try (TestNode jeju = nodes.node("jeju")) {
            soon().until(() -> nodes.ask(jeju, "two").servedBy().equals("pinned"));
        }
    }

    @Test
    void two_nodes_that_pin_one_name_at_once_end_with_the_same_words() {
        nodes.server().kill();
        soon().until(() -> !connected(seoul) && !connected(busan));
        pin(seoul, "two", "Seoul says so.");
        pin(busan, "two", "Busan says so.");
        assertThat(nodes.ask(seoul, "two").body()).contains("Seoul says so.");
        assertThat(nodes.ask(busan, "two").body()).contains("Busan says so.");

        nodes.server().start();

        soon().until(() -> heard(seoul) == 2 && heard(busan) == 2);
        String seouls = nodes.ask(seoul, "two").body();
        String busans = nodes.ask(busan, "two").body();
        assertThat(busans.contains("Seoul says so.")).isEqualTo(seouls.contains("Seoul says so."));
    }

    @Test
    void a_node_without_the_server_says_so_and_a_purge_meanwhile_is_told_when_it_is_back() {
        nodes.ask(busan, "three");
        nodes.server().kill();
        soon().until(() -> nodes.ask(busan, "three").header("cache-status").endsWith("; detail=purge-unsynced"));
        seoul.node().purges().purge(Purge.hard(new PurgeTarget.All()));

        nodes.server().start();

        soon().until(() -> connected(busan) && busan.metric("edgewise_fleet_received_total") == 1);
        assertThat(nodes.ask(busan, "three").servedBy()).isEqualTo("central");
    }

    private static boolean connected(TestNode node) {
        return node.metric("edgewise_fleet_connected") == 1;
    }

    private static double heard(TestNode node) {
        return node.metric("edgewise_fleet_event");
    }

    private void pin(TestNode node, String question, String answer) {
        nodes.operate(
                node,
                "/admin/v1/cache/pin",
                "{\"name\":\"a.yaml\",\"yaml\":\"pinned: [{id: a, questions: [%s], answer: %s}]\"}"
                        .formatted(question, answer));
    }
}

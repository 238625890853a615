package dev.edgewise.gateway.shared;

import static dev.edgewise.gateway.support.TwoNodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.gateway.support.RealServer;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.TwoNodes;
import dev.edgewise.gateway.support.TwoNodes.Reply;
import dev.edgewise.gateway.support.Upstream;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that share a tier on a real server. */
class SharedTierNodesTest {
    private TwoNodes nodes;
    private TestNode seoul;
    private TestNode busan;

    @BeforeEach
    void start() {
        nodes = new TwoNodes(
                RealServer.valkey(), "cache: {shared: {valkey: \"redis://127.0.0.1:%d\", timeout: 10s}}\n");
        seoul = nodes.seoul();
        busan = nodes.busan();
    }

    @AfterEach
    void end() {
        if (nodes != null) {
            nodes.close();
        }
    }

    /** Has a node fetch an answer that then lies on the server. */
    private void shares(TestNode node, String question) {
        assertThat(nodes.ask(node, question).servedBy()).isEqualTo("central");
        soon().until(() -> node.metric("edgewise_shared_stored_total") == 1);
    }

    @Test
    void what_one_node_fetched_the_other_has() {
        shares(seoul, "one");

        Reply second = nodes.ask(busan, "one");

        assertThat(second.servedBy()).isEqualTo("cache-exact");
        assertThat(second.body()).isEqualTo(Upstream.ANSWER);
        assertThat(nodes.upstream().seen()).hasSize(1);
        assertThat(hits(busan)).isEqualTo(1);
        assertThat(nodes.ask(busan, "one").servedBy()).isEqualTo("cache-exact");
        assertThat(hits(busan)).isEqualTo(1);
    }

    private static double hits(TestNode node) {
        return node.metric("edgewise_shared_lookups_total{result=\"hit\"}");
    }

    @Test
    void one_who_waits_for_what_another_finds_there_says_itself_how_fresh_it_must_be() throws Exception {
        shares(seoul, "seven");
        nodes.server().freeze();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var leads = callers.submit(() -> nodes.ask(busan, "seven"));
            soon().until(() -> busan.inFlight() == 1);
            var joins = callers.submit(() -> nodes.ask(busan, "seven"));
            // What lies there lives for an hour at most.
            var joinsChoosy = callers.submit(() -> nodes.ask(busan, "seven", "cache-control", "min-fresh=7200"));
            soon().until(() -> busan.inFlight() == 3);
            nodes.server().thaw();

            // On a machine too slow for the tier's ten seconds the first fetches it, and there is nothing to be judged.
            if (leads.get().servedBy().equals("cache-exact")) {
                assertThat(joins.get().servedBy()).isEqualTo("cache-exact");
                assertThat(joins.get().header("age")).isNotEmpty();
                assertThat(joinsChoosy.get().servedBy()).isEqualTo("central");
            }
        }
    }

    @Test
    void who_wants_a_stored_answer_or_none_is_given_the_tiers() {
        shares(seoul, "ten");

        Reply found = nodes.send(busan, "ten", "cache-control", "only-if-cached");
        assertThat(found.servedBy()).isEqualTo("cache-exact");
        assertThat(found.body()).isEqualTo(Upstream.ANSWER);
        assertThat(hits(busan)).isEqualTo(1);
        assertThat(nodes.send(busan, "ten", "cache-control", "only-if-cached, no-cache")
                        .http()
                        .statusCode())
                .isEqualTo(504);
        assertThat(nodes.send(busan, "eleven", "cache-control", "only-if-cached")
                        .http()
                        .statusCode())
                .isEqualTo(504);
        assertThat(nodes.upstream().seen()).hasSize(1);
        nodes.server().kill();
        assertThat(nodes.send(busan, "twelve", "cache-control", "only-if-cached")
                        .http()
                        .statusCode())
                .isEqualTo(504);
    }

    @Test
    void what_is_purged_on_one_node_the_other_does_not_find_in_the_tier() {
        shares(seoul, "three");

        seoul.node().purges().purge(Purge.hard(new PurgeTarget.Model("chat-small")));

        shares(busan, "three");
        assertThat(nodes.ask(seoul, "three").servedBy()).isEqualTo("cache-exact");
    }

    @Test
    void a_purge_that_the_server_did_not_hear_is_told_before_it_is_asked_again() {
        shares(seoul, "four");
        nodes.server().freeze();
        seoul.node().purges().purge(Purge.hard(new PurgeTarget.All()));
        assertThat(seoul.metric("edgewise_shared_purges_pending")).isEqualTo(1);
        nodes.server().thaw();

        assertThat(nodes.ask(seoul, "four").servedBy()).isEqualTo("central");

        soon().until(() -> seoul.metric("edgewise_shared_purges_pending") == 0);
        assertThat(nodes.upstream().seen()).hasSize(2);
    }

    @Test
    void a_file_that_one_node_pins_reaches_the_others_over_the_tier_and_so_does_its_end() {
        String pin = "{\"name\":\"a.yaml\",\"yaml\":\"pinned: [{id: a, questions: [eight], answer: Pinned.}]\"}";
        nodes.operate(seoul, "/admin/v1/cache/pin", pin);

        soon().until(() -> nodes.ask(busan, "eight").servedBy().equals("pinned"));
        try (TestNode jeju = nodes.node("jeju")) {
            soon().until(() -> nodes.ask(jeju, "eight").servedBy().equals("pinned"));
        }

        nodes.operate(busan, "/admin/v1/cache/unpin", "{\"name\":\"a.yaml\"}");
        soon().until(() -> !nodes.ask(seoul, "eight").servedBy().equals("pinned"));
    }

    @Test
    void what_two_nodes_pin_under_one_name_while_the_server_is_away_ends_the_same_on_both() {
        nodes.server().kill();
        for (TestNode node : List.of(seoul, busan)) {
            nodes.operate(
                    node,
                    "/admin/v1/cache/pin",
                    "{\"name\":\"a.yaml\",\"yaml\":\"pinned: [{id: a, questions: [nine], answer: Port %d.}]\"}"
                            .formatted(node.port()));
        }
        assertThat(nodes.ask(seoul, "nine").body()).contains("Port " + seoul.port());
        assertThat(nodes.ask(busan, "nine").body()).contains("Port " + busan.port());

        nodes.server().start();

        soon().until(() -> {
            boolean seouls = nodes.ask(seoul, "nine").body().contains("Port " + seoul.port());
            boolean busans = nodes.ask(busan, "nine").body().contains("Port " + busan.port());
            return seouls != busans;
        });
    }

    @Test
    void a_server_that_lost_its_memory_of_purges_gives_no_answer_of_before() {
        shares(seoul, "five");
        assertThat(nodes.server().cli("DEL", "edgewise:purges")).isEqualTo("1");

        assertThat(nodes.ask(busan, "five").servedBy()).isEqualTo("central");
    }

    @Test
    void a_damaged_answer_is_none() {
        shares(seoul, "six");
        String key = nodes.server().cli("KEYS", "edgewise:answer:*");
        assertThat(nodes.server().cli("SETRANGE", key, "40", "x")).isNotEqualTo("0");

        assertThat(nodes.ask(busan, "six").servedBy()).isEqualTo("central");
    }

    @Test
    void a_dead_server_costs_nothing_but_its_hits() {
        nodes.server().kill();

        assertThat(nodes.ask(seoul, "two").servedBy()).isEqualTo("central");
        assertThat(nodes.ask(seoul, "two").servedBy()).isEqualTo("cache-exact");
        assertThat(nodes.ask(busan, "two").servedBy()).isEqualTo("central");
    }
}

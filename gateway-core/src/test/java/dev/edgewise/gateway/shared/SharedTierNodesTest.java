package dev.edgewise.gateway.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.RealServer;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes before one centre, with a real server between them. */
class SharedTierNodesTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Upstream upstream = Upstream.start();
    private RealServer server;
    private TestNode seoul;
    private TestNode busan;

    @BeforeEach
    void start() {
        server = RealServer.valkey();
        seoul = node("seoul");
        busan = node("busan");
    }

    private TestNode node(String id) {
        return TestNode.before(upstream, """
                node: {id: %s}
                cache: {shared: {valkey: "redis://127.0.0.1:%d", timeout: 10s}}
                """.formatted(id, server.port()), NodeClock.system());
    }

    @AfterEach
    void end() {
        if (busan != null) {
            busan.close();
        }
        if (seoul != null) {
            seoul.close();
        }
        if (server != null) {
            server.close();
        }
        upstream.close();
        client.close();
    }

    @Test
    void what_one_node_fetched_the_other_has() throws Exception {
        assertThat(served(ask(seoul, "one"))).isEqualTo("central");
        Awaitility.await().until(() -> seoul.metric("edgewise_shared_stored_total") == 1);

        HttpResponse<String> second = ask(busan, "one");

        assertThat(served(second)).isEqualTo("cache-exact");
        assertThat(second.body()).isEqualTo(Upstream.ANSWER);
        assertThat(upstream.seen()).hasSize(1);
        assertThat(busan.metric("edgewise_shared_lookups_total{result=\"hit\"}"))
                .isEqualTo(1);
        assertThat(served(ask(busan, "one"))).isEqualTo("cache-exact");
        assertThat(busan.metric("edgewise_shared_lookups_total{result=\"hit\"}"))
                .isEqualTo(1);
    }

    @Test
    void what_is_purged_on_one_node_the_other_does_not_find_in_the_tier() throws Exception {
        ask(seoul, "three");
        Awaitility.await().until(() -> seoul.metric("edgewise_shared_stored_total") == 1);

        seoul.node().purges().purge(Purge.hard(new PurgeTarget.Model("chat-small")));

        assertThat(served(ask(busan, "three"))).isEqualTo("central");
        Awaitility.await().until(() -> busan.metric("edgewise_shared_stored_total") == 1);
        assertThat(served(ask(seoul, "three"))).isEqualTo("cache-exact");
    }

    @Test
    void a_purge_that_the_server_did_not_hear_is_told_before_it_is_asked_again() throws Exception {
        ask(seoul, "four");
        Awaitility.await().until(() -> seoul.metric("edgewise_shared_stored_total") == 1);
        server.freeze();
        seoul.node().purges().purge(Purge.hard(new PurgeTarget.All()));
        assertThat(seoul.metric("edgewise_shared_purges_pending")).isEqualTo(1);
        server.thaw();

        assertThat(served(ask(seoul, "four"))).isEqualTo("central");

        Awaitility.await().until(() -> seoul.metric("edgewise_shared_purges_pending") == 0);
        assertThat(upstream.seen()).hasSize(2);
    }

    @Test
    void a_server_that_lost_its_memory_of_purges_gives_no_answer_of_before() throws Exception {
        ask(seoul, "five");
        Awaitility.await().until(() -> seoul.metric("edgewise_shared_stored_total") == 1);
        assertThat(server.cli("DEL", "edgewise:purges")).isEqualTo("1");

        assertThat(served(ask(busan, "five"))).isEqualTo("central");
    }

    @Test
    void a_damaged_answer_is_none() throws Exception {
        ask(seoul, "six");
        Awaitility.await().until(() -> seoul.metric("edgewise_shared_stored_total") == 1);
        String key = server.cli("KEYS", "edgewise:answer:*");
        assertThat(server.cli("SETRANGE", key, "40", "x")).isNotEqualTo("0");

        assertThat(served(ask(busan, "six"))).isEqualTo("central");
    }

    @Test
    void a_dead_server_costs_nothing_but_its_hits() throws Exception {
        server.kill();

        assertThat(served(ask(seoul, "two"))).isEqualTo("central");
        assertThat(served(ask(seoul, "two"))).isEqualTo("cache-exact");
        assertThat(served(ask(busan, "two"))).isEqualTo("central");
    }

    private HttpResponse<String> ask(TestNode node, String question) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/v1/chat/completions"))
                .POST(BodyPublishers.ofString("""
                        {"model":"chat-small","temperature":0,"messages":[{"role":"user","content":"%s"}]}""".formatted(question)))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static String served(HttpResponse<String> answer) {
        return answer.headers().firstValue("edge-served-by").orElse("");
    }
}

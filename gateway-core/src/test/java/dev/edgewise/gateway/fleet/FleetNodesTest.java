package dev.edgewise.gateway.fleet;

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
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes of one fleet, with a real server between them. */
class FleetNodesTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Upstream upstream = Upstream.start();
    private RealServer server;
    private TestNode seoul;
    private TestNode busan;

    @BeforeEach
    void start() {
        server = RealServer.nats();
        seoul = node("seoul");
        busan = node("busan");
        soon().until(() -> connected(seoul) && connected(busan));
    }

    private TestNode node(String id) {
        return TestNode.before(upstream, """
                node: {id: %s}
                fleet: {nats: "nats://127.0.0.1:%d", cut_off: {after: 1s, then: serve}}
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
    void a_purge_of_one_node_holds_on_the_other() throws Exception {
        ask(seoul, "one");
        ask(busan, "one");
        assertThat(served(ask(busan, "one"))).isEqualTo("cache-exact");

        seoul.node().purges().purge(Purge.hard(new PurgeTarget.Model("chat-small")));

        soon().until(() -> busan.metric("edgewise_fleet_received_total") == 1);
        assertThat(served(ask(busan, "one"))).isEqualTo("central");
        assertThat(seoul.metric("edgewise_fleet_received_total")).isZero();
    }

    @Test
    void a_file_that_one_node_pins_is_in_force_on_the_other_and_on_one_that_comes_later() throws Exception {
        pin(seoul, "{\"name\":\"a.yaml\",\"yaml\":\"pinned: [{id: a, questions: [two], answer: Pinned.}]\"}");

        soon().until(() -> served(ask(busan, "two")).equals("pinned"));
        try (TestNode jeju = node("jeju")) {
            soon().until(() -> served(ask(jeju, "two")).equals("pinned"));
        }
    }

    @Test
    void a_node_without_the_server_says_so_and_a_purge_meanwhile_is_told_when_it_is_back() throws Exception {
        ask(busan, "three");
        server.kill();
        soon().until(() -> ask(busan, "three")
                .headers()
                .firstValue("cache-status")
                .orElse("")
                .endsWith("; detail=purge-unsynced"));
        seoul.node().purges().purge(Purge.hard(new PurgeTarget.All()));

        server.start();

        soon().until(() -> connected(busan) && busan.metric("edgewise_fleet_received_total") == 1);
        assertThat(served(ask(busan, "three"))).isEqualTo("central");
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private static boolean connected(TestNode node) {
        return node.metric("edgewise_fleet_connected") == 1;
    }

    private void pin(TestNode node, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.node().adminPort() + "/admin/v1/cache/pin"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> ask(TestNode node, String question) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/v1/chat/completions"))
                .POST(BodyPublishers.ofString("""
                        {"model":"chat-small","temperature":0,"messages":[{"role":"user","content":"%s"}]}""".formatted(question)))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String served(HttpResponse<String> answer) {
        return answer.headers().firstValue("edge-served-by").orElse("");
    }
}

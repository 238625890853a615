package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Near answers that are not served are compared with the real one afterwards, and the tenant's figures tell of it. */
class SemanticLearningTest {
    private static final String ZERO = ",\"temperature\":0";

    private static StandInCluster cluster;
    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        cluster = StandInCluster.start(
                ClusterOptions.defaults().withEcho(true).withPace(Duration.ZERO, Duration.ZERO, 7));
        node = TestNode.start(TestNode.clusters("", cluster) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                  - {name: embed, local: {model: all-minilm-l6-v2-q}}
                cache:
                  disk: 0B
                  semantic: {embedder: embed, time: 10s, audit: 0, verifier: {threshold: 1}}
                """);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> node.gauge("edgewise.local.models.ready") >= 1);
    }

    @AfterAll
    static void stop() {
        node.close();
        cluster.close();
    }

    private static JsonNode semantic() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.adminPort() + "/admin/v1/cache/stats"))
                .build();
        return Client.json(node.client()
                        .http()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body())
                .path("semantic");
    }

    private static long checked() throws Exception {
        JsonNode tenant = semantic().path("tenants").path(0);
        return tenant.path("checked_right").asLong()
                + tenant.path("checked_wrong").asLong()
                + tenant.path("checked_unsure").asLong();
    }

    @Test
    void answersThatWereNotServedAreComparedAndCounted() throws Exception {
        node.client().chat(Client.ask("What is the capital of France?", ZERO));
        Client.Answer near = node.client().chat(Client.ask("What's the capital of France?", ZERO));

        assertThat(near.servedBy()).isEqualTo("central");
        assertThat(near.header("cache-status")).contains("detail=\"near; sim=").contains("why=score");
        Awaitility.await().atMost(Client.LIMIT).until(() -> checked() == 1);

        JsonNode tenant = semantic().path("tenants").path(0);
        assertThat(tenant.path("tenant").asText()).isEqualTo("anonymous");
        assertThat(tenant.path("asked").asLong()).isEqualTo(2);
        assertThat(tenant.path("near").path("score").asLong()).isEqualTo(1);
        assertThat(tenant.path("checked_right").asLong()).isEqualTo(1);
        assertThat(semantic().path("questions").asLong()).isEqualTo(2);
    }
}

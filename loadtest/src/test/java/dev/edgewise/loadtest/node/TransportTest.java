package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.RecordedRequest;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/2 on both sides, and TLS to the centre: verified, or no request at all. */
class TransportTest {
    @TempDir
    private static Path folder;

    /** Made once: keytool takes seconds. */
    private static Certificate ours;

    private static Certificate ofAnotherName;

    @BeforeAll
    static void makeCertificates() throws Exception {
        ours = Certificate.make(folder, "ours", "127.0.0.1");
        ofAnotherName = Certificate.make(folder, "other", "127.0.0.2");
    }

    private static String models() {
        return """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                """;
    }

    private StandInCluster overTls(Certificate certificate) throws Exception {
        return StandInCluster.start(ClusterOptions.defaults()
                .withTls(new ClusterOptions.KeyPair(certificate.certificate(), certificate.key())));
    }

    private static RecordedRequest asked(StandInCluster cluster) {
        return cluster.requests().stream()
                .filter(r -> r.method().equals("POST"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"auto,HTTP/2", "http2,HTTP/2", "http1,HTTP/1.1"})
    void tlsIsTrustedThroughTheClustersOwnAuthority(String protocol, String spoken) throws Exception {
        try (StandInCluster cluster = overTls(ours);
                TestNode node = TestNode.start(TestNode.clusters(
                                "protocol: " + protocol + "\nconnect_time: 30s\nca: \"" + ours.certificate() + "\"",
                                cluster)
                        + models())) {
            Client.Answer whole = node.client().chat(Client.ask("secret", ""));
            Client.Answer stream = node.client().chat(Client.stream("secret", ""));

            assertThat(whole.status()).as(whole.body()).isEqualTo(200);
            assertThat(stream.events().getLast()).isEqualTo("[DONE]");
            assertThat(asked(cluster).protocol()).isEqualTo(spoken);
        }
    }

    @Test
    void untrustedCertificateIsRefusedAndNothingIsSent() throws Exception {
        try (StandInCluster cluster = overTls(ours);
                TestNode node =
                        TestNode.start(TestNode.clusters("health: {interval: 1h, timeout: 30s}", cluster) + models())) {
            Client.Answer answer = node.client().chat(Client.ask("secret", ""));

            assertThat(answer.status()).isIn(502, 503);
            assertThat(answer.error().path("code").asText()).isIn("upstream_unreachable", "central_down");
            assertThat(cluster.requests()).isEmpty();
        }
    }

    @Test
    void certificateOfAnotherNameIsRefusedAndNothingIsSent() throws Exception {
        try (StandInCluster cluster = overTls(ofAnotherName);
                TestNode node = TestNode.start(
                        TestNode.clusters("ca: \"" + ofAnotherName.certificate() + "\"", cluster) + models())) {
            assertThat(node.client().chat(Client.ask("secret", "")).status()).isIn(502, 503);
            assertThat(cluster.requests()).isEmpty();
        }
    }

    @Test
    void http2WithPriorKnowledgeToTheCentre() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults());
                TestNode node = TestNode.start(TestNode.clusters("protocol: http2", cluster) + models())) {
            Client.Answer stream = node.client().chat(Client.stream("h2c", ",\"temperature\":0"));
            assertThat(stream.events().getLast()).isEqualTo("[DONE]");
            assertThat(asked(cluster).protocol()).isEqualTo("HTTP/2");

            cluster.nextFaults(new Fault.ResetMid(3));
            Client.Answer broken = node.client().chat(Client.stream("h2c broken", ""));
            assertThat(broken.events().getLast()).contains("\"error\"");
            assertThat(broken.body()).doesNotContain("[DONE]");
        }
    }

    @Test
    void clientThatLeavesResetsOnlyItsOwnStreamOfAnHttp2Connection() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(
                        ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ofMillis(5), 60));
                TestNode node = TestNode.start(TestNode.clusters("protocol: http2", cluster) + models())) {
            CompletableFuture<Client.Answer> stays =
                    node.client().sendLater(node.client().post("/v1/chat/completions", Client.stream("stays", "")));
            try (Wire leaves = Wire.to(node)) {
                leaves.send(Wire.chat(Client.stream("leaves", "")));
                leaves.readUntil("delta");
            }

            assertThat(stays.join().events().getLast()).isEqualTo("[DONE]");
            assertThat(cluster.requests().stream()
                            .filter(r -> r.method().equals("POST"))
                            .map(RecordedRequest::connection)
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void http2FromTheClientManyAtATime() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults());
                TestNode node = TestNode.startTls(
                        ours, TestNode.clusters("", cluster) + models() + "limits: {body: 100kB}\n")) {
            Client client = node.tlsClient(ours);
            assertThat(client.chat(Client.ask("first", "")).response().version())
                    .isEqualTo(HttpClient.Version.HTTP_2);

            List<CompletableFuture<Client.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(client.sendLater(client.post("/v1/chat/completions", Client.ask("question " + i, ""))));
                answers.add(client.sendLater(client.post("/v1/chat/completions", Client.stream("question " + i, ""))));
            }
            assertThat(answers).allMatch(answer -> answer.join().status() == 200);
            assertThat(client.chat(Client.ask("x".repeat(200_000), "")).status())
                    .isEqualTo(413);
            assertThat(client.chat("{").status()).isEqualTo(400);
            assertThat(client.chat(Client.ask("last", "")).status()).isEqualTo(200);
        }
    }

    @Test
    void streamsShareAnHttp2ConnectionAndEachEventArrivesInOrder() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(
                        ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ofMillis(2), 50));
                TestNode node = TestNode.startTls(ours, TestNode.clusters("", cluster) + models())) {
            Client client = node.tlsClient(ours);
            List<CompletableFuture<Client.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                answers.add(client.sendLater(
                        client.post("/v1/chat/completions", Client.stream("stream " + i, ""), "x-stamp", "1")));
            }

            for (CompletableFuture<Client.Answer> answer : answers) {
                List<String> events = answer.join().events();
                assertThat(events.getLast()).isEqualTo("[DONE]");
                for (int i = 0; i < events.size() - 1; i++) {
                    assertThat(Client.json(events.get(i))
                                    .path("standin")
                                    .path("seq")
                                    .asInt())
                            .isEqualTo(i);
                }
            }
        }
    }
}

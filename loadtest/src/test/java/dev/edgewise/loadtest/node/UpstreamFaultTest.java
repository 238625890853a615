package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.RecordedRequest;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One endpoint that fails: its caller is told what happened, where, and whether a retry helps. */
class UpstreamFaultTest {
    private static final String PATIENT = "health: {interval: 1h, timeout: 30s}";

    private static StandInCluster cluster;
    private static TestNode node;
    private static Client client;
    /** Gives an endpoint up that says nothing for a second; all others wait for slow machines. */
    private static TestNode hasty;

    @BeforeAll
    static void start() throws Exception {
        cluster = StandInCluster.start(ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ofMillis(5), 100));
        node = before(cluster, PATIENT);
        client = node.client();
        hasty = before(cluster, PATIENT + "\nsilence_time: 1s");
    }

    private static TestNode before(StandInCluster centre, String settings) throws Exception {
        return TestNode.start(TestNode.clusters(settings, centre) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                """);
    }

    @AfterAll
    static void stop() {
        hasty.close();
        node.close();
        cluster.close();
    }

    @BeforeEach
    void forget() {
        cluster.forget();
    }

    private static RecordedRequest seen() throws InterruptedException {
        return cluster.awaitRequests(1, Client.LIMIT).stream()
                .filter(request -> request.method().equals("POST"))
                .findFirst()
                .orElseThrow();
    }

    private static void assertFault(Client.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        JsonNode error = answer.error();
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(error.path("retryable").asBoolean()).isTrue();
        assertThat(error.path("request_id").asText()).isEqualTo(answer.header("x-request-id"));
        assertThat(answer.header("retry-after")).isNotEmpty();
        assertThat(answer.header("edge-why")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "reset,502,upstream_reset",
        "reset-mid,502,upstream_reset",
        "truncate,502,upstream_reset",
        "garbage,502,upstream_garbage",
        "bad-json,502,upstream_garbage"
    })
    void brokenAnswerIsAClearError(String fault, int status, String code) throws Exception {
        cluster.nextFaults(Fault.parse(fault));

        assertFault(client.chat(Client.ask(fault, ",\"max_tokens\":3")), status, code);
        assertThat(client.chat(Client.ask("well again", ",\"max_tokens\":3")).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"reset,502,upstream_reset", "garbage,502,upstream_garbage"})
    void streamThatNeverBeganIsAnErrorWithItsStatus(String fault, int status, String code) throws Exception {
        cluster.nextFaults(Fault.parse(fault));

        assertFault(client.chat(Client.stream(fault, "")), status, code);
    }

    @Test
    void refusedConnectionIsAClearErrorAndItsEndIsNoticed() throws Exception {
        try (StandInCluster away = StandInCluster.start(ClusterOptions.defaults());
                TestNode other = before(away, "health: {interval: 100ms, timeout: 100ms}")) {
            away.stopListening();
            Client.Answer answer = other.client().chat(Client.ask("refused", ""));

            // Told by the connection itself, or by a probe that was there first.
            assertThat(answer.error().path("code").asText()).isIn("upstream_unreachable", "central_down");
            assertFault(
                    answer,
                    answer.status() == 502 ? 502 : 503,
                    answer.error().path("code").asText());
            away.listenAgain();
            Awaitility.await()
                    .atMost(Client.LIMIT)
                    .untilAsserted(() -> assertThat(
                                    other.client().chat(Client.ask("back", "")).status())
                            .isEqualTo(200));
        }
    }

    @Test
    void deadlineBeforeTheFirstByteIs504AndCancelsTheCentre() throws Exception {
        cluster.nextFaults(new Fault.Stall());

        assertFault(client.chat(Client.ask("stall", ""), "Edge-Deadline", "1500ms"), 504, "upstream_timeout");
        assertThat(seen().awaitEnding(Client.LIMIT)).isInstanceOf(RecordedRequest.Ending.Cancelled.class);
    }

    @Test
    void deadlineInMidStreamEndsItWithAnErrorEventAndCancelsTheCentre() throws Exception {
        cluster.nextFaults(new Fault.StallMid(3));
        Client.Answer answer = client.chat(Client.stream("late", ""), "Edge-Deadline", "1500ms");

        assertThat(answer.body())
                .contains("delta")
                .doesNotContain("[DONE]")
                .doesNotContain("\"finish_reason\":\"stop\"");
        assertThat(Client.json(answer.events().getLast())
                        .path("error")
                        .path("code")
                        .asText())
                .isEqualTo("upstream_timeout");
        assertThat(seen().awaitEnding(Client.LIMIT)).isInstanceOf(RecordedRequest.Ending.Cancelled.class);
    }

    @Test
    void callersWithShortDeadlinesDoNotTakeTheEndpointOut() throws Exception {
        for (int i = 0; i < 8; i++) {
            cluster.nextFaults(new Fault.Stall());
            client.chat(Client.ask("hurry " + i, ""), "Edge-Deadline", "30ms");
        }

        Client.Answer answer = client.chat(Client.ask("patient", ",\"max_tokens\":3"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("edge-why")).isEqualTo("only-central");
    }

    @Test
    void silenceBeforeTheFirstByteIs504() throws Exception {
        cluster.nextFaults(new Fault.Stall());

        assertFault(hasty.client().chat(Client.ask("silent", "")), 504, "upstream_timeout");
        assertThat(seen().awaitEnding(Client.LIMIT)).isInstanceOf(RecordedRequest.Ending.Cancelled.class);
    }

    @Test
    void silenceInMidStreamEndsItWithAnErrorEvent() throws Exception {
        cluster.nextFaults(new Fault.StallMid(3));

        Client.Answer answer = hasty.client().chat(Client.stream("falls silent", ""));

        assertThat(answer.body()).contains("delta").doesNotContain("[DONE]");
        assertThat(Client.json(answer.events().getLast())
                        .path("error")
                        .path("code")
                        .asText())
                .isEqualTo("upstream_timeout");
    }

    @Test
    void answerSlowerThanTheSilenceInAllIsFineWhileItMoves() throws Exception {
        try (StandInCluster slow = StandInCluster.start(
                        ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ofMillis(15), 100));
                TestNode other = before(slow, PATIENT + "\nsilence_time: 1s")) {
            Client.Answer answer = other.client().chat(Client.stream("1,500 ms of events", ""));

            assertThat(answer.events().getLast()).isEqualTo("[DONE]");
        }
    }
}

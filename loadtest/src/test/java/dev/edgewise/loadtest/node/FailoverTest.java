package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two endpoints of which one fails: before the first byte the other one answers. */
class FailoverTest {
    private StandInCluster bad;
    private StandInCluster good;
    private TestNode node;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        bad = StandInCluster.start(ClusterOptions.defaults());
        good = StandInCluster.start(ClusterOptions.defaults());
        node = TestNode.start(TestNode.clusters("health: {interval: 1h, timeout: 30s}", bad, good) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                """);
        client = node.client();
        // Both are known to be well before one of them is not.
        bad.awaitRequests(1, Client.LIMIT);
        good.awaitRequests(1, Client.LIMIT);
    }

    @AfterEach
    void stop() {
        node.close();
        bad.close();
        good.close();
    }

    private List<Client.Answer> askOften(Fault fault, String... headers) throws Exception {
        List<Client.Answer> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            bad.nextFaults(fault);
            answers.add(client.chat(Client.ask("question " + i, ""), headers));
        }
        return answers;
    }

    @Test
    void endpointThatSays503IsLeftForTheOther() throws Exception {
        List<Client.Answer> answers = askOften(new Fault.Status(503));

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers).anyMatch(answer -> answer.header("edge-why").equals("failover"));
    }

    @Test
    void endpointThatRefusesConnectionsIsLeftForTheOther() throws Exception {
        bad.stopListening();

        for (int i = 0; i < 20; i++) {
            assertThat(client.chat(Client.ask("question " + i, "")).status()).isEqualTo(200);
        }
    }

    @Test
    void resetIsRepeatedElsewhereOnlyForCallersWhoAgreedToHaveItDoneTwice() throws Exception {
        List<Client.Answer> agreed = askOften(new Fault.Reset(), "Idempotency-Key", "k");

        assertThat(agreed).allMatch(answer -> answer.status() == 200);
        assertThat(agreed).anyMatch(answer -> answer.header("edge-why").equals("failover"));
    }

    @Test
    void resetAfterTheRequestWasSentIsToldToCallersWhoDidNotAgree() throws Exception {
        List<Client.Answer> answers = askOften(new Fault.Reset());

        assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 502);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 502)
                .isNotEmpty()
                .allMatch(answer -> answer.error().path("code").asText().equals("upstream_reset"));
    }

    @Test
    void endpointThatFailsAgainAndAgainIsTakenOutForAWhile() throws Exception {
        askOften(new Fault.Reset());
        bad.forget();

        for (int i = 0; i < 10; i++) {
            assertThat(client.chat(Client.ask("later " + i, "")).status()).isEqualTo(200);
        }
        assertThat(bad.requests()).isEmpty();
    }

    @Test
    void whenAllAreDownTheAnswerSaysSoAndWhenToComeBack() throws Exception {
        bad.stopListening();
        good.stopListening();
        Awaitility.await().atMost(Client.LIMIT).untilAsserted(() -> {
            Client.Answer answer = client.chat(Client.ask("anyone", ""));
            assertThat(answer.status()).isIn(502, 503);
            assertThat(answer.error().path("retryable").asBoolean()).isTrue();
            assertThat(answer.error().path("message").asText()).isNotEmpty();
            assertThat(answer.header("retry-after")).matches("[1-9]\\d*");
            assertThat(answer.header("edge-why")).isNotEmpty();
        });
    }
}

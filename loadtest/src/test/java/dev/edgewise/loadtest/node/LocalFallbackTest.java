package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A node whose own model has too much to do: the centre takes over, and where there is none the caller is told. */
class LocalFallbackTest {
    private static String inputs(int number) {
        return IntStream.range(0, 32)
                .mapToObj(i -> "\"text " + number + ' ' + i + " with some words more to work on\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static List<Client.Answer> askTogether(Client client, String model) {
        List<CompletableFuture<Client.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            answers.add(client.sendLater(
                    client.post("/v1/embeddings", "{\"model\":\"" + model + "\",\"input\":" + inputs(i) + "}")));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void busyModelIsHelpedByTheCentreOrSaysWhenToComeBack() throws Exception {
        try (StandInCluster cluster =
                        StandInCluster.start(ClusterOptions.defaults().withDimensions(8));
                TestNode node = TestNode.start(TestNode.clusters("", cluster) + """
                        inference: {threads: 1, queue: 1}
                        models:
                          - {name: both, local: {model: all-minilm-l6-v2-q}, central: {cluster: main, model: e}}
                          - {name: here, local: {model: all-minilm-l6-v2-q}}
                        """)) {
            List<Client.Answer> helped = askTogether(node.client(), "both");
            List<Client.Answer> alone = askTogether(node.client(), "here");

            assertThat(helped).allMatch(answer -> answer.status() == 200);
            assertThat(helped).anyMatch(answer -> answer.servedBy().equals("local"));
            assertThat(helped)
                    .filteredOn(answer -> answer.servedBy().equals("central"))
                    .isNotEmpty()
                    .allMatch(answer -> List.of("local-busy", "local-failed").contains(answer.header("edge-why")));
            assertThat(alone).anyMatch(answer -> answer.status() == 200);
            assertThat(alone)
                    .filteredOn(answer -> answer.status() != 200)
                    .isNotEmpty()
                    .allMatch(answer -> answer.status() == 503
                            && answer.error().path("retryable").asBoolean()
                            && answer.header("retry-after").matches("[1-9]\\d*"));
        }
    }

    @Test
    void whatTheNodesModelCannotDoGoesToTheCentreOrIsRefusedByItsName() throws Exception {
        try (StandInCluster cluster =
                        StandInCluster.start(ClusterOptions.defaults().withDimensions(8));
                TestNode node = TestNode.start(TestNode.clusters("", cluster) + """
                        models:
                          - {name: both, local: {model: all-minilm-l6-v2-q}, central: {cluster: main, model: e}}
                          - {name: here, local: {model: all-minilm-l6-v2-q}}
                        """)) {
            String input = "\",\"input\":\"" + "word ".repeat(1_000) + "\"}";
            Client client = node.client();
            client.send(client.post("/v1/embeddings", "{\"model\":\"here\",\"input\":\"warm\"}"));

            Client.Answer helped = client.send(client.post("/v1/embeddings", "{\"model\":\"both" + input));
            Client.Answer alone = client.send(client.post("/v1/embeddings", "{\"model\":\"here" + input));

            assertThat(helped.status()).isEqualTo(200);
            assertThat(helped.servedBy()).isEqualTo("central");
            assertThat(helped.header("edge-why")).isEqualTo("local-unfit");
            assertThat(alone.status()).isEqualTo(400);
            assertThat(alone.error().path("code").asText()).isEqualTo("context_length_exceeded");
            assertThat(alone.error().path("param").asText()).isEqualTo("input");

            String raw = "\",\"input\":\"a\",\"normalized\":false}";
            helped = client.send(client.post("/v1/embeddings", "{\"model\":\"both" + raw));
            alone = client.send(client.post("/v1/embeddings", "{\"model\":\"here" + raw));
            assertThat(helped.header("edge-why")).isEqualTo("local-unfit");
            assertThat(alone.status()).isEqualTo(400);
            assertThat(alone.error().path("param").asText()).isEqualTo("normalized");
        }
    }
}

package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Korean questions with an embedder that speaks Korean, and a cross-encoder that judges English ones; skipped where the
 * models do not lie beside the checkout. The centre says the question back.
 */
@Timeout(180)
class SemanticHubModelsTest {
    private static final String ZERO = ",\"temperature\":0";
    private static final String SEOUL = "내일 아침 서울 날씨 알려줘";
    private static final String SEOUL_TOO = "서울 내일 오전 날씨가 어때?";
    private static final String BUSAN = "내일 아침 부산 날씨 알려줘";

    private static StandInCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = StandInCluster.start(
                ClusterOptions.defaults().withEcho(true).withPace(Duration.ZERO, Duration.ZERO, 7));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static TestNode node(String models, String semantic, int count) throws Exception {
        return node(models, semantic, "", count);
    }

    private static TestNode node(String models, String semantic, String pinned, int count) throws Exception {
        TestNode node = TestNode.start(TestNode.clusters("", cluster) + "models:\n"
                + "  - {name: chat, central: {cluster: main, model: m}}\n" + models
                + "cache: {disk: 0B, pinned: [" + pinned + "], semantic: {time: 10s, " + semantic + "}}\n");
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> node.gauge("edgewise.local.models.ready") >= count);
        return node;
    }

    @Test
    void weatherOfAnotherCityIsNeverServed() throws Exception {
        String e5 = "  - {name: e5, local: {model: \"file:%s\"}}\n"
                .formatted(HubFolder.of("edgewise/multilingual-e5-small"));
        try (TestNode node = node(e5, "embedder: e5, audit: 0, verifier: {threshold: 0.93}", 1)) {
            Client.Answer seoul = node.client().chat(Client.ask(SEOUL, ZERO));
            Client.Answer busan = node.client().chat(Client.ask(BUSAN, ZERO));
            Client.Answer again = node.client().chat(Client.ask(SEOUL_TOO, ZERO));

            assertThat(seoul.text()).isEqualTo(SEOUL);
            assertThat(busan.text()).isEqualTo(BUSAN);
            assertThat(busan.header("cache-status")).contains("near; sim=0.95; guard=");
            // Further away by its vector than Busan's, yet no rule tells it apart.
            assertThat(again.servedBy()).isEqualTo("cache-semantic");
            assertThat(again.text()).isEqualTo(SEOUL);
            assertThat(again.header("cache-status")).contains("sim=0.94");
        }
    }

    @Test
    void pinnedWeatherOfOneCityIsNeverSentForAnother(@TempDir Path folder) throws Exception {
        Path pack = Files.writeString(folder.resolve("weather.yaml"), """
                pinned:
                  - id: seoul
                    questions: ["%s"]
                    answer: 맑음
                    match: semantic
                    min_similarity: 0.9
                    languages: [ko]
                """.formatted(SEOUL));
        String e5 = "  - {name: e5, local: {model: \"file:%s\"}}\n"
                .formatted(HubFolder.of("edgewise/multilingual-e5-small"));
        try (TestNode node = node(e5, "embedder: e5", "'" + pack + "'", 1)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> node.gauge("edgewise.semantic.pinned.questions") == 1);
            Client.Answer busan = node.client().chat(Client.ask(BUSAN, ZERO));
            Client.Answer again = node.client().chat(Client.ask(SEOUL_TOO, ZERO));

            assertThat(busan.text()).isEqualTo(BUSAN);
            assertThat(busan.header("cache-status")).contains("pinned-near; sim=0.95; guard=");
            assertThat(again.servedBy()).isEqualTo("pinned");
            assertThat(again.text()).isEqualTo("맑음");
        }
    }

    @Test
    void crossEncoderJudgesTheNearest() throws Exception {
        String models = "  - {name: embed, local: {model: all-minilm-l6-v2-q}}\n"
                + "  - {name: pairs, local: {model: \"file:%s\"}}\n"
                        .formatted(HubFolder.of("edgewise/minilm-question-cross-encoder"));
        try (TestNode node = node(models, "embedder: embed, audit: 0, verifier: {model: pairs, threshold: 0.5}", 2)) {
            node.client().chat(Client.ask("How can I learn to play the guitar?", ZERO));
            Client.Answer same = node.client().chat(Client.ask("How do I learn to play the guitar?", ZERO));
            Client.Answer other = node.client().chat(Client.ask("How do I tune a guitar?", ZERO));

            assertThat(same.servedBy()).isEqualTo("cache-semantic");
            assertThat(other.text()).isEqualTo("How do I tune a guitar?");
        }
    }
}

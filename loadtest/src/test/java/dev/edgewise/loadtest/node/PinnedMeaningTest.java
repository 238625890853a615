package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of the operator's own, for questions in other words than his. The centre says the question back. */
class PinnedMeaningTest {
    private static final String ZERO = ",\"temperature\":0";
    private static final String PACK = """
            pinned:
              - id: guitar
                questions: ["How can I learn to play the guitar?"]
                answer: Ask the school of music.
                match: semantic
                min_similarity: 0.9
                tenants: [acme, calm]
              - id: ounces
                questions: ["How many grams are in 5 ounces?"]
                answer: 142 grams.
                match: semantic
                min_similarity: 0.5
              - id: piano
                questions: ["How can I learn to play the piano?"]
                answer: Ask the school of music, too.
                match: semantic
              - id: violin
                questions: ["How can I learn to play the violin?"]
                answer: Ask a violinist.
                match: semantic
                min_similarity: 0.9
                languages: [fr]
              - id: drums
                questions: ["How can I learn to play the drums?"]
                answer: Not here.
            """;

    @TempDir
    private static Path folder;

    private static StandInCluster cluster;
    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        cluster = StandInCluster.start(
                ClusterOptions.defaults().withEcho(true).withPace(Duration.ZERO, Duration.ZERO, 7));
        Path pack = Files.writeString(folder.resolve("pack.yaml"), PACK);
        node = TestNode.start(TestNode.clusters("", cluster)
                + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                  - {name: embed, local: {model: all-minilm-l6-v2-q}}
                cache:
                  disk: 0B
                  pinned: ['%s']
                  semantic: {embedder: embed, time: 10s, audit: 0}
                tenants:
                """.formatted(pack)
                + TestNode.tenant("acme", "a", "")
                + TestNode.tenant("bolt", "b", "")
                + TestNode.tenant("calm", "c", ", cache: exact"));
        awaitQuestions(4);
    }

    @AfterAll
    static void stop() {
        node.close();
        cluster.close();
    }

    private static Client.Answer ask(String key, String question, String... headers) throws Exception {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "x-api-key";
        all[headers.length + 1] = key;
        return node.client().chat(Client.ask(question, ZERO), all);
    }

    @Test
    void otherWordsForTheSameQuestionGetTheOperatorsAnswer() throws Exception {
        Client.Answer answer = ask("a", "How do I learn to play the guitar?");

        assertThat(answer.servedBy()).isEqualTo("pinned");
        assertThat(answer.text()).isEqualTo("Ask the school of music.");
        assertThat(answer.header("cache-status")).matches("edgewise; hit; detail=\"pinned; sim=0\\.9\\d\"");
        assertThat(answer.header("edge-policy")).isEqualTo("guitar");
        assertThat(node.count("edgewise.semantic.pinned", "result", "served")).isPositive();
    }

    @Test
    void noSimilarityOvercomesARule() throws Exception {
        Client.Answer other = ask("a", "How many grams are in 6 ounces?");

        assertThat(other.servedBy()).isEqualTo("central");
        assertThat(other.header("cache-status"))
                .matches("edgewise; fwd=miss; (stored; )?detail=\"pinned-near; sim=0\\.\\d\\d; guard=number\"");
    }

    @Test
    void withoutALeastSimilarityItTakesWhatIsPromisedForStoredAnswers() throws Exception {
        Client.Answer other = ask("b", "How do I learn to play the piano?");

        assertThat(other.servedBy()).isEqualTo("central");
        assertThat(other.header("cache-status"))
                .contains("pinned-near; sim=0.9")
                .contains("why=unproven");
        assertThat(ask("b", "how can I learn to play the piano").servedBy()).isEqualTo("pinned");
    }

    @Test
    void anotherTenantAnotherLanguageAndAnExactOneGetNone() throws Exception {
        assertThat(ask("b", "How do I learn to play the guitar?").servedBy()).isEqualTo("central");
        assertThat(ask("a", "How do I learn to play the violin?").servedBy()).isEqualTo("central");
        assertThat(ask("a", "How do I learn to play the drums?").servedBy()).isEqualTo("central");
    }

    @Test
    void whoMayNotHaveAnswersByMeaningGetsThoseInTheSameWordsOnly() throws Exception {
        assertThat(ask("c", "How do I learn to play the guitar?").servedBy()).isEqualTo("central");
        assertThat(ask("c", "how can I learn to play the guitar").servedBy()).isEqualTo("pinned");
        assertThat(ask("a", "How could I learn to play the guitar?", "Edge-Cache", "exact")
                        .servedBy())
                .isEqualTo("central");
    }

    @Test
    void itComesBeforeAnAnswerThatIsStored() throws Exception {
        String question = "How would I learn to play the guitar?";
        ask("a", question, "Edge-Cache", "exact");

        assertThat(ask("a", question, "Edge-Cache", "exact").servedBy()).isEqualTo("cache-exact");
        assertThat(ask("a", question).servedBy()).isEqualTo("pinned");
    }

    @Test
    void whatIsPinnedOnARunningNodeIsReadAndComparedAndForgottenAgain() throws Exception {
        String question = "How do I learn to play the harp?";
        double before = node.gauge("edgewise.semantic.pinned.questions");

        post("pin", """
                {"name":"harp.yaml","yaml":"pinned: [{id: harp, questions: ['How can I learn to play the harp?'],
                answer: Slowly., match: semantic, min_similarity: 0.9}]"}""".replace("\n", " "));
        awaitQuestions(before + 1);
        assertThat(ask("a", question).text()).isEqualTo("Slowly.");
        post("unpin", "{\"name\":\"harp.yaml\"}");
        awaitQuestions(before);
        assertThat(ask("a", question).servedBy()).isEqualTo("central");
    }

    private static void awaitQuestions(double count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> node.gauge("edgewise.semantic.pinned.questions") == count);
    }

    @Test
    void explainShowsWhatEachStepSaysOfEachQuestion() throws Exception {
        JsonNode served = explain("How do I learn to play the guitar?");
        JsonNode guarded = explain("How many grams are in 6 ounces?");

        assertThat(served.path("outcome").asText()).isEqualTo("pinned");
        assertThat(served.path("pinned").path(0).path("id").asText()).isEqualTo("guitar");
        assertThat(served.path("pinned").path(0).path("verdict").asText()).isEqualTo("served");
        assertThat(served.path("partition").path("tenant").asText()).isEqualTo("acme");
        assertThat(served.path("partition").path("language").asText()).isEqualTo("en");
        assertThat(guarded.path("pinned").path(0).path("guard").asText()).isEqualTo("number");
        assertThat(guarded.path("outcome").asText()).isEqualTo("fetched");
    }

    private static JsonNode explain(String question) throws Exception {
        return post("explain", "{\"tenant\":\"acme\",\"request\":" + Client.ask(question, ZERO) + "}");
    }

    private static JsonNode post(String action, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.adminPort() + "/admin/v1/cache/" + action))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return Client.json(node.client()
                .http()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body());
    }
}

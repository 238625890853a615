package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Answers to questions that mean the same, seen from outside: the centre says the last message back, so that an answer to
 * another question shows.
 */
class SemanticCacheTest {
    private static final String ZERO = ",\"temperature\":0";
    /** Sets questions apart from those of other tests: another system prompt is another partition. */
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static StandInCluster cluster;
    private static TestNode node;
    private static Client client;

    private final String system = "You are assistant " + NUMBER.incrementAndGet() + ".";

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
                  semantic: {embedder: embed, time: 10s, audit: 0, verifier: {threshold: 0}}
                tenants:
                """ + TestNode.tenant("acme", "a", "")
                + TestNode.tenant("bolt", "b", "")
                + TestNode.tenant("calm", "c", ", cache: exact")
                + TestNode.tenant("dark", "d", ", cache: off"));
        client = node.client();
        // Loaded ahead, but perhaps not yet.
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> node.gauge("edgewise.local.models.ready") >= 1);
    }

    @AfterAll
    static void stop() {
        node.close();
        cluster.close();
    }

    private String body(String question, String more) {
        return "{\"model\":\"chat\",\"messages\":[{\"role\":\"system\",\"content\":\"" + system
                + "\"},{\"role\":\"user\",\"content\":\"" + question + "\"}]" + more + "}";
    }

    private Client.Answer ask(String key, String question, String... headers) throws Exception {
        return send(key, body(question, ZERO), headers);
    }

    private static Client.Answer send(String key, String body, String... headers) throws Exception {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "x-api-key";
        all[headers.length + 1] = key;
        return client.chat(body, all);
    }

    @Test
    void otherWordsForTheSameQuestionGetTheSameAnswer() throws Exception {
        Client.Answer first = ask("a", "How can I learn to play the guitar?");
        Client.Answer second = ask("a", "How do I learn to play the guitar?", "x-request-id", "guitar-again");

        assertThat(line("guitar-again").path("similarity").asDouble()).isGreaterThan(0.9);
        assertThat(line("guitar-again").has("guard")).isFalse();
        assertThat(first.servedBy()).isEqualTo("central");
        assertThat(second.servedBy()).isEqualTo("cache-semantic");
        assertThat(second.text()).isEqualTo("How can I learn to play the guitar?");
        assertThat(second.header("cache-status")).matches("edgewise; hit; ttl=\\d+; detail=\"semantic; sim=0\\.9\\d\"");
        assertThat(second.header("edge-why")).isEqualTo("cache-hit");
        assertThat(second.header("age")).matches("\\d+");
        assertThat(second.header("edge-model")).isEqualTo("m");
    }

    @Test
    void sameWordsInAnotherCaseGetTheSameAnswerAsAStream() throws Exception {
        ask("a", "What is the capital of France?");
        Client.Answer stream = send("a", body("what is the  capital of France", ZERO + ",\"stream\":true"));

        assertThat(stream.servedBy()).isEqualTo("cache-semantic");
        assertThat(stream.header("content-type")).startsWith("text/event-stream");
        assertThat(stream.text()).isEqualTo("What is the capital of France?");
        assertThat(stream.header("cache-status")).contains("; same-words");
    }

    @Test
    void anotherNumberIsAnotherQuestionAndTheHeaderNamesTheRule() throws Exception {
        ask("a", "How many grams are in 5 ounces?");
        Client.Answer other = ask("a", "How many grams are in 6 ounces?", "x-request-id", "six-ounces");

        assertThat(other.servedBy()).isEqualTo("central");
        assertThat(other.text()).isEqualTo("How many grams are in 6 ounces?");
        assertThat(other.header("cache-status"))
                .matches("edgewise; fwd=miss; (stored; )?detail=\"near; sim=0\\.\\d\\d; guard=number\"");
        JsonNode line = line("six-ounces");
        assertThat(line.path("similarity").asDouble()).isBetween(0.8, 1.0);
        assertThat(line.path("guard").asText()).isEqualTo("number");
        assertThat(line.path("cache").asText()).isEqualTo(other.header("cache-status"));
    }

    /** A request's line in the log, which is written after its answer has left. */
    private static JsonNode line(String requestId) {
        Awaitility.await()
                .atMost(Client.LIMIT)
                .until(() -> node.log().stream().anyMatch(line -> line.contains(requestId)));
        return node.log().stream()
                .filter(line -> line.contains(requestId))
                .map(Client::json)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anotherTenantsAnswerIsNeverServed() throws Exception {
        ask("a", "How can I learn to play the violin?");
        Client.Answer other = ask("b", "How do I learn to play the violin?");

        assertThat(other.servedBy()).isEqualTo("central");
        assertThat(other.text()).isEqualTo("How do I learn to play the violin?");
        assertThat(other.header("cache-status")).doesNotContain("detail");
    }

    @Test
    void anotherSystemPromptParameterOrHistoryIsAnotherPartition() throws Exception {
        ask("a", "How can I learn to play the flute?");
        String again = "How do I learn to play the flute?";

        assertThat(send("a", body(again, ZERO + ",\"max_tokens\":50")).servedBy())
                .isEqualTo("central");
        assertThat(send("a", body(again, ZERO).replace(system, "You are a teacher."))
                        .servedBy())
                .isEqualTo("central");
        String history = "{\"role\":\"user\",\"content\":\"Hello\"},{\"role\":\"assistant\",\"content\":\"Hi\"},";
        assertThat(send("a", body(again, ZERO).replace("{\"role\":\"user\"", history + "{\"role\":\"user\""))
                        .servedBy())
                .isEqualTo("central");
        assertThat(ask("a", again).servedBy()).isEqualTo("cache-semantic");
    }

    @Test
    void requestsNarrowItAndTenantsThatMayNotGetNothing() throws Exception {
        for (String key : new String[] {"a", "c", "d"}) {
            ask(key, "How can I learn to play the drums?");
        }
        String again = "How do I learn to play the drums?";

        assertThat(ask("a", again, "Edge-Cache", "exact").servedBy()).isEqualTo("central");
        assertThat(ask("c", "How shall I learn to play the drums?", "Edge-Cache", "semantic")
                        .servedBy())
                .isEqualTo("central");
        assertThat(ask("c", "How can I learn to play the drums?").servedBy()).isEqualTo("cache-exact");
        Client.Answer dark = ask("d", "How can I learn to play the drums?");
        assertThat(dark.servedBy()).isEqualTo("central");
        assertThat(dark.header("cache-status")).isEqualTo("edgewise; fwd=bypass");
    }

    @Test
    void onlyIfCachedIsContentWithAnAnswerThatMeansTheSame() throws Exception {
        ask("a", "How can I learn to play the cello?");

        assertThat(ask("a", "How do I learn to play the cello?", "Cache-Control", "only-if-cached")
                        .servedBy())
                .isEqualTo("cache-semantic");
        assertThat(ask("a", "Who wrote the opera Carmen?", "Cache-Control", "only-if-cached")
                        .status())
                .isEqualTo(504);
    }

    @Test
    void toolsSeveralAnswersAndPicturesAreNotCompared() throws Exception {
        ask("a", "How can I learn to play the harp?");
        String again = "How do I learn to play the harp?";

        assertThat(send("a", body(again, ZERO + ",\"n\":2")).servedBy()).isEqualTo("central");
        String parts = "[{\"type\":\"text\",\"text\":\"" + again
                + "\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA==\"}}]";
        assertThat(send("a", body("Q", ZERO).replace("\"Q\"", parts)).servedBy())
                .isEqualTo("central");
        assertThat(send("a", body("Q", ZERO).replace("\"Q\"", "[{\"type\":\"text\",\"text\":\"" + again + "\"}]"))
                        .servedBy())
                .isEqualTo("cache-semantic");
    }

    @Test
    void questionsInALanguageThatTheEmbedderDoesNotSpeakAreNotCompared() throws Exception {
        ask("a", "내일 아침 서울 날씨 알려줘");
        Client.Answer same = ask("a", "내일 아침 서울 날씨 알려줘!");
        Client.Answer busan = ask("a", "내일 아침 부산 날씨 알려줘");

        assertThat(same.servedBy()).isEqualTo("central");
        assertThat(busan.servedBy()).isEqualTo("central");
        assertThat(busan.header("cache-status")).contains("detail=\"not-compared; why=language\"");
    }
}

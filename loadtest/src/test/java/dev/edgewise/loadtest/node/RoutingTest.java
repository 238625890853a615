package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who answers, and why: the node's own model, the centre, or the operator's rules. */
class RoutingTest {
    private static final int LOCAL_DIMENSIONS = 384;
    private static final int CENTRAL_DIMENSIONS = 8;

    private static StandInCluster korea;
    private static StandInCluster japan;
    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        korea = StandInCluster.start(ClusterOptions.defaults().withDimensions(CENTRAL_DIMENSIONS));
        japan = StandInCluster.start(ClusterOptions.defaults().withDimensions(CENTRAL_DIMENSIONS));
        node = TestNode.start("""
                clusters:
                  main:
                    endpoints: [{url: "%s", region: KR}, {url: "%s", region: JP}]
                    health: {interval: 1h, timeout: 30s}
                models:
                  - {name: embed-here, local: {model: all-minilm-l6-v2-q}}
                  - {name: embed-there, central: {cluster: main, model: e}}
                  - {name: embed-both, local: {model: all-minilm-l6-v2-q}, central: {cluster: main, model: e}}
                  - {name: embed-quality, local: {model: all-minilm-l6-v2-q}, central: {cluster: main, model: e}}
                  - {name: chat, central: {cluster: main, model: m}}
                  - {name: chat-denied, central: {cluster: main, model: m}}
                  - {name: chat-greeting, central: {cluster: main, model: m}}
                routes:
                  - {match: {model: embed-quality}, prefer: quality}
                rules:
                  - {id: stay-in-japan, match: {country: [JP]}, effect: {residency: [JP]}}
                  - {id: stay-in-mongolia, match: {country: [MN]}, effect: {residency: [MN]}}
                  - {id: greeting, match: {model: [chat-greeting, chat-denied]}, effect: {answer: "Good morning."}}
                  - {id: no-chat, match: {model: [chat-denied]}, effect: {deny: {code: not_here, message: "Not served here."}}}
                geo:
                  trust: [{peers: [127.0.0.0/8], header: CF-IPCountry}]
                """.formatted(korea.url(), japan.url()));
        client = node.client();
    }

    @AfterAll
    static void stop() {
        node.close();
        korea.close();
        japan.close();
    }

    @BeforeEach
    void forget() {
        korea.forget();
        japan.forget();
    }

    private static Client.Answer embed(String model, String more, String... headers) throws Exception {
        return client.send(client.post("/v1/embeddings", "{\"model\":\"" + model + "\"," + more + "}", headers));
    }

    private static long asked(StandInCluster cluster) {
        return cluster.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        "embed-here,,,local,only-local,384",
        "embed-there,,,central,only-central,8",
        "embed-both,,,local,fits-local,384",
        "embed-both,Edge-Prefer,quality,central,prefer-quality,8",
        "embed-both,Edge-Prefer,cost,local,prefer-cost,384",
        "embed-both,Edge-Target,central,central,target-central,8",
        "embed-both,Edge-Target,edge,local,target-edge,384",
        "embed-quality,,,central,prefer-quality,8",
        "embed-quality,Edge-Prefer,cost,local,prefer-cost,384"
    })
    void placeFollowsAliasAndWish(String model, String name, String value, String servedBy, String why, int dimensions)
            throws Exception {
        String input = "\"input\":\"" + model + name + value + "\"";
        Client.Answer answer = name == null ? embed(model, input) : embed(model, input, name, value);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.servedBy()).isEqualTo(servedBy);
        assertThat(answer.header("edge-why")).isEqualTo(why);
        assertThat(answer.header("edge-model")).isEqualTo(servedBy.equals("local") ? "all-minilm-l6-v2-q" : "e");
        assertThat(answer.json().path("data").path(0).path("embedding")).hasSize(dimensions);
    }

    @ParameterizedTest
    @CsvSource({"embed-here,central,target-central", "embed-there,edge,target-edge"})
    void wishThatCannotBeGrantedIsRefusedWithItsReason(String model, String target, String why) throws Exception {
        Client.Answer answer = embed(model, "\"input\":\"x\"", "Edge-Target", target);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("edge-why")).isEqualTo(why);
        assertThat(answer.error().path("message").asText()).contains("Edge-Target");
        assertThat(answer.error().path("retryable").asBoolean()).isFalse();
    }

    @Test
    void answersOfTwoPlacesAreNotMixedUpInTheCache() throws Exception {
        String input = "\"input\":\"the same words\"";

        assertThat(embed("embed-both", input).json().path("data").path(0).path("embedding"))
                .hasSize(LOCAL_DIMENSIONS);
        Client.Answer there = embed("embed-both", input, "Edge-Target", "central");
        assertThat(there.servedBy()).isEqualTo("central");
        assertThat(there.json().path("data").path(0).path("embedding")).hasSize(CENTRAL_DIMENSIONS);
        Client.Answer again = embed("embed-both", input, "Edge-Target", "central");
        assertThat(again.servedBy()).isEqualTo("cache-exact");
        assertThat(again.body()).isEqualTo(there.body());
    }

    @Test
    void localEmbeddingsTakeEveryFormOfInput() throws Exception {
        JsonNode text = embed("embed-here", "\"input\":\"hello world\"").json();
        JsonNode list =
                embed("embed-here", "\"input\":[\"hello world\",\"other\"]").json();
        JsonNode tokens = embed("embed-here", "\"input\":[101,7592,2088,102]").json();
        JsonNode lists =
                embed("embed-here", "\"input\":[[101,7592,2088,102],[101,102]]").json();
        JsonNode base64 = embed("embed-here", "\"input\":\"hello world\",\"encoding_format\":\"base64\"")
                .json();

        assertThat(text.path("object").asText()).isEqualTo("list");
        assertThat(text.path("model").asText()).isEqualTo("embed-here");
        assertThat(text.path("usage").path("prompt_tokens").asInt()).isEqualTo(4);
        assertThat(list.path("data")).hasSize(2);
        assertThat(list.path("data").path(1).path("index").asInt()).isEqualTo(1);
        assertThat(lists.path("data")).hasSize(2);
        assertThat(tokens.path("data")).hasSize(1);
        float[] floats = floats(text.path("data").path(0).path("embedding"));
        assertThat(cosine(floats, floats(list.path("data").path(0).path("embedding"))))
                .isGreaterThan(0.999);
        assertThat(decoded(base64.path("data").path(0).path("embedding").asText()))
                .isEqualTo(floats);
    }

    private static float[] floats(JsonNode list) {
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = list.path(i).floatValue();
        }
        return floats;
    }

    private static float[] decoded(String base64) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(floats);
        return floats;
    }

    private static double cosine(float[] one, float[] other) {
        double dot = 0;
        double a = 0;
        double b = 0;
        for (int i = 0; i < one.length; i++) {
            dot += one[i] * other[i];
            a += one[i] * one[i];
            b += other[i] * other[i];
        }
        return dot / Math.sqrt(a * b);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"input\":7",
                "\"input\":[]",
                "\"input\":[1,\"x\"]",
                "\"input\":[[1.5]]",
                "\"input\":{}",
                "\"nothing\":1",
                "\"input\":\"x\",\"encoding_format\":\"hex\"",
                "\"input\":\"x\",\"encoding_format\":1",
                "\"input\":\"x\",\"dimensions\":0",
                "\"input\":\"x\",\"dimensions\":\"many\"",
                "\"input\":\"x\",\"dimensions\":100000",
                "\"input\":[999999999]"
            })
    void inputThatIsNoneIsRefusedWithItsField(String more) throws Exception {
        Client.Answer answer = embed("embed-here", more);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.error().path("param").asText()).isNotEmpty();
        assertThat(answer.error().path("message").asText()).endsWith(".");
    }

    @Test
    void chatWithAnEmbeddingModelSaysWhatItCanDo() throws Exception {
        Client.Answer answer =
                client.chat("{\"model\":\"embed-here\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        assertThat(answer.status()).isBetween(400, 599);
        assertThat(answer.error().path("message").asText())
                .contains("embed-here")
                .contains("chat");
        assertThat(answer.error().path("retryable").asBoolean()).isFalse();
    }

    @Test
    void residencyKeepsRequestsInTheirRegion() throws Exception {
        for (int i = 0; i < 10; i++) {
            Client.Answer answer = client.chat(Client.ask("resident " + i, ""), "CF-IPCountry", "JP");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("edge-policy")).isEqualTo("stay-in-japan");
        }

        assertThat(asked(japan)).isEqualTo(10);
        assertThat(asked(korea)).isZero();
    }

    @Test
    void residencyWithoutAnEndpointIsRefusedAndLocalModelsStillAnswer() throws Exception {
        Client.Answer refused = client.chat(Client.ask("resident", ""), "CF-IPCountry", "MN");
        Client.Answer local = embed("embed-quality", "\"input\":\"resident\"", "CF-IPCountry", "MN");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("edge-why")).isEqualTo("residency");
        assertThat(refused.error().path("message").asText()).contains("MN");
        assertThat(local.servedBy()).isEqualTo("local");
        assertThat(local.header("edge-why")).isEqualTo("residency");
        assertThat(asked(korea) + asked(japan)).isZero();
    }

    @Test
    void residencyHoldsForStoredAnswersToo() throws Exception {
        String body = Client.ask("kept in one region", ",\"temperature\":0");
        Client.Answer first = client.chat(body);
        while (asked(korea) == 0) {
            // Until the centre in Korea has answered: the answer that Japan must not get.
            first = client.chat(body, "Cache-Control", "no-cache");
        }
        long inKorea = asked(korea);

        Client.Answer refused = client.chat(body, "CF-IPCountry", "MN");
        Client.Answer resident = client.chat(body, "CF-IPCountry", "JP");
        Client.Answer residentAgain = client.chat(body, "CF-IPCountry", "JP");
        Client.Answer spelledOtherwise = client.chat(body + " ", "CF-IPCountry", "JP");
        Client.Answer anyone = client.chat(body);

        assertThat(first.status()).isEqualTo(200);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("edge-why")).isEqualTo("residency");
        assertThat(resident.servedBy()).isEqualTo("central");
        assertThat(residentAgain.servedBy()).isEqualTo("cache-exact");
        assertThat(spelledOtherwise.servedBy()).isEqualTo("cache-exact");
        assertThat(anyone.servedBy()).isEqualTo("cache-exact");
        assertThat(asked(korea)).isEqualTo(inKorea);
        String entries = new Client("http://127.0.0.1:" + node.adminPort())
                .get("/admin/v1/cache/entries")
                .body();
        assertThat(entries).contains("\"region\":\"JP\"");
    }

    @Test
    void denialBeatsAnAnswerAndSpeaksToTheCaller() throws Exception {
        Client.Answer answer = client.chat(Client.ask("x", "").replace("\"chat\"", "\"chat-denied\""));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.servedBy()).isEqualTo("policy");
        assertThat(answer.header("edge-policy")).isEqualTo("no-chat");
        assertThat(answer.error().path("code").asText()).isEqualTo("not_here");
        assertThat(answer.error().path("message").asText()).isEqualTo("Not served here.");
        assertThat(asked(korea) + asked(japan)).isZero();
    }

    @Test
    void presetAnswerComesInEveryForm() throws Exception {
        Client.Answer whole = client.chat(Client.ask("x", "").replace("\"chat\"", "\"chat-greeting\""));
        Client.Answer stream = client.chat(Client.stream("x", ",\"stream_options\":{\"include_usage\":true}")
                .replace("\"chat\"", "\"chat-greeting\""));
        Client.Answer completion =
                client.send(client.post("/v1/completions", "{\"model\":\"chat-greeting\",\"prompt\":\"x\"}"));

        assertThat(whole.text()).isEqualTo("Good morning.");
        assertThat(whole.servedBy()).isEqualTo("policy");
        assertThat(whole.header("edge-why")).isEqualTo("policy");
        assertThat(whole.json().path("choices").path(0).path("finish_reason").asText())
                .isEqualTo("stop");
        assertThat(stream.text()).isEqualTo("Good morning.");
        assertThat(stream.events().getLast()).isEqualTo("[DONE]");
        assertThat(stream.body()).contains("\"usage\":{");
        assertThat(completion.json().path("choices").path(0).path("text").asText())
                .isEqualTo("Good morning.");
    }

    @Test
    void modelsAreListedWithWhereTheyAreServed() throws Exception {
        JsonNode list = client.get("/v1/models").json();
        JsonNode one = client.get("/v1/models/embed-both").json();

        assertThat(list.path("data")).hasSize(7);
        assertThat(one.path("id").asText()).isEqualTo("embed-both");
        assertThat(one.path("edge").path("served").toString()).isEqualTo("[\"local\",\"central\"]");
        assertThat(client.get("/v1/models/nobody").error().path("message").asText())
                .contains("embed-both");
    }

    @Test
    void headOfModelsHasNoBody() throws Exception {
        Client.Answer answer = client.send(client.to("/v1/models")
                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody())
                .build());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("content-length")).isNotEqualTo("0");
        assertThat(client.get("/v1/models").status())
                .as("the connection is still in step")
                .isEqualTo(200);
    }
}

package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.RecordedRequest;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a forward must leave as it is, and what it must not let through. */
class FidelityTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static StandInCluster cluster;
    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        cluster = StandInCluster.start(ClusterOptions.defaults()
                .withPace(Duration.ZERO, Duration.ZERO, 5)
                .withApiKey("central-key"));
        node = TestNode.start(
                TestNode.clusters("api_key: central-key", cluster) + """
                models:
                  - {name: chat, central: {cluster: main, model: "the/central-model"}}
                  - {name: same, central: {cluster: main, model: same}}
                tenants:
                """ + TestNode.tenant("acme", "callers-key", ""));
        client = node.client();
    }

    @AfterAll
    static void stop() {
        node.close();
        cluster.close();
    }

    @BeforeEach
    void forget() {
        cluster.forget();
    }

    private static RecordedRequest last() throws InterruptedException {
        return cluster.awaitRequests(1, Client.LIMIT).stream()
                .filter(request -> request.method().equals("POST"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static Client.Answer ask(String body, String... headers) throws Exception {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Authorization";
        all[headers.length + 1] = "Bearer callers-key";
        return client.chat(body, all);
    }

    private static final String ODD = "\r\n{ \"seed\":12345678901234567 ,\"huge\": 1e400, \"tiny\":0.10,\"x_unknown\":"
            + "{\"b\":1,\"a\":[1.0,1.00,-0]},\"model\" :\t\"%s\",\n \"messages\":[{\"content\":"
            + "\"caf\\u00e9 \\ud83d\\ude00 é 한국어 \\/\",\"role\":\"user\"}] ,\"temperature\":0.70 }\n ";

    @Test
    void bodyReachesTheCentreByteForByteButForTheAlias() throws Exception {
        assertThat(ask(ODD.formatted("chat")).status()).isEqualTo(200);

        assertThat(last().body()).isEqualTo(ODD.formatted("the/central-model").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bodyIsUntouchedWhereTheAliasIsTheModelsName() throws Exception {
        String body = ODD.formatted("s\\u0061me");
        assertThat(ask(body).status()).isEqualTo(200);

        assertThat(last().body()).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void largeBodyReachesTheCentreByteForByte() throws Exception {
        String text = "long ".repeat(50_000);
        assertThat(ask(Client.ask(text, "")).status()).isEqualTo(200);

        assertThat(new String(last().body(), StandardCharsets.UTF_8))
                .isEqualTo(Client.ask(text, "").replace("\"chat\"", "\"the/central-model\""));
    }

    @Test
    void callersKeyStaysHereAndTheClustersOwnIsSent() throws Exception {
        ask(Client.ask("key", ""), "Proxy-Authorization", "Basic c2VjcmV0");

        RecordedRequest seen = last();
        assertThat(seen.header("authorization")).contains("Bearer central-key");
        assertThat(seen.headers().toString()).doesNotContain("callers-key").doesNotContain("c2VjcmV0");
    }

    @Test
    void keyInXApiKeyStaysHereToo() throws Exception {
        Client.Answer answer = client.chat(Client.ask("x-api-key", ""), "x-api-key", "callers-key");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(last().headers().toString()).doesNotContain("callers-key");
    }

    @Test
    void traceIsContinuedAndItsStateKept() throws Exception {
        Client.Answer answer = ask(Client.ask("trace", ""), "traceparent", TRACE, "tracestate", "vendor=1,other=2");

        RecordedRequest seen = last();
        assertThat(seen.header("traceparent"))
                .get()
                .asString()
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                .endsWith("-01")
                .doesNotContain("00f067aa0ba902b7")
                .isEqualTo(answer.header("traceparent"));
        assertThat(seen.header("tracestate")).contains("vendor=1,other=2");
    }

    @Test
    void traceBeginsHereWhenTheCallerHasNone() throws Exception {
        Client.Answer answer = ask(Client.ask("no trace", ""), "traceparent", "00-zz-1-1", "tracestate", "vendor=1");

        RecordedRequest seen = last();
        assertThat(seen.header("traceparent")).get().asString().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(answer.header("traceparent"))
                .isEqualTo(seen.header("traceparent").orElseThrow());
        // Without a trace to belong to, the state means nothing (Trace Context, section 3.3.1.3).
        assertThat(seen.header("tracestate")).isEmpty();
    }

    @Test
    void requestIdIsKeptEverywhere() throws Exception {
        Client.Answer answer = ask(Client.ask("id", ""), "x-request-id", "my-id-1");

        assertThat(answer.header("x-request-id")).isEqualTo("my-id-1");
        assertThat(last().header("x-request-id")).contains("my-id-1");
        assertThat(answer.header("x-upstream-request-id")).startsWith("req_");
    }

    @Test
    void unknownHeadersPassBothWays() throws Exception {
        Client.Answer answer = ask(
                Client.ask("headers", ""),
                "OpenAI-Organization",
                "org-1",
                "X-Odd",
                "one",
                "X-Odd",
                "two",
                "idempotency-key",
                "k");

        RecordedRequest seen = last();
        assertThat(seen.header("openai-organization")).contains("org-1");
        assertThat(seen.headers().stream()
                        .filter(h -> h.name().equalsIgnoreCase("x-odd"))
                        .map(RecordedRequest.Header::value))
                .containsExactly("one", "two");
        assertThat(seen.header("idempotency-key")).contains("k");
        assertThat(answer.header("x-standin-request")).isNotEmpty();
    }

    @Test
    void headersOfOneConnectionAndOfTheNodeItselfAreDropped() throws Exception {
        String body = Client.ask("hop", "");
        String answer;
        try (Wire wire = Wire.to(node)) {
            answer = wire.send(
                            "POST /v1/chat/completions HTTP/1.1\r\nHost: public.example\r\nAuthorization: Bearer callers-key\r\n"
                                    + "Connection: X-Mine\r\nX-Mine: 1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n"
                                    + "Edge-Prefer: quality\r\nX-Forwarded-For: 1.2.3.4\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                    .readUntil("\"usage\"");
        }

        assertThat(answer).startsWith("HTTP/1.1 200");
        RecordedRequest seen = last();
        assertThat(seen.header("host")).contains("127.0.0.1:" + cluster.port());
        for (String name : new String[] {"x-mine", "keep-alive", "te", "edge-prefer", "x-forwarded-for", "upgrade"}) {
            assertThat(seen.header(name)).as(name).isEmpty();
        }
    }

    @Test
    void queryIsPassedOn() throws Exception {
        client.send(client.post(
                "/v1/chat/completions?api-version=2&x=%20y",
                Client.ask("query", ""), "Authorization", "Bearer callers-key"));

        assertThat(last().uri()).isEqualTo("/v1/chat/completions?api-version=2&x=%20y");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 418, 422, 429, 500, 503})
    void centresErrorsPassWithStatusBodyAndRetryAfter(int status) throws Exception {
        cluster.nextFaults(new Fault.Status(status));

        Client.Answer answer = ask(Client.ask("error " + status, ""));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.error().path("message").asText()).isNotEmpty();
        assertThat(answer.error().has("request_id")).as("the centre's own body").isFalse();
        assertThat(answer.header("retry-after")).isEqualTo(status == 429 || status == 503 ? "1" : "");
        assertThat(answer.servedBy()).isEqualTo("central");
        assertThat(answer.header("x-request-id")).isNotEmpty();
    }

    @Test
    void centresOwnValidationReachesTheCaller() throws Exception {
        Client.Answer answer = ask(Client.ask("hot", ",\"temperature\":9"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error().path("param").asText()).isEqualTo("temperature");
    }

    @Test
    void completionsAndEmbeddingsAreForwardedToo() throws Exception {
        Client.Answer text = client.send(
                client.post("/v1/completions", "{\"model\":\"chat\",\"prompt\":\"once\"}", "x-api-key", "callers-key"));
        Client.Answer vectors = client.send(client.post(
                "/v1/embeddings", "{\"model\":\"chat\",\"input\":[\"a\",\"b\"]}", "x-api-key", "callers-key"));

        assertThat(text.json().path("choices").path(0).path("text").asText()).isNotEmpty();
        assertThat(vectors.json().path("data")).hasSize(2);
        assertThat(vectors.servedBy()).isEqualTo("central");
    }
}

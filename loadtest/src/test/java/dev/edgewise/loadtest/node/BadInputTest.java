package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wrong request gets an answer that says what is wrong and what to do; the centre never sees it. */
class BadInputTest {
    private static final int BODY_MAX = 100_000;

    private static StandInCluster cluster;
    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        cluster = StandInCluster.start(ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ZERO, 5));
        node = TestNode.start(
                TestNode.clusters("", cluster) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                  - {name: chat-large, central: {cluster: main, model: m}}
                limits: {body: 100kB}
                tenants:
                """ + TestNode.tenant("acme", "key", ", models: [chat]"));
        client = node.client();
    }

    @AfterAll
    static void stop() {
        node.close();
        cluster.close();
    }

    @AfterEach
    void centreSawNothing() {
        assertThat(cluster.requests()).noneMatch(request -> request.method().equals("POST"));
    }

    private static Client.Answer chat(String body, String... headers) throws Exception {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "x-api-key";
        all[headers.length + 1] = "key";
        return client.chat(body, all);
    }

    /** Checks what every refusal of the node must carry. */
    private static void assertRefused(Client.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        var error = answer.error();
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(error.path("type").asText()).isNotEmpty();
        assertThat(error.has("param")).isTrue();
        assertThat(error.path("request_id").asText()).isNotEmpty().isEqualTo(answer.header("x-request-id"));
        assertThat(error.path("retryable").isBoolean()).isTrue();
        assertThat(error.path("retryable").asBoolean()).isEqualTo(status >= 500 || status == 429);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "nonsense",
                "[]",
                "null",
                "\"text\"",
                "{\"model\":\"chat\",\"messages\":[}",
                "{\"model\":\"chat\"",
                "{\"model\":\"chat\"} trailing",
                "{\"model\":\"chat\",}",
                "{'model':'chat'}",
                "{\"model\":\"chat\",\"x\":NaN}",
                "{\"model\":\"chat\",\"x\":01}",
                "\uFEFF{\"model\":\"chat\"}"
            })
    void invalidJson(String body) throws Exception {
        Client.Answer answer = chat(body);

        assertRefused(answer, 400, "invalid_json");
        assertThat(answer.error().path("message").asText()).containsAnyOf("Send", "Remove");
    }

    @Test
    void invalidUtf8() throws Exception {
        byte[] body = Client.ask("x", "").getBytes(StandardCharsets.UTF_8);
        body[body.length - 5] = (byte) 0xff;
        Client.Answer answer = client.send(client.to("/v1/chat/completions", "x-api-key", "key")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());

        assertRefused(answer, 400, "invalid_json");
        assertThat(answer.error().path("message").asText()).contains("UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"chat\",\"model\":\"chat-large\"}|model",
                "{\"model\":\"chat\",\"mod\\u0065l\":\"chat-large\"}|model",
                "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"role\":\"system\"}]}|messages[0].role"
            })
    void duplicateKeyIsNamed(String body, String param) throws Exception {
        Client.Answer answer = chat(body);

        assertRefused(answer, 400, "invalid_json");
        assertThat(answer.error().path("param").asText()).isEqualTo(param);
        assertThat(answer.error().path("message").asText()).contains("twice");
    }

    @Test
    void deepNesting() throws Exception {
        Client.Answer answer = chat(Client.ask("deep", ",\"x\":" + "[".repeat(5000) + "]".repeat(5000)));

        assertRefused(answer, 400, "invalid_json");
        assertThat(answer.error().path("message").asText()).contains("nesting");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":7,\"messages\":[]}|invalid_type|model",
                "{\"model\":null,\"messages\":[]}|missing_model|model",
                "{\"messages\":[]}|missing_model|model",
                "{\"model\":\"chat\",\"stream\":\"yes\"}|invalid_type|stream",
                "{\"model\":\"chat\",\"stream\":1}|invalid_type|stream"
            })
    void wrongTypeNamesTheField(String body, String code, String param) throws Exception {
        Client.Answer answer = chat(body);

        assertRefused(answer, 400, code);
        assertThat(answer.error().path("param").asText()).isEqualTo(param);
    }

    @Test
    void missingModelNamesTheModelsAllowed() throws Exception {
        assertThat(chat("{}").error().path("message").asText()).contains("chat").doesNotContain("chat-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chut", "chat-large", "", "gpt-4o"})
    void unknownModelNamesTheModelsAllowed(String model) throws Exception {
        Client.Answer answer = chat("{\"model\":\"" + model + "\",\"messages\":[]}");

        assertRefused(answer, 404, "model_not_found");
        assertThat(answer.error().path("param").asText()).isEqualTo("model");
        assertThat(answer.error().path("message").asText()).contains("chat");
        if (!model.equals("chat-large")) {
            assertThat(answer.body()).doesNotContain("chat-large");
        }
    }

    @Test
    void missingKey() throws Exception {
        Client.Answer answer = client.chat(Client.ask("x", ""));

        assertRefused(answer, 401, "missing_api_key");
        assertThat(answer.error().path("message").asText()).contains("Authorization");
        assertThat(answer.header("www-authenticate")).startsWith("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic a2V5", "bearer KEY"})
    void wrongKey(String authorization) throws Exception {
        Client.Answer answer = client.chat(Client.ask("x", ""), "Authorization", authorization);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.error().path("code").asText()).isIn("invalid_api_key", "missing_api_key");
        assertThat(answer.body()).doesNotContain("wrong").doesNotContain("a2V5");
    }

    @Test
    void bodyAnnouncedTooLarge() throws Exception {
        Client.Answer answer = chat(Client.ask("x".repeat(BODY_MAX), ""));

        assertRefused(answer, 413, "body_too_large");
        assertThat(answer.error().path("message").asText()).contains(Integer.toString(BODY_MAX));
    }

    @Test
    void bodyInChunksTooLarge() throws Exception {
        Supplier<InputStream> body = () -> new ByteArrayInputStream(
                Client.ask("x".repeat(3 * BODY_MAX), "").getBytes(StandardCharsets.UTF_8));
        Client.Answer answer = client.send(client.to("/v1/chat/completions", "x-api-key", "key")
                .POST(HttpRequest.BodyPublishers.ofInputStream(body))
                .build());

        assertRefused(answer, 413, "body_too_large");
    }

    @Test
    void bodyOfExactlyTheLimitIsRead() throws Exception {
        String frame = "{\"model\":\"nobody\",\"x\":\"\"}";
        Client.Answer answer = chat("{\"model\":\"nobody\",\"x\":\"" + "x".repeat(BODY_MAX - frame.length()) + "\"}");

        assertRefused(answer, 404, "model_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1", "/v1/chat", "/v1/chat/completions/", "/v1/modelsx", "//v1/models"})
    void unknownPath(String path) throws Exception {
        Client.Answer answer = client.get(path);

        assertRefused(answer, 404, "unknown_url");
        assertThat(answer.error().path("message").asText()).contains("/v1/chat/completions");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/chat/completions,'POST, QUERY'",
        "PUT,/v1/embeddings,'POST, QUERY'",
        "DELETE,/v1/models,'GET, HEAD'",
        "POST,/v1/models/x,'GET, HEAD'"
    })
    void wrongMethod(String method, String path, String allow) throws Exception {
        Client.Answer answer = client.send(client.to(path)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());

        assertRefused(answer, 405, "method_not_allowed");
        assertThat(answer.header("allow")).isEqualTo(allow);
        assertThat(answer.error().path("message").asText()).contains("Use ");
    }

    @ParameterizedTest
    @CsvSource({
        "Edge-Prefer,cheapest,latency",
        "Edge-Target,moon,central",
        "Edge-Deadline,soon,1500ms",
        "Edge-Deadline,-5s,1500ms",
        "Edge-Deadline,0ms,1500ms",
        "Edge-Cache,always,exact",
        "Edge-Cache-TTL,1h,3600",
        "cf-aig-skip-cache,maybe,true"
    })
    void badEdgeHeaderIsNamedWithWhatItMayBe(String name, String value, String hint) throws Exception {
        Client.Answer answer = chat(Client.ask("x", ""), name, value);

        assertRefused(answer, 400, "invalid_header");
        assertThat(answer.error().path("param").asText()).isEqualTo(name);
        assertThat(answer.error().path("message").asText()).contains(name).contains(hint);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/%zz,400,target",
        "/v1/models/%,400,target",
        "/v1/models/%ff%fe,404,model_not_found",
        "/v1/models/,404,model_not_found"
    })
    void modelNameThatCannotBeReadIsAnErrorOfItsCaller(String path, String status, String code) throws Exception {
        Wire.Seen seen = Wire.to(node)
                .send("GET " + path + " HTTP/1.1\r\nHost: h\r\nx-api-key: key\r\nConnection: close\r\n\r\n")
                .readToEnd();

        assertThat(seen.text()).startsWith("HTTP/1.1 " + status).contains("\"code\":\"" + code + "\"");
    }

    @Test
    void clientThatLeavesInItsBodyGivesItsPlaceBack() throws Exception {
        int before = node.log().size();
        for (int i = 0; i < 20; i++) {
            try (Wire wire = Wire.to(node)) {
                wire.send(
                        "POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nx-api-key: key\r\nContent-Length: 1000\r\n\r\n{\"model\":");
            }
        }
        Awaitility.await()
                .atMost(Client.LIMIT)
                .untilAsserted(() -> assertThat(node.log().stream().skip(before))
                        .filteredOn(line -> line.contains("\"client_gone\":true"))
                        .hasSize(20));
    }
}

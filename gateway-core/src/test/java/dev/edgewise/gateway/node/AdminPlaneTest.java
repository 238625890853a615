package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.inference.onnx.RuntimeFacts;
import dev.edgewise.inference.provider.Provider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminPlaneTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = """
            {"model":"chat","messages":[{"role":"user","content":"hi"}],"temperature":0}""";

    @TempDir
    Path folder;

    @Test
    void aStartedNodeIsLiveAndReady() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            assertThat(node.get("/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> ready = node.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(json(ready).path("status").asText()).isEqualTo("ready");
        }
    }

    @Test
    void theNodeTellsWhoItIsAndWhereItListens() throws IOException {
        try (var centre = new Centre();
                var node =
                        TestNode.start(folder, "node: {id: icn-07, region: KR}\n" + TestNode.LISTEN + centre.yaml())) {
            JsonNode shown = json(node.get("/admin/v1/node"));
            assertThat(shown.path("id").asText()).isEqualTo("icn-07");
            assertThat(shown.path("region").asText()).isEqualTo("KR");
            assertThat(shown.path("listeners").path(0).path("port").asInt())
                    .isEqualTo(node.node().port());
            assertThat(shown.path("listeners").path(1).path("port").asInt())
                    .isEqualTo(node.node().adminPort());
        }
    }

    @Test
    void aLocalModelIsUnloadedLoadedAndPinned() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(
                        folder,
                        TestNode.LISTEN
                                + centre.yaml()
                                        .replace(
                                                "models: [",
                                                "models: [{name: embed, local: {model: all-minilm-l6-v2-q}}, "))) {
            String path = "/admin/v1/models/embed/";
            HttpResponse<String> unloaded = node.post(path + "unload", "");
            assertThat(unloaded.statusCode()).isEqualTo(200);
            assertThat(json(unloaded).path("state").asText()).isEqualTo("pulled");
            assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(json(node.post(path + "load", "{}")).path("state").asText())
                    .isEqualTo("warm");
            assertThat(json(node.post(path + "pin", "")).path("pinned").asBoolean())
                    .isTrue();
            assertThat(json(node.post(path + "unpin", "")).path("pinned").asBoolean())
                    .isFalse();
            assertThat(node.post("/admin/v1/models/chat/load", "").statusCode()).isEqualTo(404);
            assertThat(node.post("/admin/v1/models/nothing/load", "").statusCode())
                    .isEqualTo(404);
            assertThat(node.post(path + "load", "{\"force\":true}").statusCode())
                    .isEqualTo(400);
            assertThat(node.get(path + "load").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void cachedAnswersAreCountedListedAndPurged() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            assertThat(node.ask("/v1/chat/completions", CHAT).statusCode()).isEqualTo(200);
            assertThat(node.ask("/v1/chat/completions", CHAT).headers().firstValue("edge-served-by"))
                    .hasValue("cache-exact");

            JsonNode stats = json(node.get("/admin/v1/cache/stats"));
            assertThat(stats.path("entries").asInt()).isEqualTo(1);
            assertThat(stats.path("hits_raw").asInt()).isEqualTo(1);

            HttpResponse<String> listed = node.get("/admin/v1/cache/entries?limit=5&model=chat");
            JsonNode entry = json(listed).path("entries").path(0);
            assertThat(entry.path("model").asText()).isEqualTo("chat");
            assertThat(entry.path("bytes").asInt()).isPositive();
            assertThat(listed.body()).doesNotContain("hello").doesNotContain("hi\"");

            String byKey = "{\"key\":\"%s\",\"dry_run\":true}"
                    .formatted(entry.path("key").asText());
            assertThat(json(node.post("/admin/v1/cache/purge", byKey))
                            .path("would_purge")
                            .asInt())
                    .isEqualTo(1);
            JsonNode purged = json(node.post("/admin/v1/cache/purge", "{\"all\":true}"));
            assertThat(purged.path("purged").asInt()).isEqualTo(1);
            assertThat(purged.path("epoch").asInt()).isEqualTo(1);
            assertThat(node.ask("/v1/chat/completions", CHAT).headers().firstValue("edge-served-by"))
                    .hasValue("central");
            assertThat(centre.chats()).isEqualTo(2);
        }
    }

    @Test
    void aPurgeThatDoesNotSayExactlyWhatIsRefused() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            for (String body : new String[] {
                "{}",
                "{\"all\":true,\"model\":\"chat\"}",
                "{\"key\":\"abc\"}",
                "{\"al\":true}",
                "{\"all\":\"yes\"}",
                "[]",
                "{\"all\":true,\"all\":true}",
                "nonsense"
            }) {
                HttpResponse<String> refused = node.post("/admin/v1/cache/purge", body);
                assertThat(refused.statusCode()).as(body).isEqualTo(400);
                assertThat(refused.headers().firstValue("content-type")).hasValue("application/problem+json");
                assertThat(json(refused).path("detail").asText()).as(body).isNotBlank();
            }
            assertThat(json(node.get("/admin/v1/cache/stats")).path("epoch").asInt())
                    .isZero();
        }
    }

    @Test
    void modelsAndClustersShowWhatStandsBehindAName() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            JsonNode model = json(node.get("/admin/v1/models")).path("models").path(0);
            assertThat(model.path("name").asText()).isEqualTo("chat");
            assertThat(model.path("central").path("cluster").asText()).isEqualTo("main");
            assertThat(node.get("/admin/v1/models/chat").statusCode()).isEqualTo(200);
            HttpResponse<String> unknown = node.get("/admin/v1/models/chatt");
            assertThat(unknown.statusCode()).isEqualTo(404);
            assertThat(json(unknown).path("models").path(0).asText()).isEqualTo("chat");
            JsonNode endpoint = json(node.get("/admin/v1/clusters"))
                    .path("clusters")
                    .path(0)
                    .path("endpoints")
                    .path(0);
            assertThat(endpoint.path("health").asText()).isIn("up", "unknown");
            assertThat(endpoint.path("outstanding").asInt()).isZero();
        }
    }

    @Test
    void aLocalModelThatIsLoadedIsShownReady() throws IOException {
        try (var node = TestNode.start(folder, TestNode.LISTEN)) {
            HttpResponse<String> ready = node.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(json(ready)
                            .path("models")
                            .path("all-minilm-l6-v2-q")
                            .path("state")
                            .asText())
                    .isEqualTo("ready");
        }
    }

    @Test
    void aModelWhoseGpuIsNotThereAnswersOnTheProcessorAndSaysWhy() throws IOException {
        assumeFalse(RuntimeFacts.built(Provider.CUDA), "the class path has the GPU jar");
        try (var node = TestNode.start(folder, TestNode.LISTEN + """
                        inference: {providers: [cuda, cpu]}
                        models: [{name: embed, local: {model: all-minilm-l6-v2-q}}]
                        """)) {
            assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
            JsonNode local = json(node.get("/admin/v1/models/embed")).path("local");
            assertThat(local.path("state").asText()).isEqualTo("ready");
            assertThat(local.path("provider").asText()).isEqualTo("cpu");
            assertThat(local.at("/providers_refused/0/provider").asText()).isEqualTo("cuda");
            assertThat(local.at("/providers_refused/0/reason").asText()).contains("build with -Pgpu");
            assertThat(node.get("/metrics").body())
                    .contains("edgewise_local_providers_refused_total 1.0")
                    .contains("edgewise_device_memory_bytes{kind=\"total\"} 0.0")
                    .contains("edgewise_local_device_memory_bytes 0.0");
        }
    }

    @Test
    void theConfigurationIsShownWithItsSourcesAndWithoutSecrets() throws IOException {
        String key = KeyHash.of("s3cret").toString();
        try (var centre = new Centre();
                var node = TestNode.start(
                        folder,
                        "listen: {http: {port: 0}, admin: {port: 0, keys: [\"%s\"]}}\n".formatted(key)
                                + centre.yaml().replace("}]}}", "}], api_key: topsecret}}"))) {
            HttpResponse<String> shown =
                    node.send(node.admin("/admin/v1/config").header("x-api-key", "s3cret"));
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.body()).contains("limits.body").contains("default").doesNotContain("topsecret");
        }
    }

    @Test
    void aReloadThatIsRefusedNamesItsProblemsAndChangesNothing() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            assertThat(json(node.post("/admin/v1/config/reload", ""))
                            .path("result")
                            .asText())
                    .isEqualTo("unchanged");
            node.rewrite(TestNode.LISTEN + centre.yaml() + "cach: {}\n");
            HttpResponse<String> refused = node.post("/admin/v1/config/reload", "");
            assertThat(refused.statusCode()).isEqualTo(422);
            JsonNode problem = json(refused).path("problems").path(0);
            assertThat(problem.path("line").asInt()).isEqualTo(4);
            assertThat(problem.path("message").asText()).contains("cache");
            assertThat(node.ask("/v1/chat/completions", CHAT).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aReloadPutsNewModelsKeysAndClustersInForceAtOnce() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            String keyed = "listen: {http: {port: 0}, admin: {port: 0, keys: [\"%s\"]}, event_loops: 2}\n"
                    .formatted(KeyHash.of("s3cret"));
            node.rewrite(
                    keyed + centre.yaml().replace("name: chat", "name: talk").replace("main", "other"));

            JsonNode applied = json(node.post("/admin/v1/config/reload", ""));

            assertThat(applied.path("result").asText()).isEqualTo("applied");
            assertThat(applied.path("after_restart_only").toString()).contains("listen.event_loops");
            assertThat(node.get("/admin/v1/models").statusCode()).isEqualTo(401);
            assertThat(node.send(node.admin("/admin/v1/models").header("x-api-key", "s3cret"))
                            .body())
                    .contains("talk")
                    .doesNotContain("\"chat\"");
            assertThat(node.get("/metrics").body())
                    .contains("cluster=\"other\"")
                    .doesNotContain("cluster=\"main\"");
        }
    }

    @Test
    void everythingUnderAdminNeedsAKeyWhereKeysAreSet() throws IOException {
        String listen = "listen: {http: {port: 0}, admin: {port: 0, keys: [\"%s\"]}}\n".formatted(KeyHash.of("s3cret"));
        try (var centre = new Centre();
                var node = TestNode.start(folder, listen + centre.yaml())) {
            for (String path : new String[] {"node", "config", "cache/stats", "cache/entries", "models", "clusters"}) {
                HttpResponse<String> refused = node.get("/admin/v1/" + path);
                assertThat(refused.statusCode()).as(path).isEqualTo(401);
                assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
            }
            assertThat(node.post("/admin/v1/cache/purge", "{\"all\":true}").statusCode())
                    .isEqualTo(401);
            assertThat(node.send(node.admin("/admin/v1/node").header("authorization", "Bearer s3cret"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(node.send(node.admin("/admin/v1/node").header("authorization", "Bearer wrong"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(node.get("/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void unknownPathsAndWrongMethodsAreProblemsThatTellWhatThereIs() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            HttpResponse<String> nothing = node.get("/admin/v1/nodes");
            assertThat(nothing.statusCode()).isEqualTo(404);
            assertThat(nothing.body()).contains("/admin/v1/node");
            HttpResponse<String> wrong = node.get("/admin/v1/cache/purge");
            assertThat(wrong.statusCode()).isEqualTo(405);
            assertThat(wrong.headers().firstValue("allow")).hasValue("POST");
            HttpResponse<String> head = node.send(node.admin("/admin/v1/node").method("HEAD", BodyPublishers.noBody()));
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
        }
    }

    @Test
    void aBodyAboveTheBoundIsRefused() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            String large = "{\"model\":\"" + "x".repeat(70_000) + "\"}";
            assertThat(node.post("/admin/v1/cache/purge", large).statusCode()).isEqualTo(413);
            var chunked = node.admin("/admin/v1/cache/purge")
                    .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(large)));
            assertThat(node.send(chunked).statusCode()).isEqualTo(413);
        }
    }

    @Test
    void aPageOfAnotherOriginCannotUseAnAdminPlaneWithoutKeys() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            var foreign = node.admin("/admin/v1/cache/purge")
                    .header("origin", "https://evil.example")
                    .POST(BodyPublishers.ofString("{\"all\":true}"));
            assertThat(node.send(foreign).statusCode()).isEqualTo(403);
            String rebound = raw(
                    node.node().adminPort(),
                    "GET /admin/v1/node HTTP/1.1\r\nHost: evil.example:9090\r\nConnection: close\r\n\r\n");
            assertThat(rebound).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void whatIsNotHttpIsRefusedAsAProblem() throws IOException {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            for (String request :
                    new String[] {"GET  HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nA: " + "x".repeat(20_000) + "\r\n\r\n"}) {
                assertThat(raw(node.node().adminPort(), request))
                        .startsWith("HTTP/1.")
                        .contains(" 400 ", "application/problem+json");
            }
        }
    }

    private static String raw(int port, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.setSoTimeout(10_000);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static JsonNode json(HttpResponse<String> response) throws JsonProcessingException {
        return JSON.readTree(response.body());
    }
}

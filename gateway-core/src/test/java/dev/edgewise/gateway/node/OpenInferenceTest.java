package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.config.unit.KeyHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Open Inference Protocol over HTTP, with the embedded model. */
@Timeout(120)
class OpenInferenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long[] IDS = {101, 7592, 2088, 102};
    private static final String OPERATOR_KEY = "ek-operator";
    private static final String CHAT_KEY = "ek-chat";
    private static final String EMBED_KEY = "ek-embed";

    @TempDir
    static Path folder;

    private static Centre centre;
    private static TestNode node;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws IOException {
        centre = new Centre();
        String models =
                centre.yaml().replace("models: [", "models: [{name: embed, local: {model: all-minilm-l6-v2-q}}, ");
        node = TestNode.start(
                folder, TestNode.LISTEN + models + """
                tenants:
                  - {id: operator, keys: ["%s"], load_models: true}
                  - {id: chatter, keys: ["%s"], models: [chat]}
                  - {id: embedder, keys: ["%s"], models: [embed], limits: {requests: 1000/s}}
                rules:
                  - {id: no-tensors-from-mars, match: {tenant: [embedder], model: [embed], country: [AQ]}, effect: {deny: {code: off, message: "Not from there."}}}
                geo: {trust: [{peers: ["127.0.0.1/32"], header: X-Country}]}
                """.formatted(hash(OPERATOR_KEY), hash(CHAT_KEY), hash(EMBED_KEY)));
    }

    private static String hash(String key) {
        return KeyHash.of(key).toString();
    }

    @AfterAll
    static void stop() {
        node.close();
        centre.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.node().port() + path))
                .header("authorization", "Bearer " + OPERATOR_KEY);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private static HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private static String error(HttpResponse<byte[]> response, int status) throws IOException {
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        JsonNode body = json(response);
        assertThat(body.size()).isEqualTo(1);
        return body.path("error").asText();
    }

    private static String input(String name, long... values) {
        return "{\"name\":\"%s\",\"datatype\":\"INT64\",\"shape\":[1,%d],\"data\":%s}"
                .formatted(name, values.length, Arrays.toString(values));
    }

    private static String inputs(long... ids) {
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        return input("input_ids", ids) + "," + input("attention_mask", ones) + ","
                + input("token_type_ids", new long[ids.length]);
    }

    /** The untouched model through the textbook calls. */
    private static float[] plain(long... ids) throws Exception {
        long[][] ones = new long[1][ids.length];
        Arrays.fill(ones[0], 1);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (InputStream file =
                        OpenInferenceTest.class.getClassLoader().getResourceAsStream("all-minilm-l6-v2-q.onnx");
                OrtSession session = environment.createSession(file.readAllBytes());
                OnnxTensor idTensor = OnnxTensor.createTensor(environment, new long[][] {ids});
                OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][ids.length]);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", idTensor, "attention_mask", mask, "token_type_ids", types))) {
            var floats = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] all = new float[floats.remaining()];
            floats.get(all);
            return all;
        }
    }

    @Test
    void theServerTellsNameVersionAndExtensions() throws Exception {
        JsonNode server = json(get("/v2"));

        assertThat(server.path("name").asText()).isEqualTo("edgewise");
        assertThat(server.path("version").asText()).isNotBlank();
        assertThat(server.path("extensions").toString()).contains("binary_tensor_data");
    }

    @Test
    void aReadyNodeIsLiveAndReadyAndSoIsItsModel() throws Exception {
        assertThat(json(get("/v2/health/live")).path("live").asBoolean()).isTrue();
        assertThat(json(get("/v2/health/ready")).path("ready").asBoolean()).isTrue();
        assertThat(get("/v2/models/embed/ready").statusCode()).isEqualTo(200);
        assertThat(get("/v2/models/embed/versions/1/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aModelTellsWhatItTakesAndGives() throws Exception {
        JsonNode model = json(get("/v2/models/embed"));

        assertThat(model.path("name").asText()).isEqualTo("embed");
        assertThat(model.path("versions").toString()).isEqualTo("[\"1\"]");
        assertThat(model.path("platform").asText()).isEqualTo("onnxruntime_onnx");
        assertThat(model.path("inputs").toString())
                .contains("{\"name\":\"input_ids\",\"datatype\":\"INT64\",\"shape\":[-1,-1]}");
        assertThat(model.path("outputs").path(0).path("datatype").asText()).isEqualTo("FP32");
        assertThat(json(get("/v2/models/embed/versions/1"))).isEqualTo(model);
    }

    @Test
    void jsonTensorsGiveWhatThePlainRuntimeGives() throws Exception {
        HttpResponse<byte[]> response =
                post("/v2/models/embed/infer", "{\"id\":\"r-1\",\"inputs\":[" + inputs(IDS) + "]}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("edge-served-by")).hasValue("local");
        assertThat(response.headers().firstValue("edge-model")).hasValue("all-minilm-l6-v2-q");
        JsonNode answer = json(response);
        assertThat(answer.path("model_name").asText()).isEqualTo("embed");
        assertThat(answer.path("model_version").asText()).isEqualTo("1");
        assertThat(answer.path("id").asText()).isEqualTo("r-1");
        JsonNode output = answer.path("outputs").path(0);
        assertThat(output.path("name").asText()).isEqualTo("last_hidden_state");
        assertThat(output.path("shape").toString()).isEqualTo("[1,4,384]");
        float[] plain = plain(IDS);
        assertThat(output.path("data")).hasSize(plain.length);
        for (int i = 0; i < plain.length; i++) {
            assertThat((float) output.path("data").path(i).asDouble()).isCloseTo(plain[i], within(1e-4f));
        }
    }

    @Test
    void binaryTensorsBothWaysGiveWhatThePlainRuntimeGives() throws Exception {
        StringBuilder head = new StringBuilder("{\"inputs\":[");
        var bytes = new ByteArrayOutputStream();
        for (String name : new String[] {"input_ids", "attention_mask", "token_type_ids"}) {
            ByteBuffer data = ByteBuffer.allocate(IDS.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (long id : IDS) {
                data.putLong(name.equals("input_ids") ? id : name.equals("attention_mask") ? 1 : 0);
            }
            bytes.writeBytes(data.array());
            head.append(
                    "{\"name\":\"%s\",\"datatype\":\"INT64\",\"shape\":[1,4],\"parameters\":{\"binary_data_size\":32}},"
                            .formatted(name));
        }
        head.setLength(head.length() - 1);
        head.append("],\"outputs\":[{\"name\":\"last_hidden_state\",\"parameters\":{\"binary_data\":true}}]}");
        byte[] json = head.toString().getBytes(StandardCharsets.UTF_8);
        var body = new ByteArrayOutputStream();
        body.writeBytes(json);
        body.writeBytes(bytes.toByteArray());

        HttpResponse<byte[]> response = send(request("/v2/models/embed/versions/1/infer")
                .header("Inference-Header-Content-Length", "" + json.length)
                .header("content-type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(body.toByteArray())));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/octet-stream");
        int split = (int) response.headers()
                .firstValueAsLong("inference-header-content-length")
                .orElseThrow();
        JsonNode output =
                JSON.readTree(response.body(), 0, split).path("outputs").path(0);
        float[] plain = plain(IDS);
        assertThat(output.path("parameters").path("binary_data_size").asInt()).isEqualTo(plain.length * Float.BYTES);
        assertThat(response.body()).hasSize(split + plain.length * Float.BYTES);
        ByteBuffer data = ByteBuffer.wrap(response.body(), split, plain.length * Float.BYTES)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float expected : plain) {
            assertThat(data.getFloat()).isCloseTo(expected, within(1e-4f));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/v2/models/nothing/infer|404|nothing",
                "POST|/v2/models/chat/infer|404|the centre only",
                "POST|/v2/models/embed/versions/2/infer|404|version 1 only",
                "GET|/v2/models/embed/versions/2|404|version 1 only",
                "GET|/v2/models/embed/infer|405|Use POST",
                "POST|/v2/models/embed|405|Use GET",
                "POST|/v2/models/embed/infer|400|not a JSON object",
                "POST|/v2/repository/models/nothing/load|404|nothing"
            })
    void whatIsNotThereIsToldInTheProtocolsShape(String method, String path, int status, String why) throws Exception {
        assertThat(error(send(request(path).method(method, BodyPublishers.noBody())), status))
                .contains(why);
    }

    @Test
    void wrongTensorsAreRefusedAndTheModelGoesOn() throws Exception {
        String path = "/v2/models/embed/infer";

        assertThat(error(post(path, "{\"inputs\":[" + input("input_ids", 1) + "]}"), 400))
                .contains("missing");
        assertThat(error(post(path, "{\"inputs\":[" + inputs(101, 999_999_999L) + "]}"), 400))
                .contains("out of data bounds");
        assertThat(error(
                        post(
                                path,
                                "{\"inputs\":[{\"name\":\"input_ids\",\"datatype\":\"INT64\",\"shape\":[10000,10000],\"data\":[1]}]}"),
                        400))
                .contains("more than the request has room for");
        assertThat(error(
                        post(
                                path,
                                "{\"inputs\":[{\"name\":\"input_ids\",\"datatype\":\"INT64\",\"shape\":[13107200],\"parameters\":{\"binary_data_size\":104857600}}]}"),
                        400))
                .contains("Inference-Header-Content-Length");
        assertThat(error(post(path, "{\"inputs\":[" + inputs(IDS) + "],\"outputs\":[{\"name\":\"logits\"}]}"), 400))
                .contains("no output logits");
        assertThat(post(path, "{\"inputs\":[" + inputs(IDS) + "]}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void eachTenantSeesItsOwnModelsOnly() throws Exception {
        String body = "{\"inputs\":[" + inputs(IDS) + "]}";
        HttpRequest.Builder chatter = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.node().port() + "/v2/models/embed/infer"))
                .header("authorization", "Bearer " + CHAT_KEY)
                .POST(BodyPublishers.ofString(body));
        HttpRequest.Builder nobody = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.node().port() + "/v2/models/embed/infer"))
                .POST(BodyPublishers.ofString(body));

        assertThat(error(send(chatter), 404)).contains("embed");
        assertThat(error(send(nobody), 401)).contains("API key");
    }

    @Test
    void rulesOnAModelHoldForTheModelInThePath() throws Exception {
        HttpRequest.Builder denied = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.node().port() + "/v2/models/embed/infer"))
                .header("authorization", "Bearer " + EMBED_KEY)
                .header("x-country", "AQ")
                .POST(BodyPublishers.ofString("{\"inputs\":[" + inputs(IDS) + "]}"));

        assertThat(error(send(denied), 403)).contains("Not from there");
    }

    @Test
    void whereTheProtocolHasNothingItsOwnErrorSaysSo() throws Exception {
        assertThat(error(get("/v2/models"), 404)).contains("nothing at /v2/models");
    }

    @Test
    void theIndexListsLocalModelsThatTheCallerMayUse() throws Exception {
        assertThat(json(post("/v2/repository/index", "")).toString())
                .isEqualTo("[{\"name\":\"embed\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}]");
        assertThat(json(post("/v2/repository/index", "{\"ready\":true}"))).hasSize(1);
        assertThat(error(post("/v2/repository/index", "{\"ready\":1}"), 400)).contains("true or false");
        HttpResponse<byte[]> chatter = send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.node().port() + "/v2/repository/index"))
                .header("authorization", "Bearer " + CHAT_KEY)
                .POST(BodyPublishers.noBody()));
        assertThat(json(chatter)).isEmpty();
    }

    @Test
    void onlyATenantThatMayLoadsModels() throws Exception {
        assertThat(post("/v2/repository/models/embed/load", "{}").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> embedder = send(HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.node().port() + "/v2/repository/models/embed/load"))
                .header("authorization", "Bearer " + EMBED_KEY)
                .POST(BodyPublishers.noBody()));
        assertThat(error(embedder, 403)).contains("load_models");
    }

    @Test
    void anUnloadedModelIsNotReadyButTheNodeIsAndTheNextRequestLoadsIt() throws Exception {
        assertThat(post("/v2/repository/models/embed/unload", "{}").statusCode())
                .isEqualTo(200);

        assertThat(get("/v2/models/embed/ready").statusCode()).isEqualTo(400);
        JsonNode listed = json(post("/v2/repository/index", "")).path(0);
        assertThat(listed.path("state").asText()).isEqualTo("UNAVAILABLE");
        assertThat(listed.path("reason").asText()).isEqualTo("unloaded");
        assertThat(json(post("/v2/repository/index", "{\"ready\":true}"))).isEmpty();
        assertThat(get("/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(post("/v2/models/embed/infer", "{\"inputs\":[" + inputs(IDS) + "]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/v2/models/embed/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void tensorsAreNeverCached() throws Exception {
        String body = "{\"inputs\":[" + inputs(IDS) + "]}";
        post("/v2/models/embed/infer", body);

        HttpResponse<byte[]> again = post("/v2/models/embed/infer", body);

        assertThat(again.headers().firstValue("edge-served-by")).hasValue("local");
        assertThat(again.headers().firstValue("etag")).isEmpty();
    }
}

package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.gateway.support.OnnxFile;
import dev.edgewise.gateway.support.Upstream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of numbers that the node labels itself, over HTTP, by graphs that are written here. */
@Timeout(120)
class TensorLabelsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LABELS = "{\"id2label\": {\"0\": \"first\", \"1\": \"second\", \"2\": \"neither\"}}";
    private static final String KEY = "ek-device";
    private static final String OTHER_KEY = "ek-other";

    @TempDir
    static Path folder;

    private static TestNode node;
    private static Upstream centre;

    @BeforeAll
    static void start() throws IOException {
        model("pets", OnnxFile.threeOfTwo(-1));
        model("four", OnnxFile.threeOfTwo(4));
        model("people", OnnxFile.ofTwoInputs());
        model("inverse", OnnxFile.inverse());
        Files.writeString(folder.resolve("inverse/config.json"), "{}");
        Files.writeString(folder.resolve("inverse/edgewise.yaml"), "task: classify\nlabels: [left, right]\n");
        centre = Upstream.start();
        node = TestNode.start(
                folder,
                TestNode.LISTEN
                        + """
                store: {dir: "%s"}
                cache: {disk: 0B}
                tenants:
                  - {id: devices, keys: ["%s"], models: ["*"]}
                  - {id: others, keys: ["%s"], models: [far]}
                clusters: {main: {health: {interval: 1h, timeout: 30s}, endpoints: [{url: "%s"}]}}
                models:
                  - {name: pets, local: {model: "file:pets"}}
                  - {name: four, local: {model: "file:four"}}
                  - {name: people, local: {model: "file:people"}}
                  - {name: inverse, local: {model: "file:inverse"}}
                  - {name: both, local: {model: "file:pets"}, central: {cluster: main, model: m}}
                  - {name: far, central: {cluster: main, model: m}}
                """.formatted(folder.resolve("data"), KeyHash.of(KEY), KeyHash.of(OTHER_KEY), centre.url()));
    }

    private static void model(String name, byte[] graph) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        Files.write(model.resolve("model.onnx"), graph);
        Files.writeString(model.resolve("config.json"), LABELS);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
        if (centre != null) {
            centre.close();
        }
    }

    private static HttpResponse<String> ask(String path, String body) {
        return node.ask(path, body, "authorization", "Bearer " + KEY);
    }

    private static HttpResponse<String> classify(String model, String input) {
        return ask("/v1/classify", "{\"model\": \"" + model + "\", \"input\": " + input + "}");
    }

    private static JsonNode json(HttpResponse<String> reply) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return JSON.readTree(reply.body());
    }

    private static String servedBy(HttpResponse<String> reply) {
        return reply.headers().firstValue("edge-served-by").orElse("none");
    }

    private static String error(HttpResponse<String> reply) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
        JsonNode error = JSON.readTree(reply.body()).path("error");
        return error.isTextual() ? error.asText() : error.path("message").asText();
    }

    @Test
    void each_row_has_its_label_with_scores_and_confidence() throws IOException {
        HttpResponse<String> reply = classify("pets", "[[4, 0], [0.5, 6], [-3, -3]]");

        JsonNode data = json(reply).path("data");
        assertThat(data).hasSize(3);
        assertThat(data.path(0).path("label").asText()).isEqualTo("first");
        assertThat(data.path(1).path("label").asText()).isEqualTo("second");
        assertThat(data.path(2).path("label").asText()).isEqualTo("neither");
        double all = Math.exp(4) + 1 + Math.exp(1);
        assertThat(data.path(0).path("score").asDouble()).isCloseTo(Math.exp(4) / all, within(1e-5));
        assertThat(data.path(0).path("probs")).hasSize(3);
        assertThat(data.path(0).path("edge").path("margin").asDouble())
                .isCloseTo((Math.exp(4) - Math.exp(1)) / all, within(1e-5));
        assertThat(data.path(0).path("edge").path("energy").asDouble()).isCloseTo(-Math.log(all), within(1e-4));
        assertThat(data.path(0).path("edge").path("unknown").asBoolean()).isFalse();
        assertThat(data.path(0).path("edge").path("calibrated").asBoolean()).isFalse();
        assertThat(json(reply).path("labels").toString()).isEqualTo("[\"first\",\"second\",\"neither\"]");
        assertThat(json(reply).path("usage").path("total_tokens").asInt()).isZero();
        assertThat(servedBy(reply)).isEqualTo("local");
        assertThat(reply.headers().firstValue("edge-model")).get().asString().startsWith("pets");
        double least = Math.min(
                data.path(0).path("score").asDouble(),
                Math.min(
                        data.path(1).path("score").asDouble(),
                        data.path(2).path("score").asDouble()));
        assertThat(Double.parseDouble(
                        reply.headers().firstValue("edge-confidence").orElse("")))
                .isCloseTo(least, within(0.001));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pets|[0, 5]",
                "pets|{'shape': [1, 2], 'datatype': 'FP32', 'data': [0, 5]}",
                "pets|{'x': [[0, 5]]}",
                "four|[[0, 5], [0, 4], [0, 4], [0, 4], [0, 4]]",
                "people|{'age': [0, 1], 'height': [5, 4]}",
                "people|[{'name': 'height', 'data': [[5]]}, {'name': 'age', 'data': [[0]]}]"
            })
    void rows_may_be_written_in_any_of_the_documented_forms(String model, String input) throws IOException {
        HttpResponse<String> reply = classify(model, input.replace('\'', '"'));

        JsonNode first = json(reply).path("data").path(0);
        assertThat(first.path("label").asText()).isEqualTo("second");
        assertThat(first.path("score").asDouble())
                .isCloseTo(Math.exp(5) / (Math.exp(5) + 1 + Math.exp(1)), within(1e-5));
        for (JsonNode row : json(reply).path("data")) {
            assertThat(row.path("label").asText()).isEqualTo("second");
        }
    }

    @Test
    void the_same_rows_come_from_the_cache_and_others_never_do() throws IOException {
        HttpResponse<String> first = classify("pets", "[[1.25, 2]]");

        assertThat(servedBy(first)).isEqualTo("local");
        assertThat(first.headers().firstValue("cache-status")).hasValue("edgewise; fwd=miss; stored");
        HttpResponse<String> again = classify("pets", "[[1.25, 2]]");
        assertThat(servedBy(again)).isEqualTo("cache-exact");
        assertThat(again.headers().allValues("edge-confidence"))
                .isEqualTo(first.headers().allValues("edge-confidence"));
        assertThat(servedBy(classify("pets", "[ [125e-2, 2.0] ]")))
                .as("the same numbers in other words")
                .isEqualTo("cache-exact");
        for (String other : new String[] {
            "[[2, 1.25]]",
            "[[1.25, 2.0000001]]",
            "[[1.25, 2], [1.25, 2]]",
            "[[12.5, 2]]",
            "{\"shape\": [1, 2], \"data\": [1.25, 2]}",
            "{\"shape\": [2, 2], \"data\": [1.25, 2, 1.25, 2]}"
        }) {
            assertThat(servedBy(classify("pets", other))).as(other).isEqualTo("local");
        }
        assertThat(servedBy(classify("four", "[[1.25, 2]]"))).isEqualTo("local");
    }

    @Test
    void zeros_of_either_sign_are_two_inputs() throws IOException {
        JsonNode plus = json(classify("inverse", "[[0, 1]]")).path("data").path(0);
        JsonNode minus = json(classify("inverse", "[[-0, 1]]")).path("data").path(0);
        JsonNode fraction =
                json(classify("inverse", "[[-0.0, 1]]")).path("data").path(0);

        assertThat(plus.path("label").asText()).isEqualTo("left");
        assertThat(minus.path("label").asText()).isEqualTo("right");
        assertThat(fraction.path("label").asText()).isEqualTo("right");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pets|[[1, 2, 3]]|Input x has the shape [1, 3]; this model takes [-1, 2]",
                "pets|[[1, 2], [3]]|dimension 1 is not 2 everywhere",
                "pets|[]|has no rows: send at least one of the shape [2]",
                "pets|{'shape': [0, 2], 'data': []}|1 to 4096 rows",
                "pets|[[1, 1e39]]|Element 1 of x is not a number that FP32 can hold",
                "pets|[[1, null]]|Element 1 of x is not a number",
                "pets|[['a', 'b']]|Element 0 of x is not a number",
                "pets|{'datatype': 'INT64', 'data': [[1, 2]]}|Input x is FP32 in this model, not INT64",
                "pets|{'y': [[1, 2]]}|This model has no input y; it takes x FP32[-1, 2]",
                "people|[[1, 2]]|send an object with a member for each of them",
                "people|{'age': [1, 2]}|Input height FP32[-1, 1] is missing",
                "people|{'age': [1, 2], 'height': [1]}|as many of each",
                "pets|'hello'|The model pets labels rows of numbers, no texts and no images: send its input x FP32[-1, 2]",
                "pets|['hello', 'you']|labels rows of numbers, no texts",
                "pets|{'image': 'AAAA'}|labels rows of numbers, no texts and no images",
                "pets|null|There is no input; this model takes x FP32[-1, 2]"
            })
    void wrong_rows_are_refused_with_what_to_send(String model, String input, String why) throws IOException {
        HttpResponse<String> reply = classify(model, input.replace('\'', '"'));

        assertThat(error(reply)).contains(why);
        assertThat(JSON.readTree(reply.body()).path("error").path("param").asText())
                .isEqualTo("input");
    }

    @Test
    void numbers_that_json_does_not_have_and_more_rows_than_there_may_be_are_refused_and_the_node_goes_on()
            throws IOException {
        assertThat(error(classify("pets", "[[1, NaN]]")))
                .contains("'NaN')", "Send finite numbers.")
                .doesNotContain("enable");
        assertThat(error(classify("pets", "[[1, Infinity]]"))).contains("'Infinity')", "Send finite numbers.");
        assertThat(error(classify("pets", "[[1, -Infinity]]"))).contains("not valid JSON");
        assertThat(error(classify("pets", "[" + "[1, 2],".repeat(4_096) + "[1, 2]]")))
                .contains("send 1 to 4096 rows");
        assertThat(json(classify("pets", "[" + "[1, 2],".repeat(4_095) + "[1, 2]]"))
                        .path("data"))
                .hasSize(4_096);
    }

    @Test
    void what_the_node_does_not_serve_goes_to_the_centre_as_it_came() {
        String tensors =
                "{\"model\": \"far\", \"input\": {\"shape\": [1, 2], \"datatype\": \"FP32\", \"data\": [1, -0]}}";
        centre.forget();

        HttpResponse<String> reply = ask("/v1/classify", tensors);

        assertThat(servedBy(reply)).isEqualTo("central");
        assertThat(centre.seen().getFirst().body()).isEqualTo(tensors.replace("\"far\"", "\"m\""));
    }

    @Test
    void rows_stay_on_the_node_and_texts_for_the_same_name_go_to_the_centre() throws IOException {
        centre.forget();
        assertThat(servedBy(classify("both", "[[7, 1]]"))).isEqualTo("local");
        assertThat(error(classify("both", "[[7, 1, 1]]"))).contains("this model takes [-1, 2]");
        assertThat(centre.seen()).isEmpty();

        HttpResponse<String> text = classify("both", "\"hello\"");

        assertThat(servedBy(text)).isEqualTo("central");
        assertThat(text.headers().firstValue("edge-why")).hasValue("local-unfit");
    }

    @Test
    void moderation_has_its_own_shape_and_never_means_a_model_of_numbers_by_itself() throws IOException {
        JsonNode result = json(ask("/v1/moderations", "{\"model\": \"pets\", \"input\": [[0, 9]]}"))
                .path("results")
                .path(0);

        assertThat(result.path("flagged").asBoolean()).isTrue();
        assertThat(result.path("categories").path("second").asBoolean()).isTrue();
        assertThat(ask("/v1/moderations", "{\"input\": \"hello\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_tenant_sees_its_own_models_only_and_nobody_sees_any() {
        String body = "{\"model\": \"pets\", \"input\": [[1, 2]]}";

        assertThat(node.ask("/v1/classify", body, "authorization", "Bearer " + OTHER_KEY)
                        .statusCode())
                .isEqualTo(404);
        assertThat(node.ask("/v1/classify", body).statusCode()).isEqualTo(401);
    }

    @Test
    void the_list_of_models_says_that_it_labels_tensors() throws IOException {
        JsonNode pets = json(node.send(node.data("/v1/models/pets")
                        .header("authorization", "Bearer " + KEY)
                        .GET()))
                .path("edge");

        assertThat(pets.path("local_operations").toString()).contains("classification", "tensors");
        assertThat(pets.path("local_abilities").toString()).isEqualTo("[\"tensors\"]");
        assertThat(json(node.send(node.data("/v2")
                                .header("authorization", "Bearer " + KEY)
                                .GET()))
                        .path("extensions")
                        .toString())
                .contains("classification");
    }

    private static String rows(String outputs) {
        return "{\"inputs\": [{\"name\": \"x\", \"shape\": [2, 2], \"datatype\": \"FP32\", \"data\": [4, 0, 0.5, 6]}], "
                + outputs + "}";
    }

    @Test
    void the_protocol_gives_the_best_classes_of_each_row_in_json_and_the_output_itself_beside_them()
            throws IOException {
        JsonNode output = json(ask(
                        "/v2/models/pets/infer",
                        rows("\"outputs\": [{\"name\": \"logits\", \"parameters\": {\"classification\": 2}}]")))
                .path("outputs")
                .path(0);

        assertThat(output.path("datatype").asText()).isEqualTo("BYTES");
        assertThat(output.path("shape").toString()).isEqualTo("[2,2]");
        assertThat(output.path("data").toString())
                .isEqualTo(
                        "[\"4.000000:0:first\",\"1.000000:2:neither\",\"6.000000:1:second\",\"1.000000:2:neither\"]");
        JsonNode plain = json(ask("/v2/models/pets/infer", rows("\"outputs\": [{\"name\": \"logits\"}]")))
                .path("outputs")
                .path(0);
        assertThat(plain.path("data").toString()).isEqualTo("[4.0,0.0,1.0,0.5,6.0,1.0]");
    }

    @Test
    void the_protocol_gives_the_best_classes_as_bytes() throws Exception {
        HttpResponse<byte[]> reply;
        try (HttpClient client = HttpClient.newHttpClient()) {
            reply = client.send(
                    node.data("/v2/models/pets/infer")
                            .version(HttpClient.Version.HTTP_1_1)
                            .header("authorization", "Bearer " + KEY)
                            .POST(
                                    BodyPublishers.ofString(
                                            rows(
                                                    "\"outputs\": [{\"name\": \"logits\", \"parameters\": {\"classification\": 1, \"binary_data\": true}}]")))
                            .build(),
                    BodyHandlers.ofByteArray());
        }

        int split = (int) reply.headers()
                .firstValueAsLong("inference-header-content-length")
                .orElseThrow();
        JsonNode output = JSON.readTree(reply.body(), 0, split).path("outputs").path(0);
        assertThat(output.path("datatype").asText()).isEqualTo("BYTES");
        assertThat(output.path("shape").toString()).isEqualTo("[2,1]");
        ByteBuffer data = ByteBuffer.wrap(reply.body(), split, reply.body().length - split)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (String expected : new String[] {"4.000000:0:first", "6.000000:1:second"}) {
            byte[] text = new byte[data.getInt()];
            data.get(text);
            assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo(expected);
        }
        assertThat(data.hasRemaining()).isFalse();
    }

    @Test
    void classes_are_refused_where_they_mean_nothing() throws IOException {
        for (String[] each : new String[][] {
            {"\"outputs\": [{\"name\": \"logits\", \"parameters\": {\"classification\": 0}}]", "from 1 on"},
            {"\"parameters\": {\"classification\": 1}", "a parameter of an output"},
            {"\"outputs\": [{\"name\": \"none\", \"parameters\": {\"classification\": 1}}]", "no output none"}
        }) {
            assertThat(error(ask("/v2/models/pets/infer", rows(each[0])))).contains(each[1]);
        }
    }
}

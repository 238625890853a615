package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.support.OnnxFile;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What callers want of labels and ranks beside them, over HTTP: met, sent to the centre, or refused by its name. */
@Timeout(120)
class LabelWishesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static TestNode node;
    private static Centre centre;

    @BeforeAll
    static void start() throws IOException {
        Path pets = Files.createDirectories(folder.resolve("pets"));
        Files.write(pets.resolve("model.onnx"), OnnxFile.threeOfTwo(-1));
        Files.writeString(pets.resolve("config.json"), "{\"id2label\": {\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"}}");
        centre = new Centre();
        String central = centre.yaml();
        node = TestNode.start(
                folder,
                TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data") + "\"}\n"
                        + central.substring(central.indexOf("clusters:")) + """
                        models:
                          - {name: pets, local: {model: "file:pets"}}
                          - {name: embed, local: {model: all-minilm-l6-v2-q}}
                          - {name: both, local: {model: all-minilm-l6-v2-q}, central: {cluster: main, model: m}}
                        """);
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

    private static JsonNode json(HttpResponse<String> reply) throws IOException {
        return JSON.readTree(reply.body());
    }

    @Test
    void a_ranking_is_cut_by_either_name_of_the_number_and_what_would_change_its_scores_is_refused_by_name()
            throws IOException {
        String body = "{\"model\": \"%s\", \"query\": \"rain\", \"documents\": [\"a sunny day\", \"it rains\"], %s}";
        for (String top : List.of("\"top_k\": 1", "\"top_n\": 1, \"top_k\": 2", "\"top_n\": null, \"top_k\": 1")) {
            JsonNode results =
                    json(node.ask("/v1/rerank", body.formatted("embed", top))).path("results");
            assertThat(results).as(top).hasSize(1);
            assertThat(results.path(0).path("index").asInt()).isEqualTo(1);
        }
        for (String fine : List.of("\"raw_scores\": false", "\"max_tokens_per_doc\": 4096", "\"truncation\": true")) {
            assertThat(node.ask("/v1/rerank", body.formatted("embed", fine)).statusCode())
                    .as(fine)
                    .isEqualTo(200);
        }
        for (String asked : List.of(
                "\"raw_scores\": true",
                "\"truncation\": false",
                "\"activation\": false",
                "\"max_tokens_per_doc\": 64",
                "\"rank_fields\": [\"title\"]")) {
            HttpResponse<String> refused = node.ask("/v1/rerank", body.formatted("embed", asked));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(json(refused).path("error").path("param").asText())
                    .isEqualTo(asked.substring(1, asked.indexOf('"', 1)));
            HttpResponse<String> sent = node.ask("/v1/rerank", body.formatted("both", asked));
            assertThat(sent.headers().firstValue("edge-served-by")).as(asked).hasValue("central");
            assertThat(sent.headers().firstValue("edge-why")).hasValue("local-unfit");
        }
        assertThat(json(node.ask("/v1/rerank", body.formatted("embed", "\"top_k\": 0")))
                        .path("error")
                        .path("param")
                        .asText())
                .isEqualTo("top_k");
    }

    @Test
    void labels_are_named_as_many_and_from_the_score_on_that_is_asked_for() throws IOException {
        String body = "{\"model\": \"pets\", \"input\": [[4, 0], [0.5, 6]], %s}";
        JsonNode one = json(node.ask("/v1/classify", body.formatted("\"top_k\": 1")));
        for (JsonNode item : one.path("data")) {
            assertThat(item.path("predictions")).hasSize(1);
            assertThat(item.path("predictions").path(0).path("label")).isEqualTo(item.path("label"));
            assertThat(item.path("probs")).hasSize(3);
        }
        JsonNode likely = json(node.ask("/v1/classify", body.formatted("\"threshold\": 0.5")));
        for (JsonNode item : likely.path("data")) {
            assertThat(item.path("predictions")).hasSize(1);
        }
        assertThat(json(node.ask("/v1/classify", body.formatted("\"threshold\": 1.0")))
                        .path("data")
                        .path(0)
                        .path("predictions"))
                .isEmpty();
        for (String asked : List.of(
                "\"top_k\": 0",
                "\"threshold\": 7",
                "\"threshold\": \"x\"",
                "\"raw_scores\": true",
                "\"activation\": false",
                "\"function_to_apply\": \"none\"")) {
            HttpResponse<String> refused = node.ask("/v1/classify", body.formatted(asked));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(json(refused).path("error").path("param").asText())
                    .isEqualTo(asked.substring(1, asked.indexOf('"', 1)));
        }
    }
}

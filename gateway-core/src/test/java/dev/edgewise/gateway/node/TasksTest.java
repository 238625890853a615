package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.cli.model.ModelCommand;
import dev.edgewise.gateway.support.Upstream;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Labels, moderation and ranks from models on the node: a head that is trained here, PP-OCR's classifier, an embedder. */
@Timeout(180)
class TasksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> VERBS =
            List.of("please", "can you", "could you", "I want you to", "now", "hey,", "quickly", "would you");
    private static final List<String> WEATHER = List.of(
            "tell me the weather in Seoul",
            "say whether it will rain tomorrow",
            "check the temperature outside",
            "give me the forecast for the weekend",
            "tell me if I need an umbrella");
    private static final List<String> MUSIC = List.of(
            "play some jazz", "put on my favourite song", "skip this track", "turn the music up", "start the playlist");
    private static final List<String> THREAT = List.of(
            "hurt my neighbour",
            "attack that man with a knife",
            "beat him until he bleeds",
            "kill everybody there",
            "break her arm");

    @TempDir
    static Path folder;

    private static TestNode node;
    private static Centre centre;
    private static String trained = "";
    private static String trainedSeveral = "";

    @BeforeAll
    static void start() throws IOException {
        try (InputStream from = Objects.requireNonNull(
                TasksTest.class.getResourceAsStream("/models/ch_ppocr_mobile_v2.0_cls_infer.onnx"))) {
            Path model = Files.createDirectories(folder.resolve("orientation"));
            Files.copy(from, model.resolve("model.onnx"));
        }
        centre = new Centre();
        String store = "store: {dir: \"" + folder.resolve("data") + "\"}\n";
        Files.writeString(folder.resolve("train.yaml"), store);
        StringBuilder lines = new StringBuilder();
        for (String verb : VERBS) {
            WEATHER.forEach(text -> lines.append("weather\t" + verb + " " + text + "\n"));
            MUSIC.forEach(text -> lines.append("music\t" + verb + " " + text + "\n"));
        }
        trained = train(lines.toString(), "topics");
        train(lines.toString().replaceAll("(?m)^(weather|music)", "safe") + threats(), "safety");
        trainedSeveral = train(Files.writeString(folder.resolve("wishes.jsonl"), wishes()), "wishes");
        String central = centre.yaml();
        node = TestNode.start(
                folder,
                TestNode.LISTEN + store + central.substring(central.indexOf("clusters:")) + """
                        models:
                          - {name: topics, local: {model: topics}}
                          - {name: safety, local: {model: safety}}
                          - {name: wishes, local: {model: wishes}}
                          - {name: embed, local: {model: all-minilm-l6-v2-q}}
                          - {name: orientation, local: {model: "file:orientation"}}
                          - {name: far, central: {cluster: main, model: m}}
                          - {name: both, local: {model: all-minilm-l6-v2-q}, central: {cluster: main, model: m}}
                        """,
                "topics",
                "safety",
                "wishes");
    }

    /** Weather, music, both and neither. */
    private static String wishes() {
        StringBuilder lines = new StringBuilder();
        for (String verb : VERBS) {
            for (int i = 0; i < WEATHER.size(); i++) {
                lines.append(line("\"weather\"", verb + " " + WEATHER.get(i)));
                lines.append(line("\"music\"", verb + " " + MUSIC.get(i)));
                lines.append(line("\"weather\", \"music\"", verb + " " + WEATHER.get(i) + " and " + MUSIC.get(i)));
                lines.append(line("", verb + " " + THREAT.get(i)));
            }
        }
        return lines.toString();
    }

    private static String line(String labels, String text) {
        return "{\"labels\": [" + labels + "], \"text\": \"" + text + "\"}\n";
    }

    private static String threats() {
        StringBuilder lines = new StringBuilder();
        for (String verb : VERBS) {
            THREAT.forEach(text -> lines.append("violence\t" + verb + " " + text + "\n"));
        }
        return lines.toString();
    }

    private static String train(String lines, String name) throws IOException {
        return train(Files.writeString(folder.resolve(name + ".tsv"), lines), name);
    }

    private static String train(Path data, String name) throws IOException {
        var out = new StringWriter();
        int code = new CommandLine(new ModelCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(
                        "head",
                        "train",
                        "--config",
                        folder.resolve("train.yaml").toString(),
                        "--data",
                        data.toString(),
                        "--embedder",
                        "all-minilm-l6-v2-q",
                        "--out",
                        name);
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
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

    private static String image(boolean turned) throws IOException {
        var image = new BufferedImage(320, 48, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, 320, 48);
        if (turned) {
            pen.rotate(Math.PI, 160, 24);
        }
        pen.setColor(Color.BLACK);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 30));
        pen.drawString("Invoice no. 4711", 8, 34);
        pen.dispose();
        var out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", out)).isTrue();
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    @Test
    void training_tells_how_good_the_head_is_and_how_to_serve_it() {
        assertThat(trained)
                .contains("trained on 64 texts", "checked with 16 others", "accuracy 1.000", "music", "weather")
                .contains("local: {model: topics}");
    }

    @Test
    void a_trained_head_labels_texts_with_scores_and_confidence() throws IOException {
        HttpResponse<String> reply = node.ask(
                "/v1/classify",
                "{\"model\": \"topics\", \"input\": [\"is it going to snow in Busan?\", \"louder please, I love this song\"]}");

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("edge-served-by")).hasValue("local");
        assertThat(reply.headers().firstValue("edge-model")).hasValue("topics");
        JsonNode data = json(reply).path("data");
        assertThat(data.path(0).path("label").asText()).isEqualTo("weather");
        assertThat(data.path(1).path("label").asText()).isEqualTo("music");
        assertThat(data.path(1).path("index").asInt()).isEqualTo(1);
        assertThat(data.path(0).path("num_classes").asInt()).isEqualTo(2);
        assertThat(data.path(0).path("probs")).hasSize(2);
        assertThat(data.path(0).path("predictions").path(0).path("score").asDouble())
                .isEqualTo(data.path(0).path("score").asDouble());
        double least = Math.min(
                data.path(0).path("score").asDouble(),
                data.path(1).path("score").asDouble());
        assertThat(Double.parseDouble(
                        reply.headers().firstValue("edge-confidence").orElse("")))
                .isBetween(least - 0.001, least + 0.001);
        assertThat(json(reply).path("usage").path("prompt_tokens").asInt()).isGreaterThan(10);
    }

    @Test
    void a_head_of_overlapping_labels_names_all_that_hold_and_none_where_none_does() throws IOException {
        assertThat(trainedSeveral).contains("all labels right", "labels hold from a score of", "music", "weather");

        JsonNode data = json(node.ask(
                        "/v1/classify",
                        "{\"model\": \"wishes\", \"input\": [\"please check the forecast and then play my favourite song\","
                                + " \"will it rain in Busan?\", \"break that man's arm\"]}"))
                .path("data");

        assertThat(data.path(0).path("edge").path("several").asBoolean()).isTrue();
        assertThat(data.path(0).path("edge").path("threshold").asDouble()).isBetween(0.05, 0.95);
        assertThat(data.path(0).path("edge").path("labels").toString()).isEqualTo("[\"music\",\"weather\"]");
        assertThat(data.path(1).path("edge").path("labels").toString()).isEqualTo("[\"weather\"]");
        assertThat(data.path(2).path("edge").path("labels")).isEmpty();
        assertThat(data.path(0).path("probs").path(0).asDouble()
                        + data.path(0).path("probs").path(1).asDouble())
                .as("scores of their own, which add up to no fixed sum")
                .isGreaterThan(1.1);
    }

    @Test
    void moderation_by_overlapping_labels_flags_each_category_by_its_own_score() throws IOException {
        JsonNode results = json(node.ask(
                        "/v1/moderations",
                        "{\"model\": \"wishes\", \"input\": [\"check the temperature outside and skip this track\","
                                + " \"break that man's arm\"]}"))
                .path("results");

        assertThat(results.path(0).path("flagged").asBoolean()).isTrue();
        assertThat(results.path(0).path("categories").toString()).isEqualTo("{\"music\":true,\"weather\":true}");
        assertThat(results.path(1).path("flagged").asBoolean()).isFalse();
        assertThat(results.path(1).path("category_scores").path("music").asDouble())
                .isBetween(0.0, 0.5);
    }

    @Test
    void the_same_question_again_comes_from_the_cache_and_another_path_does_not_share_it() {
        String body = "{\"model\": \"topics\", \"input\": \"will it rain on Sunday in Jeju?\"}";

        HttpResponse<String> first = node.ask("/v1/classify", body);
        HttpResponse<String> hit = node.ask("/v1/classify", body);

        assertThat(first.headers().firstValue("cache-status")).hasValue("edgewise; fwd=miss; stored");
        assertThat(hit.headers().firstValue("edge-served-by")).hasValue("cache-exact");
        assertThat(hit.headers().allValues("edge-confidence"))
                .hasSize(1)
                .isEqualTo(first.headers().allValues("edge-confidence"));
        assertThat(node.ask("/v1/moderations", body).headers().firstValue("edge-served-by"))
                .hasValue("local");
    }

    @Test
    void of_a_batch_only_what_is_new_is_labelled_and_each_keeps_how_sure_it_is() throws IOException {
        String body = "{\"model\": \"topics\", \"input\": [%s]}";
        String rain = "\"rain in Jeju all day\"";
        String song = "\"a song by the river\"";
        node.ask("/v1/classify", body.formatted(rain + ", " + song));
        HttpResponse<String> more = node.ask("/v1/classify", body.formatted("\"umbrella\", " + song + ", " + rain));

        assertThat(more.headers().firstValue("cache-status"))
                .hasValue("edgewise; fwd=partial; stored; detail=\"items=2/3\"");
        double least = 1;
        for (JsonNode item : json(more).path("data")) {
            String text =
                    List.of("\"umbrella\"", song, rain).get(item.path("index").asInt());
            HttpResponse<String> alone = node.ask("/v1/classify", body.formatted(text));
            assertThat(alone.headers().firstValue("edge-served-by")).hasValue("cache-exact");
            assertThat(json(alone).path("data").path(0).path("probs")).isEqualTo(item.path("probs"));
            double sure = Double.parseDouble(
                    alone.headers().firstValue("edge-confidence").orElse("none"));
            assertThat(sure)
                    .isBetween(
                            item.path("score").asDouble() - 0.001,
                            item.path("score").asDouble() + 0.001);
            least = Math.min(least, sure);
        }
        assertThat(more.headers().firstValue("edge-confidence").map(Double::valueOf))
                .hasValue(least);
    }

    @Test
    void moderation_has_the_shape_of_openai_and_leaves_the_harmless_label_out() throws IOException {
        JsonNode result = json(node.ask(
                        "/v1/moderations",
                        "{\"model\": \"safety\", \"input\": [\"kill that man with a knife\", \"play a nice song\"]}"))
                .path("results");

        assertThat(result.path(0).path("flagged").asBoolean()).isTrue();
        assertThat(result.path(0).path("categories").path("violence").asBoolean())
                .isTrue();
        assertThat(result.path(1).path("flagged").asBoolean()).isFalse();
        assertThat(result.path(1).path("category_scores").path("violence").asDouble())
                .isBetween(0.0, 0.5);
        assertThat(result.path(0).path("categories").has("safe")).isFalse();
    }

    @Test
    void a_body_that_got_its_model_from_the_node_goes_out_without_the_digest_of_the_one_that_came() throws IOException {
        try (Upstream far = Upstream.start();
                TestNode one = TestNode.start(
                        Files.createDirectories(folder.resolve("far")),
                        TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data") + "\"}\ncache: {disk: 0B}\n"
                                + """
                                models:
                                  - {name: embed, local: {model: all-minilm-l6-v2-q}}
                                  - {name: safe, local: {model: safety}, central: {cluster: main, model: safe}}
                                clusters: {main: {endpoints: [{url: "%s"}], health: {interval: 1h, timeout: 30s}}}
                                """.formatted(far.url()),
                        "safety")) {
            String[] lines = {"Edge-Target", "central", "Content-Digest", "sha-256=:BBBB:"};
            one.ask("/v1/moderations", "{\"input\": \"a\"}", lines);
            one.ask("/v1/moderations", "{\"model\": \"safe\", \"input\": \"b\"}", lines);

            assertThat(far.seen()).hasSize(2);
            assertThat(far.seen().getFirst().body()).contains("\"safe\"");
            assertThat(far.seen().getFirst().headers()).doesNotContainKey("content-digest");
            assertThat(far.seen().getLast().headers()).containsEntry("content-digest", "sha-256=:BBBB:");
        }
    }

    @Test
    void moderation_without_a_model_means_the_only_one_there_is_and_tells_of_several() throws IOException {
        String body = "{\"input\": \"kill that man with a knife\"}";
        HttpResponse<String> several = node.ask("/v1/moderations", body);

        assertThat(several.statusCode()).isEqualTo(400);
        assertThat(several.body()).contains("missing_model", "Name one of: safety, topics, wishes.");
        try (TestNode one = TestNode.start(
                Files.createDirectories(folder.resolve("one")),
                TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data") + "\"}\ncache: {disk: 0B}\n" + """
                        models:
                          - {name: embed, local: {model: all-minilm-l6-v2-q}}
                          - {name: safe, local: {model: safety}}
                        """,
                "safety")) {
            HttpResponse<String> answer = one.ask("/v1/moderations", body);

            assertThat(answer.headers().firstValue("edge-model")).hasValue("safety");
            assertThat(json(answer).at("/results/0/categories/violence").asBoolean())
                    .isTrue();
            assertThat(one.ask("/v1/moderations", "{\"model\": \"safe\", \"input\": \"kill that man with a knife\"}")
                            .headers()
                            .firstValue("edge-served-by"))
                    .as("they ask for the same")
                    .hasValue("cache-exact");
        }
    }

    @Test
    void images_are_labelled_from_data_urls_and_from_base64() throws IOException {
        String upright = image(false);
        String turned = image(true);
        JsonNode urls = json(node.ask(
                "/v1/classify",
                "{\"model\": \"orientation\", \"input\": [\"data:image/png;base64," + upright
                        + "\", {\"image\": \"data:image/png;base64," + turned + "\"}]}"));
        assertThat(urls.path("data").path(0).path("label").asText()).isEqualTo("0");
        assertThat(urls.path("data").path(1).path("label").asText()).isEqualTo("180");

        JsonNode plain = json(node.ask("/v1/classify", "{\"model\": \"orientation\", \"images\": \"" + turned + "\"}"));
        assertThat(plain.path("data").path(0).path("label").asText()).isEqualTo("180");
        JsonNode input = json(node.ask("/v1/classify", "{\"model\": \"orientation\", \"input\": \"" + turned + "\"}"));
        assertThat(input.path("data").path(0).path("label").asText()).isEqualTo("180");
    }

    @Test
    void wrong_requests_are_refused_with_what_to_send() throws IOException {
        String wrong =
                Base64.getEncoder().encodeToString("no image at all".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (String[] each : new String[][] {
            {"/v1/classify", "{\"model\": \"topics\"}", "input"},
            {"/v1/classify", "{\"model\": \"topics\", \"input\": []}", "input"},
            {"/v1/classify", "{\"model\": \"topics\", \"input\": 7}", "input"},
            {"/v1/classify", "{\"model\": \"topics\", \"input\": \"\"}", "is empty"},
            {
                "/v1/classify",
                "{\"model\": \"topics\", \"input\": [[1, 2]]}",
                "The model topics labels texts, and input has numbers"
            },
            {
                "/v1/classify",
                "{\"model\": \"topics\", \"input\": {\"shape\": [1], \"data\": [1]}}",
                "ask for a model of tensors"
            },
            {"/v1/classify", "{\"model\": \"orientation\", \"input\": [[1, 2]]}", "labels images, and input has numbers"
            },
            {"/v1/classify", "{\"model\": \"orientation\", \"input\": \"" + wrong + "\"}", "no image: send PNG or JPEG"
            },
            {"/v1/classify", "{\"model\": \"orientation\", \"input\": \"https://a.example/x.png\"}", "fetches no images"
            },
            {
                "/v1/classify",
                "{\"model\": \"topics\", \"input\": \"data:image/png;base64," + wrong + "\"}",
                "labels no images"
            },
            {
                "/v1/classify",
                "{\"model\": \"topics\", \"input\": [\"x\", {\"image\": \"" + wrong + "\"}]}",
                "mixes texts and images"
            },
            {"/v1/rerank", "{\"model\": \"embed\", \"documents\": [\"x\"]}", "query"},
            {"/v1/rerank", "{\"model\": \"embed\", \"query\": \"x\", \"documents\": []}", "documents"},
            {"/v1/rerank", "{\"model\": \"embed\", \"query\": \"x\", \"documents\": [7]}", "documents"},
            {"/v1/rerank", "{\"model\": \"embed\", \"query\": \"x\", \"documents\": [\"y\"], \"top_n\": 0}", "top_n"},
        }) {
            HttpResponse<String> reply = node.ask(each[0], each[1]);
            assertThat(reply.statusCode()).as(each[1] + reply.body()).isEqualTo(400);
            assertThat(json(reply).path("error").path("type").asText()).isEqualTo("invalid_request_error");
            assertThat(json(reply).path("error").path("message").asText()).contains(each[2]);
        }
    }

    @Test
    void an_embedder_ranks_by_similarity_and_the_answer_says_so() throws IOException {
        HttpResponse<String> reply = node.ask(
                "/v1/rerank",
                "{\"model\": \"embed\", \"query\": \"How do I reset my password?\", \"top_n\": 2, \"return_documents\": true,"
                        + " \"documents\": [\"Mount Everest is 8849 m tall.\", {\"text\": \"To change a lost password, open"
                        + " the settings.\"}, \"Bananas are yellow.\"]}");

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        JsonNode answer = json(reply);
        assertThat(answer.path("results")).hasSize(2);
        assertThat(answer.path("results").path(0).path("index").asInt()).isEqualTo(1);
        assertThat(answer.path("results").path(0).path("relevance_score").asDouble())
                .isGreaterThan(
                        answer.path("results").path(1).path("relevance_score").asDouble());
        assertThat(answer.path("results").path(0).path("document").path("text").asText())
                .contains("lost password");
        assertThat(answer.path("edge").path("method").asText()).isEqualTo("similarity");
        assertThat(reply.headers().firstValue("edge-method")).hasValue("similarity");
    }

    @Test
    void a_model_of_the_centre_is_asked_there() {
        int before = centre.chats();

        HttpResponse<String> reply =
                node.ask("/v1/rerank", "{\"model\": \"far\", \"query\": \"q\", \"documents\": [\"d\"]}");

        assertThat(reply.headers().firstValue("edge-served-by")).hasValue("central");
        assertThat(centre.chats()).isEqualTo(before + 1);
        assertThat(node.ask("/v1/classify", "{\"model\": \"both\", \"input\": \"x\"}")
                        .headers()
                        .firstValue("edge-served-by"))
                .as("an embedder has no labels, the centre may")
                .hasValue("central");
    }

    @Test
    void a_cross_encoder_ranks_what_means_the_same_first() throws IOException {
        Path hub = Path.of("../../shared/hub/edgewise/minilm-question-cross-encoder");
        assumeTrue(
                Files.isDirectory(hub),
                "the real models are not here: put them into ../shared/hub beside the checkout");
        Path own = Files.createDirectories(folder.resolve("cross"));
        try (TestNode ranker = TestNode.start(
                own,
                TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data")
                        + "\"}\nmodels: [{name: rank, local: {model: \"file:"
                        + hub.toAbsolutePath().normalize() + "\"}}]\n")) {
            HttpResponse<String> reply = ranker.ask(
                    "/v1/rerank",
                    "{\"model\": \"rank\", \"query\": \"How do I reset my bank password?\", \"documents\": [\"How do I open"
                            + " a bank account?\", \"What is the way to change the password of my bank account?\"]}");

            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            assertThat(json(reply).path("results").path(0).path("index").asInt())
                    .isEqualTo(1);
            assertThat(json(reply).path("edge").path("method").asText()).isEqualTo("cross-encoder");
        }
    }
}

package dev.edgewise.gateway.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.node.TestNode;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command on real models: PP-OCR's classifier of a line's orientation, and a head that is trained here. */
@Timeout(180)
class CalibrateCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    @BeforeAll
    static void files() throws IOException {
        for (String place : List.of("orientation", "other")) {
            Path model = Files.createDirectories(folder.resolve(place));
            try (InputStream from = Objects.requireNonNull(
                    CalibrateCommandTest.class.getResourceAsStream("/models/ch_ppocr_mobile_v2.0_cls_infer.onnx"))) {
                Files.copy(from, model.resolve("model.onnx"));
            }
        }
        Files.writeString(folder.resolve("edgewise.yaml"), TestNode.LISTEN + """
                store: {dir: "%s"}
                models:
                  - {name: orientation, local: {model: "file:orientation"}}
                """.formatted(folder.resolve("data")));
        var random = new Random(7);
        for (int i = 0; i < 60; i++) {
            boolean turned = i % 2 == 1;
            Path place = Files.createDirectories(folder.resolve("lines").resolve(turned ? "180" : "0"));
            // A sixth stands the other way round than its label says: the model is right less often than it says.
            boolean mistaken = i % 6 < 2 && i % 12 < 6;
            Files.write(place.resolve(i + ".png"), line("Invoice " + (4711 + i), turned != mistaken, 20, random));
        }
        Path strangers = Files.createDirectories(folder.resolve("noise"));
        for (int i = 0; i < 10; i++) {
            Files.write(strangers.resolve(i + ".png"), line("", false, 250, random));
        }
    }

    private static byte[] line(String text, boolean turned, int noise, Random random) throws IOException {
        var image = new BufferedImage(320, 48, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, 320, 48);
        if (turned) {
            pen.rotate(Math.PI, 160, 24);
        }
        pen.setColor(Color.BLACK);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 30));
        pen.drawString(text, 8, 34);
        pen.dispose();
        for (int x = 0; x < 320 && noise > 0; x++) {
            for (int y = 0; y < 48; y++) {
                int grey = Math.clamp((image.getRGB(x, y) & 0xFF) + random.nextInt(-noise, noise), 0, 255);
                image.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
        var out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", out)).isTrue();
        return out.toByteArray();
    }

    private static String run(int expected, String... arguments) {
        var out = new StringWriter();
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = folder.resolve("edgewise.yaml").toString();
        int code = new CommandLine(new ModelCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(all);
        assertThat(code).as(out.toString()).isEqualTo(expected);
        return out.toString();
    }

    private static JsonNode edge(TestNode node, byte[] picture) throws IOException {
        String body = "{\"model\": \"orientation\", \"input\": \"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(picture) + "\"}";
        return JSON.readTree(node.ask("/v1/classify", body).body())
                .path("data")
                .path(0)
                .path("edge");
    }

    @Test
    void an_image_classifier_is_calibrated_by_a_folder_of_pictures_and_its_answers_say_so() throws IOException {
        byte[] clear = line("Edgewise", false, 0, new Random(1));
        try (TestNode node = TestNode.start(folder, Files.readString(folder.resolve("edgewise.yaml")))) {
            JsonNode before = edge(node, clear);
            JsonNode printed = JSON.readTree(run(
                    0,
                    "calibrate",
                    "orientation",
                    "--json",
                    "--data",
                    folder.resolve("lines").toString(),
                    "--strangers",
                    folder.resolve("noise").toString()));
            node.reload();
            // The model with its new file is loaded beside the old one, which answers meanwhile.
            JsonNode after = Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(
                            () -> edge(node, clear),
                            edge -> edge.path("calibrated").asBoolean());

            assertThat(before.path("calibrated").asBoolean(true)).isFalse();
            assertThat(before.has("unknown")).isTrue();
            assertThat(printed.path("inputs").asInt()).isEqualTo(60);
            assertThat(printed.path("temperature").asDouble()).isGreaterThan(1.5);
            assertThat(printed.path("log_loss_after").asDouble())
                    .isLessThan(printed.path("log_loss_before").asDouble());
            assertThat(printed.path("calibration_error_after").asDouble())
                    .isLessThan(printed.path("calibration_error_before").asDouble());
            assertThat(printed.path("known_called_unknown").asDouble()).isLessThanOrEqualTo(0.02);
            assertThat(printed.path("strangers").asInt()).isEqualTo(10);
            assertThat(printed.has("energy_max"))
                    .as("a graph that gives scores has no energy")
                    .isFalse();
            assertThat(after.path("confidence").asDouble())
                    .isLessThan(before.path("confidence").asDouble());
            assertThat(after.has("margin") && after.has("energy")).isTrue();
        }
    }

    @Test
    void a_head_is_calibrated_in_the_store_and_what_does_not_fit_is_refused() throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            lines.append("weather\twill it rain on day ").append(i).append(" of the month\n");
            lines.append("music\tplay song number ").append(i).append(" of the album\n");
        }
        Path data = Files.writeString(folder.resolve("topics.tsv"), lines);
        run(0, "head", "train", "--data", data.toString(), "--embedder", "all-minilm-l6-v2-q", "--out", "topics");

        String printed = run(0, "calibrate", "topics", "--data", data.toString(), "--false-alarms", "0.1");

        assertThat(printed).contains("calibrated with 40 inputs, 100.0 % of them told rightly", "(ECE, 15 bins");
        assertThat(printed).contains("unknown           energy above", "head.json (sha256:");
        assertThat(run(0, "show", "topics", "--json")).contains("\"calibrated\" : true");
        Path wrong = Files.writeString(folder.resolve("wrong.tsv"), "sports\tgoal\nmusic\tsong\n");
        assertThat(run(1, "calibrate", "topics", "--data", wrong.toString()))
                .contains("the model has no label sports; it has music, weather");
        Path few = Files.writeString(folder.resolve("few.tsv"), "weather\train\nmusic\tsong\n");
        assertThat(run(1, "calibrate", "topics", "--data", few.toString()))
                .contains("few.tsv has 2 different inputs: give at least 20");
        assertThat(run(1, "calibrate", "all-minilm-l6-v2-q", "--data", few.toString()))
                .contains("labels nothing: name a classifier");
        assertThat(run(
                        1,
                        "calibrate",
                        "orientation",
                        "--data",
                        folder.resolve("data").toString()))
                .contains("there must be 1 to 50000");
    }

    @Test
    void a_calibration_of_a_stored_model_is_a_new_state_of_it() throws IOException {
        run(0, "pull", "file:" + folder.resolve("other"), "--as", "stored");
        String before = run(0, "show", "stored", "--json");
        assertThat(before).contains("\"calibrated\" : false");

        run(0, "calibrate", "stored", "--data", folder.resolve("lines").toString());

        JsonNode after = JSON.readTree(run(0, "show", "stored", "--json"));
        assertThat(after.path("calibrated").asBoolean()).isTrue();
        assertThat(after.path("folder").asText())
                .isNotEqualTo(JSON.readTree(before).path("folder").asText());
        assertThat(after.path("files").toString()).contains("edgewise-calibration.json", "model.onnx");
    }
}

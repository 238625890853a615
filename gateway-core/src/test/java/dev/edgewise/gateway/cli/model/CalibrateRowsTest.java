package dev.edgewise.gateway.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.node.TestNode;
import dev.edgewise.gateway.support.OnnxFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command on a classifier of rows of numbers that is written here: sure of all, and wrong in a quarter. */
@Timeout(120)
class CalibrateRowsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Path model = Files.createDirectories(folder.resolve("pets"));
        Files.write(model.resolve("model.onnx"), OnnxFile.threeOfTwo(-1));
        Files.writeString(
                model.resolve("edgewise.yaml"), "task: classify\nlabels: [first, second, neither]\nlicence: MIT\n");
        Files.writeString(folder.resolve("edgewise.yaml"), TestNode.LISTEN + """
                store: {dir: "%s"}
                models:
                  - {name: pets, local: {model: "file:pets"}}
                """.formatted(folder.resolve("data")));
    }

    private String run(int expected, String... arguments) {
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

    private Path write(String name, String lines) throws IOException {
        return Files.writeString(folder.resolve(name), lines);
    }

    private String calibrate(int expected, Path data) {
        return run(expected, "calibrate", "pets", "--json", "--data", data.toString());
    }

    @Test
    void rows_with_known_labels_calibrate_it_and_rows_that_are_none_of_them_are_found() throws IOException {
        StringBuilder lines = new StringBuilder();
        var random = new Random(3);
        for (int i = 0; i < 80; i++) {
            String told = random.nextInt(4) > 0 == (i % 2 == 0) ? "first" : "second";
            String input = i % 2 == 0 ? "[6." + i + ", 0]" : "{\"x\": [[0, 6." + i + "]]}";
            lines.append("{\"label\": \"" + told + "\", \"input\": " + input + "}\n");
        }
        Path data = write("rows.jsonl", lines.toString());
        Path strangers = write("strangers.jsonl", "{\"input\": [-9, -9]}\n\n{\"input\": [0, 0]}\n");

        JsonNode printed = JSON.readTree(
                run(0, "calibrate", "pets", "--json", "--data", data.toString(), "--strangers", strangers.toString()));

        assertThat(printed.path("inputs").asInt()).isEqualTo(80);
        assertThat(printed.path("accuracy").asDouble()).isBetween(0.6, 0.9);
        assertThat(printed.path("temperature").asDouble()).isGreaterThan(2);
        assertThat(printed.path("calibration_error_after").asDouble())
                .isLessThan(printed.path("calibration_error_before").asDouble());
        assertThat(printed.path("strangers_found").asDouble()).isEqualTo(1);
        assertThat(folder.resolve("pets/edgewise-calibration.json")).exists();
    }

    @Test
    void show_tells_what_it_labels() {
        assertThat(run(0, "show", "file:" + folder.resolve("pets")))
                .contains("classify_tensor, labels [first, second, neither] of x FP32[-1, 2], not calibrated");
    }

    @Test
    void lines_that_are_no_rows_of_that_model_are_refused_by_their_number() throws IOException {
        for (String[] each : new String[][] {
            {"{\"label\": \"first\", \"input\": [1, 2, 3]}", "line 2: input x has the shape [1, 3]"},
            {"{\"label\": \"first\", \"input\": [[1, 2], [3, 4]]}", "line 2: give one row"},
            {"{\"label\": \"first\", \"input\": \"hello\"}", "line 2: the model labels rows of numbers"},
            {"{\"label\": \"first\"}", "line 2: expected {\"label\""},
            {"{\"input\": [1, 2]}", "line 2: expected {\"label\""},
            {"{\"label\": 7, \"input\": [1, 2]}", "line 2: a label is a text"},
            {"{\"labels\": [\"first\", \"second\"], \"input\": [1, 2]}", "one label holds in this model"},
            {"{\"label\": \"fish\", \"input\": [1, 2]}", "no label fish"},
            {"first\t1,2", "line 2: no JSON"}
        }) {
            Path data = write("rows.jsonl", "{\"label\": \"first\", \"input\": [1, 2]}\n" + each[0] + "\n");

            assertThat(calibrate(1, data)).contains(each[1]);
        }
    }

    @Test
    void too_few_rows_are_told() throws IOException {
        assertThat(calibrate(1, write("rows.jsonl", "{\"label\": \"first\", \"input\": [1, 2]}\n")))
                .contains("at least 20");
    }
}

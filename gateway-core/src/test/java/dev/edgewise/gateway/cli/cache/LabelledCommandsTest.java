package dev.edgewise.gateway.cli.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code cache eval}, {@code calibrate} and {@code train-verifier}, with the real embedder and a few questions. */
class LabelledCommandsTest {
    private static final String[] THINGS = {"guitar", "violin", "kettle", "bicycle", "camera", "garden", "printer"};
    private static final String[] DEEDS = {"clean", "repair", "sell", "paint", "move", "store", "insure", "photograph"};

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** For each thing and deed one pair in other words; every fourth is said to ask for two things, as near as the others. */
    private Path pairs() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String thing : THINGS) {
            for (String deed : DEEDS) {
                lines.add("How do I " + deed + " my " + thing + "?\tWhat is the best way to " + deed + " a " + thing
                        + (lines.size() % 4 == 3 ? "\t0" : "\t1"));
            }
        }
        return Files.write(folder.resolve("pairs.tsv"), lines);
    }

    @Test
    void evalMeasuresEveryWayForPeopleAndForPrograms() throws IOException {
        String pairs = "--pairs=" + pairs();

        assertThat(run("eval", pairs, "--stored=15", "--asked=15", "--splits=2"))
                .isZero();
        assertThat(out.toString())
                .contains("90 questions asked", "in 6 runs", "corrected cosine, as shipped", "wrong/all, frozen");
        assertThat(run("eval", pairs, "--stored=15", "--asked=15", "--splits=2", "--first-run", "--json"))
                .isZero();

        JsonNode report = json();
        assertThat(report.get("asked").asInt()).isEqualTo(30);
        assertThat(report.get("different").asInt()).isBetween(15, 30);
        assertThat(report.get("ways")).isNotEmpty().allSatisfy(way -> {
            assertThat(way.get("runs")).hasSize(2);
            assertThat(way.at("/hindsight/wrong_of_all/share").asDouble()).isLessThanOrEqualTo(0.01);
        });
    }

    @Test
    void whatIsTrainedIsWrittenWithItsCountsAndJudgedByEval() throws IOException {
        Path scorer = folder.resolve("made/own.scorer");
        Path counts = folder.resolve("made/counts.json");
        String pairs = "--pairs=" + pairs();

        assertThat(run("train-verifier", pairs, "--out=" + scorer, "--calibration=" + counts, "--json"))
                .as("%s", err)
                .isZero();
        assertThat(json().get("verifier").asText()).startsWith("light:");
        assertThat(json().at("/thresholds/0.01").asText()).isEqualTo("cannot promise");
        try (Stream<Path> made = Files.list(folder.resolve("made"))) {
            assertThat(made).containsExactlyInAnyOrder(scorer, counts);
        }
        assertThat(run("eval", pairs, "--stored=15", "--asked=15", "--splits=1", "--verifier=" + scorer))
                .isZero();
        assertThat(out.toString()).contains("own.scorer");
    }

    @Test
    void whatCannotBeTrainedLeavesTheFileAsItWas() throws IOException {
        Path scorer = Files.writeString(folder.resolve("own.scorer"), "as it was");
        Path same = Files.writeString(folder.resolve("pairs.tsv"), "How do I knit?\tHow can I knit\t1\n");

        assertThat(run("train-verifier", "--pairs=" + same, "--out=" + scorer)).isEqualTo(1);

        assertThat(err.toString()).contains("pairs that mean the same");
        assertThat(scorer).hasContent("as it was");
    }

    @Test
    void calibrateReplacesCountsAsAWholeAndSaysWhatTheyPromise() throws IOException {
        Path counts = Files.writeString(folder.resolve("counts.json"), "older");

        assertThat(run("calibrate", "--pairs=" + pairs(), "--out=" + counts, "--json"))
                .isZero();

        assertThat(json().get("verifier").asText()).startsWith("corrected-cosine:");
        assertThat(json().get("asked").asInt()).isBetween(40, 60);
        assertThat(new ObjectMapper().readTree(counts.toFile()).has("tenants")).isTrue();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eval --splits=1|none.tsv|there is no file",
                "calibrate --out=FOLDER/o|none.tsv|there is no file",
                "train-verifier --out=FOLDER/o|none.tsv|there is no file",
                "eval --splits=1|columns.tsv|columns.tsv, line 2: expected",
                "train-verifier --out=FOLDER/o|columns.tsv|columns.tsv, line 2: expected",
                "eval --splits=1|few.tsv|2 pairs make 1 runs of 3000 stored and 3000 asked",
                "train-verifier --out=FOLDER/o --calibration=FOLDER/c|intents.tsv|learns from pairs",
                "eval --stored=0|few.tsv|stores and asks 1 question at least",
                "eval --splits=0|few.tsv|--splits",
                "eval --embedder=nobody|few.tsv|nobody",
                "calibrate --embedder=nobody --out=FOLDER/o|few.tsv|nobody",
                "train-verifier --embedder=nobody --out=FOLDER/o|few.tsv|nobody"
            })
    void badInputIsOneSentenceAndNoFile(String arguments, String file, String said) throws IOException {
        Files.writeString(folder.resolve("columns.tsv"), "How do I knit?\tHow can I knit\t1\nonly one\n");
        Files.writeString(folder.resolve("few.tsv"), "How do I knit?\tHow can I knit\t1\nWhy?\tWhere?\t0\n");
        Files.writeString(folder.resolve("intents.tsv"), "1\tt\ta\tHow do I knit?\n1\tt\ta\tHow can I knit\n");
        List<String> all = new ArrayList<>(
                List.of(arguments.replace("FOLDER", folder.toString()).split(" ")));
        all.add("--pairs=" + folder.resolve(file));

        assertThat(run(all.toArray(String[]::new))).isEqualTo(1);

        assertThat(err.toString().strip())
                .contains(said)
                .doesNotContain("\tat ")
                .hasLineCount(1);
        assertThat(folder.resolve("o")).doesNotExist();
        assertThat(folder.resolve("c")).doesNotExist();
    }

    @Test
    void aFileIsAskedForWhereNoneIsNamed() {
        assertThat(run("eval")).isEqualTo(2);
        assertThat(run("calibrate", "--pairs=x")).isEqualTo(2);
        assertThat(run("train-verifier", "--pairs=x")).isEqualTo(2);
        assertThat(err.toString()).contains("--out");
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(new CacheCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}

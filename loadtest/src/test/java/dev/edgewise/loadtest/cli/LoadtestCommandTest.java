package dev.edgewise.loadtest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LoadtestCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new LoadtestCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void aRunPrintsJsonWritesItsPageAndSaysZero(@TempDir Path folder) throws Exception {
        try (StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults())) {
            int code = run(
                    "run",
                    "--url",
                    cluster.url(),
                    "--rate",
                    "1200/min",
                    "--duration",
                    "500ms",
                    "--warmup",
                    "0ms",
                    "--json",
                    "--out",
                    folder.toString());

            assertThat(code).isZero();
            assertThat(new ObjectMapper()
                            .readTree(out.toString())
                            .path("answered")
                            .asInt())
                    .isPositive();
            assertThat(folder.resolve("report.html")).isNotEmptyFile();
            assertThat(folder.resolve("report.json")).isNotEmptyFile();
        }
    }

    @Test
    void missingAnswersGiveOne() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults())) {
            cluster.stopListening();

            assertThat(run("run", "--url", cluster.url(), "--rate", "20/s", "--duration", "200ms", "--warmup", "0ms"))
                    .isEqualTo(1);
            assertThat(run("streams", "--url", cluster.url(), "--streams", "2", "--rounds", "1"))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("connect-refused");
        }
    }

    @Test
    void goodStreamsGiveZero() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults())) {
            assertThat(run("streams", "--url", cluster.url(), "--streams", "2", "--rounds", "1", "-H", "X-A: b"))
                    .isZero();
            assertThat(cluster.requests().getFirst().header("x-a")).contains("b");
        }
    }

    @Test
    void aPortInUseIsSaid() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults())) {
            assertThat(run("cluster", "--port", Integer.toString(cluster.port())))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("cannot listen on 127.0.0.1:" + cluster.port());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run --url http://192.0.2.1",
                "run --url http://127.0.0.1 --rate fast",
                "run --url http://127.0.0.1 --duration 5",
                "run --url http://127.0.0.1 --body /no/such/file",
                "run --url http://127.0.0.1 -H nothing",
                "streams --url http://127.0.0.1 --streams 0",
                "cluster --fault explode",
                "cluster --fail-rate 2",
                "cluster --cert a.pem",
                "cluster --port 70000",
            })
    void wrongUseGivesTwoAndAReason(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines().findFirst()).get().asString().isNotBlank();
    }

    @Test
    void everySubcommandHasHelp() {
        for (String name : new String[] {"cluster", "run", "streams"}) {
            assertThat(run(name, "--help")).isZero();
        }
        assertThat(out.toString()).contains("reset-mid", "--rate", "--streams");
    }
}

package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.account.MeterName;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    private static final Pattern EXPORTED = Pattern.compile("^# TYPE (\\S+) ", Pattern.MULTILINE);
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `([a-z_]+)` \\|", Pattern.MULTILINE);
    private static final Pattern BESIDE = Pattern.compile("`([a-z_]+_(?:seconds|percent)_max)`");
    private static final String CHAT = """
            {"model":"chat","messages":[{"role":"user","content":"hi"}],"temperature":0}""";

    /** The work of versions is counted where a model has some: the tests of versions look for it. */
    @TempDir
    Path folder;

    @Test
    void everyMetricOfAServingNodeIsDocumentedAndEveryDocumentedOneIsExported() throws IOException {
        String docs = Files.readString(Path.of("../docs/metrics.md"));
        Set<String> documented = found(DOCUMENTED, docs);
        documented.addAll(found(BESIDE, docs));
        documented.remove("edgewise_local_version_work_total");
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            node.ask("/v1/chat/completions", CHAT);

            assertThat(found(EXPORTED, node.get("/metrics").body())).isEqualTo(documented);
        }
    }

    @Test
    void everyMeterHasItsNameFromTheOneList() {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            node.ask("/v1/chat/completions", CHAT);

            // A request is accounted for after its answer has left.
            await().untilAsserted(() -> assertThat(node.node().registry().getMeters().stream()
                            .map(meter -> meter.getId().getName())
                            .collect(Collectors.toSet()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(MeterName.values())
                            .filter(name -> name != MeterName.LOCAL_VERSION_WORK)
                            .map(MeterName::id)
                            .toList()));
        }
    }

    @Test
    void aHitAndAMissAreCountedByWhoServedThem() {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            node.ask("/v1/chat/completions", CHAT);
            node.ask("/v1/chat/completions", CHAT);

            assertThat(node.get("/metrics").body())
                    .contains("edgewise_cache_lookups_total{result=\"hit-raw\"} 1.0")
                    .contains("edgewise_cache_lookups_total{result=\"miss\"} 1.0")
                    .contains("edgewise_cache_entries 1.0")
                    .contains("edgewise_upstream_attempts_total 1.0")
                    .contains("edgewise_tokens_total{kind=\"prompt\"} ")
                    .containsPattern("edgewise_upstream_endpoint_answers_total\\{.*result=\"served\"\\} 1.0")
                    .containsPattern("edgewise_requests_total\\{.*served_by=\"cache-exact\".*\\} 1.0")
                    .containsPattern("edgewise_requests_total\\{.*served_by=\"central\".*\\} 1.0");
        }
    }

    @Test
    void aScraperThatWantsOpenMetricsGetsIt() {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml())) {
            HttpResponse<String> plain = node.get("/metrics");
            HttpResponse<String> open =
                    node.send(node.admin("/metrics").header("accept", "application/openmetrics-text;version=1.0.0"));

            assertThat(plain.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(open.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
            assertThat(open.body()).endsWith("# EOF\n");
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

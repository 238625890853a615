package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.semantic.tier.Calibrated;
import dev.edgewise.cache.semantic.tier.CountedScores;
import dev.edgewise.cache.semantic.verify.VerifierFiles;
import dev.edgewise.inference.catalog.ModelCatalog;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cache.semantic.confidence} of a node that runs. */
class ConfidenceReloadTest {
    private static final String REVISION = ModelCatalog.embedded()
            .find(ModelCatalog.ALL_MINILM_L6_V2_Q)
            .orElseThrow()
            .revision();

    @TempDir
    Path folder;

    /** From a score of .88 on 8 of 1,000 are wrong: within the bound by what was counted, beyond it nine times in ten. */
    private Path counts() throws IOException {
        var counts = new CountedScores();
        for (int i = 0; i < 1_000; i++) {
            boolean high = i % 2 == 0;
            counts.add(high ? 3 : 2, i >= 800 || i % 100 != 1);
        }
        Path file = folder.resolve("counts.json");
        String verifier =
                VerifierFiles.shipped("all-minilm-l6-v2-q").orElseThrow().id();
        Calibrated.write(file, Calibrated.scoresOf(verifier, REVISION), counts.state());
        return file;
    }

    private static HttpResponse<String> ask(TestNode node, String question) {
        return node.ask(
                "/v1/chat/completions",
                "{\"model\":\"chat\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"" + question
                        + "\"}]}");
    }

    private static String status(HttpResponse<String> answer) {
        return answer.headers().firstValue("cache-status").orElse("");
    }

    @Test
    void another_confidence_moves_thresholds_and_stats_without_a_restart_and_loses_no_entry() throws Exception {
        try (var centre = new Centre()) {
            String yaml = TestNode.LISTEN + """
                    models:
                      - {name: chat, central: {cluster: main, model: m}}
                      - {name: embed, local: {model: all-minilm-l6-v2-q}}
                    clusters: {main: {endpoints: [{url: "%s"}]}}
                    store: {dir: '%s'}
                    cache:
                      disk: 0B
                      semantic: {embedder: embed, time: 10s, audit: 0, confidence: SURE, calibration: '%s'}
                    """.formatted(centre.url(), folder.resolve("var"), counts());
            try (var node = TestNode.start(folder, yaml.replace("SURE", "0.9"))) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> node.node().registry().scrape().contains("edgewise_local_models_ready 1"));
                ask(node, "How can I learn to play the guitar?");
                assertThat(status(ask(node, "How do I tune a guitar?"))).contains("threshold=0.95");
                assertThat(stats(node)).contains("\"threshold\":\"0.9526\"").contains("\"questions\":2,");
                assertThat(stats(node)).startsWith("{\"entries\":2,");

                node.rewrite(yaml.replace("SURE", "0.5"));
                assertThat(node.post("/admin/v1/config/reload", "").body()).contains("\"applied\"");

                assertThat(stats(node)).contains("\"threshold\":\"0.8808\"").contains("\"questions\":2,");
                assertThat(stats(node)).startsWith("{\"entries\":2,");
                assertThat(status(ask(node, "How can I learn to play the guitar?")))
                        .startsWith("edgewise; hit");
                assertThat(status(ask(node, "How do I build a guitar?"))).contains("threshold=0.88");
                assertThat(ask(node, "How do I learn to play the guitar?")
                                .headers()
                                .firstValue("edge-served-by"))
                        .hasValue("cache-semantic");
            }
        }
    }

    private static String stats(TestNode node) {
        return node.get("/admin/v1/cache/stats").body();
    }
}

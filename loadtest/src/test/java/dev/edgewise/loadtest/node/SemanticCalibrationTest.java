package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.semantic.tier.Calibrated;
import dev.edgewise.cache.semantic.tier.CountedScores;
import dev.edgewise.cache.semantic.verify.VerifierFiles;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is given counts of labelled questions need not wait for its tenants' traffic. */
class SemanticCalibrationTest {
    private static final String ZERO = ",\"temperature\":0";

    private static final String REVISION = ModelCatalog.embedded()
            .find(ModelCatalog.ALL_MINILM_L6_V2_Q)
            .orElseThrow()
            .revision();

    @TempDir
    Path folder;

    @Test
    void countsOfLabelledQuestionsSetTheFirstThreshold() throws Exception {
        try (StandInCluster cluster = cluster();
                TestNode node = node(cluster, counts(REVISION))) {
            ready(node);
            node.client().chat(Client.ask("How can I learn to play the guitar?", ZERO));
            Client.Answer same = node.client().chat(Client.ask("How do I learn to play the guitar?", ZERO));
            Client.Answer other = node.client().chat(Client.ask("How do I tune a guitar?", ZERO));

            assertThat(same.servedBy()).isEqualTo("cache-semantic");
            assertThat(other.servedBy()).isEqualTo("central");
            assertThat(other.header("cache-status")).contains("threshold=0.95");
        }
    }

    @Test
    void countsOfOtherFilesOfTheEmbedderPromiseNothing() throws Exception {
        try (StandInCluster cluster = cluster();
                TestNode node = node(cluster, counts("other"))) {
            ready(node);
            node.client().chat(Client.ask("How can I learn to play the guitar?", ZERO));
            Client.Answer same = node.client().chat(Client.ask("How do I learn to play the guitar?", ZERO));

            assertThat(same.servedBy()).isEqualTo("central");
        }
    }

    private Path counts(String revision) throws IOException {
        Path file = folder.resolve("counts.json");
        var counts = new CountedScores();
        for (int i = 0; i < 1_000; i++) {
            // Above a score of .95 all right, below it all wrong.
            counts.add(i % 2 == 0 ? 3 : 2, i % 2 == 0);
        }
        String verifier =
                VerifierFiles.shipped("all-minilm-l6-v2-q").orElseThrow().id();
        Calibrated.write(file, Calibrated.scoresOf(verifier, revision), counts.state());
        return file;
    }

    private static StandInCluster cluster() throws Exception {
        return StandInCluster.start(ClusterOptions.defaults().withEcho(true).withPace(Duration.ZERO, Duration.ZERO, 7));
    }

    private static TestNode node(StandInCluster cluster, Path counts) throws Exception {
        return TestNode.start(TestNode.clusters("", cluster) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                  - {name: embed, local: {model: all-minilm-l6-v2-q}}
                cache:
                  disk: 0B
                  semantic: {embedder: embed, time: 10s, audit: 0, calibration: '%s'}
                """.formatted(counts));
    }

    private static void ready(TestNode node) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> node.gauge("edgewise.local.models.ready") >= 1);
    }
}

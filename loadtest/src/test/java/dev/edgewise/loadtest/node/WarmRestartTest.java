package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node as a process, killed without warning, and what its successor still knows. */
@Timeout(180)
class WarmRestartTest {
    private static final int ANSWERS = Integer.getInteger("edgewise.warm-answers", 60);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void after_kill_9_the_next_life_answers_from_its_cache_but_for_what_was_purged() throws Exception {
        try (var cluster = StandInCluster.start(ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ZERO, 7))) {
            Files.writeString(
                    folder.resolve("edgewise.yaml"),
                    "listen: {http: {port: 0}, admin: {port: 0}}\nstore: {dir: store}\n"
                            + TestNode.clusters("", cluster)
                            + """
                            models:
                              - {name: chat, central: {cluster: main, model: m}}
                            telemetry: {log: {format: text}}
                            """);
            Life first = Life.begin(folder);
            String purged;
            try {
                for (int i = 0; i < ANSWERS; i++) {
                    assertThat(first.ask(i).status()).isEqualTo(200);
                }
                await().atMost(PATIENCE)
                        .until(() -> first.stats().path("disk_written").asInt() == ANSWERS);
                purged = first.admin()
                        .get("/admin/v1/cache/entries?limit=1")
                        .json()
                        .path("entries")
                        .path(0)
                        .path("key")
                        .asText();
                assertThat(first.admin()
                                .send(first.admin().post("/admin/v1/cache/purge", "{\"key\":\"" + purged + "\"}"))
                                .status())
                        .isEqualTo(200);
            } finally {
                first.kill();
            }
            cluster.forget();
            Life second = Life.begin(folder);
            try {
                await().atMost(PATIENCE)
                        .until(() -> !second.stats().path("disk_loading").asBoolean(true));
                List<String> servedBy = IntStream.range(0, ANSWERS)
                        .mapToObj(i -> {
                            try {
                                return second.ask(i).servedBy();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        })
                        .toList();

                assertThat(servedBy).filteredOn("cache-exact"::equals).hasSize(ANSWERS - 1);
                assertThat(servedBy).filteredOn("central"::equals).hasSize(1);
            } finally {
                second.kill();
            }
        }
    }
}

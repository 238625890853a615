package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long after {@code kill -9} a node answers nine of ten questions from its cache again, as printed lines; it neither passes
 * nor fails by time. {@code ./mvnw test -Pbench -pl loadtest -am -Dtest=WarmRestartBench} runs it;
 * {@code -Dedgewise.warm-answers=N} says how many answers the node had.
 */
@Tag("bench")
class WarmRestartBench {
    private static final int ANSWERS = Integer.getInteger("edgewise.warm-answers", 50_000);
    /** About 2 KB of JSON. */
    private static final int TOKENS = 350;

    private static final int CALLERS = 16;
    /** So many of the questions, drawn at random, tell how many are answered again. */
    private static final int SAMPLE = 300;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    @Test
    void nineOfTenQuestionsAreAnsweredFromTheCacheAgain() throws Exception {
        var options = ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ZERO, TOKENS);
        try (var cluster = StandInCluster.start(options)) {
            Files.writeString(
                    folder.resolve("edgewise.yaml"),
                    "listen: {http: {port: 0}, admin: {port: 0}}\nstore: {dir: store}\n"
                            + "cache: {memory: 1GB, disk: 2GB, ttl: 12h}\n"
                            + TestNode.clusters("", cluster)
                            + """
                            models:
                              - {name: chat, central: {cluster: main, model: m}}
                            telemetry: {log: {format: text}}
                            """);
            for (int round = 1; round <= 3; round++) {
                Life life = Life.launch(folder);
                try {
                    if (round == 1) {
                        fill(life);
                    }
                    long bytes = life.stats().path("disk_bytes").asLong();
                    long killed = System.nanoTime();
                    life.kill();
                    cluster.forget();
                    life = Life.launch(folder);
                    long serves = System.nanoTime();
                    long warm = await90(life);
                    System.out.printf(
                            Locale.ROOT,
                            "%d answers, %d MB on disk: serves %d ms after kill -9, 90 %% of %d sampled hit after %d ms%n",
                            ANSWERS,
                            bytes / 1_000_000,
                            TimeUnit.NANOSECONDS.toMillis(serves - killed),
                            SAMPLE,
                            TimeUnit.NANOSECONDS.toMillis(warm - killed));
                } finally {
                    life.kill();
                }
            }
        }
    }

    private static void fill(Life life) throws Exception {
        var next = new AtomicInteger();
        inParallel(() -> {
            for (int i = next.getAndIncrement(); i < ANSWERS; i = next.getAndIncrement()) {
                assertThat(life.ask(i).status()).isEqualTo(200);
            }
            return null;
        });
        assertThat(life.stats().path("entries").asInt()).isEqualTo(ANSWERS);
        await().atMost(PATIENCE).until(() -> {
            var stats = life.stats();
            assertThat(stats.path("disk_dropped").asInt()).as("all are written").isZero();
            return stats.path("disk_written").asInt() == ANSWERS;
        });
    }

    /** When nine of ten of a sample were there; asking stores nothing. */
    private static long await90(Life life) throws Exception {
        int[] sample = new Random(1).ints(SAMPLE, 0, ANSWERS).toArray();
        while (true) {
            var next = new AtomicInteger();
            var hits = new AtomicInteger();
            inParallel(() -> {
                for (int i = next.getAndIncrement(); i < SAMPLE; i = next.getAndIncrement()) {
                    if (life.ask(sample[i], "Cache-Control", "only-if-cached").status() == 200) {
                        hits.incrementAndGet();
                    }
                }
                return null;
            });
            if (hits.get() >= 0.9 * SAMPLE) {
                return System.nanoTime();
            }
        }
    }

    private static void inParallel(Callable<Void> work) throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            for (var done : callers.invokeAll(Collections.nCopies(CALLERS, work))) {
                done.get();
            }
        }
    }
}

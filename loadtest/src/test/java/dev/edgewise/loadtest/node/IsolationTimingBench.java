package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether a tenant can tell by the time that another has stored the answer to its question, as a printed line; it neither passes
 * nor fails by time. {@code ./mvnw test -Pbench -pl loadtest -am -Dtest=IsolationTimingBench} runs it.
 */
@Tag("bench")
class IsolationTimingBench {
    private static final int REQUESTS = 2 * 11_200;
    private static final int WARM_UP = 4_000;
    private static final int TOPICS = 20;
    private static final String ZERO = ",\"temperature\":0";

    /** What the other tenant has stored, or nobody; alike but for the place. */
    private static String question(boolean stored, int topic, int wording) {
        return "How many people live in the " + (char) ('a' + topic) + (stored ? "long" : "wide") + " valley"
                + (wording == 0 ? "" : " in year " + (1_000 + wording)) + "?";
    }

    @Test
    void timesOfWhatAnotherTenantHasAndOfWhatNobodyHas() throws Exception {
        var options = ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ZERO, 7);
        try (var cluster = StandInCluster.start(options);
                TestNode node = TestNode.start(TestNode.clusters("", cluster) + """
                models:
                  - {name: chat, central: {cluster: main, model: m}}
                  - {name: embed, local: {model: all-minilm-l6-v2-q}}
                cache:
                  disk: 0B
                  semantic: {embedder: embed, time: 10s, audit: 0, verifier: {threshold: 0}}
                tenants:
                """ + TestNode.tenant("acme", "a", "")
                        + TestNode.tenant("acme2", "b", ""))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> node.gauge("edgewise.local.models.ready") >= 1);
            for (int topic = 0; topic < TOPICS; topic++) {
                node.client().chat(Client.ask(question(true, topic, 0), ZERO), "x-api-key", "a");
            }
            var random = new Random(1);
            long[] nanos = new long[REQUESTS];
            boolean[] stored = new boolean[REQUESTS];
            for (int i = -WARM_UP; i < REQUESTS; i++) {
                boolean kind = random.nextBoolean();
                String body = Client.ask(question(kind, random.nextInt(TOPICS), random.nextInt(2) * i), ZERO);
                long began = System.nanoTime();
                int status = node.client()
                        .chat(body, "x-api-key", "b", "Cache-Control", "only-if-cached")
                        .status();
                long took = System.nanoTime() - began;
                assertThat(status).isEqualTo(504);
                if (i >= 0) {
                    nanos[i] = took;
                    stored[i] = kind;
                }
            }
            report(nanos, stored);
        }
    }

    private static void report(long[] nanos, boolean[] stored) {
        int half = nanos.length / 2;
        long best = nanos[0];
        double rightMost = 0;
        // The guess that would have been right most often in the first half is tried on the second.
        long[] tried = Arrays.copyOf(nanos, half);
        Arrays.sort(tried);
        for (int percent = 1; percent < 100; percent++) {
            long bound = tried[half * percent / 100];
            double right = right(nanos, stored, 0, half, bound);
            if (Math.abs(right - 0.5) > Math.abs(rightMost - 0.5) || percent == 1) {
                best = bound;
                rightMost = right;
            }
        }
        double right = right(nanos, stored, half, nanos.length, best);
        System.out.printf(
                Locale.ROOT,
                "%d requests, medians %.2f ms of what another tenant has stored and %.2f ms of what nobody has;"
                        + " guessed right in %.1f %% (standard error %.1f)%n",
                nanos.length,
                median(nanos, stored, true),
                median(nanos, stored, false),
                100 * (rightMost < 0.5 ? 1 - right : right),
                100 * 0.5 / Math.sqrt(nanos.length - half));
    }

    /** The share of those in which "slower than that is stored" is right. */
    private static double right(long[] nanos, boolean[] stored, int from, int to, long bound) {
        int right = 0;
        for (int i = from; i < to; i++) {
            right += nanos[i] > bound == stored[i] ? 1 : 0;
        }
        return (double) right / (to - from);
    }

    private static double median(long[] nanos, boolean[] stored, boolean kind) {
        long[] some = new long[nanos.length];
        int count = 0;
        for (int i = 0; i < nanos.length; i++) {
            if (stored[i] == kind) {
                some[count++] = nanos[i];
            }
        }
        Arrays.sort(some, 0, count);
        return some[count / 2] / 1e6;
    }
}

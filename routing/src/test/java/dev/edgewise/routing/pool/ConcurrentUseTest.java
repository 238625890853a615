package dev.edgewise.routing.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.routing.Residency;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several threads at once, as with several event loops. */
@Tag("concurrency")
class ConcurrentUseTest {

    private static final int THREADS = 4;
    private static final int REQUESTS = 20_000 * Integer.getInteger("edgewise.rounds", 1);

    @Test
    void nothingIsLostAndTheBoundsHoldUnderContention() throws Exception {
        Cluster cluster = new Cluster("main", fourEndpoints(), ClusterSettings.DEFAULT, Surroundings.SYSTEM);
        AtomicInteger taken = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(() -> hammer(cluster, taken)));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        }
        ClusterSnapshot end = cluster.snapshot();
        assertThat(end.endpoints())
                .allSatisfy(endpoint -> assertThat(endpoint.outstanding()).isZero());
        assertThat(end.endpoints().stream()
                        .mapToLong(endpoint -> endpoint.served() + endpoint.failed())
                        .sum())
                .isEqualTo(taken.get());
    }

    @Test
    void aBudgetIsNeverOverdrawnByThreadsThatAskAtOnce() throws Exception {
        RetryBudget budget = new RetryBudget(new RetrySettings(0, 10, 10), () -> 0);
        AtomicInteger got = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < 1_000; i++) {
                threads.execute(() -> got.addAndGet(budget.tryRetry() ? 1 : 0));
            }
        }
        assertThat(got).hasValue(10);
    }

    private static void hammer(Cluster cluster, AtomicInteger taken) {
        for (int i = 0; i < REQUESTS; i++) {
            if (cluster.pick(Residency.ANY, Tried.NONE) instanceof Permit permit) {
                taken.incrementAndGet();
                boolean closed = ThreadLocalRandom.current().nextInt(3) == 0
                        ? permit.dropped(FailureKind.CONNECT)
                        : permit.success(1_000);
                assertThat(closed).isTrue();
            }
            assertThat(cluster.snapshot().endpoints().stream().filter(endpoint -> endpoint.ejectedForNanos() > 0))
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    private static List<EndpointSpec> fourEndpoints() {
        List<EndpointSpec> specs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            specs.add(new EndpointSpec(URI.create("http://gpu-" + i), "KR"));
        }
        return specs;
    }
}

package dev.edgewise.routing;

import static dev.edgewise.routing.Queries.BOTH;
import static dev.edgewise.routing.Queries.prefer;
import static dev.edgewise.routing.Queries.query;
import static dev.edgewise.routing.Queries.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.edgewise.routing.pool.Cluster;
import dev.edgewise.routing.pool.ClusterSettings;
import dev.edgewise.routing.pool.EndpointSpec;
import dev.edgewise.routing.pool.Permit;
import dev.edgewise.routing.pool.Surroundings;
import dev.edgewise.routing.pool.Tried;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one request pays on the event loop; prints the figures it asserts. */
class DecisionCostTest {

    private static final int ROUNDS = 15;
    private static final int CALLS = 100_000;
    private static final long DECISION_NANOS_MAX = 2_000;
    private static final long DECISION_BYTES_MAX = 48;
    private static final long PERMIT_BYTES_MAX = 160;

    private final Router router = new AliasRouter(RouterSettings.DEFAULT);
    private final Residency korea = Residency.in(Set.of("KR", "JP"));
    private final Cluster cluster = new Cluster("main", endpoints(), ClusterSettings.DEFAULT, Surroundings.SYSTEM);
    private Decision last = new Decision.Local(Queries.SMOL, Why.ONLY_LOCAL);

    @Test
    void aDecisionTakesAtMostTwoMicrosecondsAndAllocatesOnlyItself() {
        RouteQuery query = with(with(query(BOTH), prefer(Prefer.QUALITY)), cluster);
        Cost cost = measure(() -> last = router.decide(query));
        assertThat(last.why()).isEqualTo(Why.PREFER_QUALITY);
        assertThat(cost.nanos).isLessThanOrEqualTo(DECISION_NANOS_MAX);
        assertThat(cost.bytes).isLessThanOrEqualTo(DECISION_BYTES_MAX);
    }

    @Test
    void aPickAmongEightEndpointsStaysWithinTheSameTime() {
        Cost cost = measure(() -> {
            if (cluster.pick(korea, Tried.NONE) instanceof Permit permit) {
                permit.success(20_000_000);
            }
        });
        assertThat(cost.nanos).isLessThanOrEqualTo(DECISION_NANOS_MAX);
        assertThat(cost.bytes).isLessThanOrEqualTo(PERMIT_BYTES_MAX);
    }

    private static List<EndpointSpec> endpoints() {
        return IntStream.range(0, 8)
                .mapToObj(i -> new EndpointSpec(URI.create("http://gpu-" + i), i % 2 == 0 ? "KR" : "JP"))
                .toList();
    }

    private static Cost measure(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long nanos = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long bytesBefore = threads.getCurrentThreadAllocatedBytes();
            long before = System.nanoTime();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            nanos = Math.min(nanos, (System.nanoTime() - before) / CALLS);
            bytes = Math.min(bytes, (threads.getCurrentThreadAllocatedBytes() - bytesBefore) / CALLS);
        }
        System.out.printf("%d ns and %d bytes a call (best of %d rounds)%n", nanos, bytes, ROUNDS);
        return new Cost(nanos, bytes);
    }

    private record Cost(long nanos, long bytes) {}
}

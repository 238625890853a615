package dev.edgewise.routing.pool;

import static dev.edgewise.routing.pool.Pools.MS;
import static dev.edgewise.routing.pool.Pools.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.routing.Residency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random sequences of picks, closings, probes and pauses. */
class ClusterPropertiesTest {

    private static final String[] REGIONS = {"KR", "JP", "US"};
    private static final FailureKind[] KINDS = FailureKind.values();

    @Property(tries = 300)
    void whateverHappensTheBoundsHold(@ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int endpoints) {
        VirtualTime time = new VirtualTime(seed);
        SplittableRandom random = time.random().split();
        String[] regions = new String[endpoints];
        for (int i = 0; i < endpoints; i++) {
            regions[i] = REGIONS[random.nextInt(REGIONS.length)];
        }
        Cluster cluster = cluster(time, regions);
        List<Permit> open = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            step(cluster, open, random);
            time.pass(Duration.ofNanos(random.nextLong(2_000 * MS)));
            check(cluster, open);
        }
        open.forEach(permit -> assertThat(permit.ignored()).isTrue());
        assertThat(cluster.snapshot().endpoints())
                .allSatisfy(endpoint -> assertThat(endpoint.outstanding()).isZero());
    }

    private static void step(Cluster cluster, List<Permit> open, SplittableRandom random) {
        switch (random.nextInt(4)) {
            case 0, 1 -> pick(cluster, open, random);
            case 2 -> close(open, random);
            default -> cluster.probed(random.nextInt(cluster.size()), random.nextInt(3) > 0);
        }
    }

    private static void pick(Cluster cluster, List<Permit> open, SplittableRandom random) {
        Residency residency =
                random.nextBoolean() ? Residency.ANY : Residency.in(Set.of(REGIONS[random.nextInt(REGIONS.length)]));
        Tried tried = random.nextBoolean() ? Tried.NONE : Tried.NONE.with(random.nextInt(cluster.size()));
        if (cluster.pick(residency, tried) instanceof Permit permit) {
            assertThat(residency.allows(permit.endpoint().region())).isTrue();
            assertThat(tried.mask() & (1L << permit.index())).isZero();
            assertThat(permit.tried()).isEqualTo(tried.with(permit.index()));
            assertThat(cluster.snapshot().endpoints().get(permit.index()).health())
                    .isNotEqualTo(EndpointHealth.DOWN);
            open.add(permit);
        }
    }

    private static void close(List<Permit> open, SplittableRandom random) {
        if (open.isEmpty()) {
            return;
        }
        Permit permit = open.remove(random.nextInt(open.size()));
        boolean closed = switch (random.nextInt(5)) {
            case 0 -> permit.success(random.nextLong(100 * MS));
            case 1 -> permit.ignored();
            default -> permit.dropped(KINDS[random.nextInt(KINDS.length)], random.nextLong(1_000 * MS));
        };
        assertThat(closed).isTrue();
        assertThat(permit.success(1)).isFalse();
        assertThat(permit.ignored()).isFalse();
        assertThat(permit.dropped(FailureKind.CONNECT)).isFalse();
    }

    private static void check(Cluster cluster, List<Permit> open) {
        ClusterSnapshot now = cluster.snapshot();
        assertThat(now.endpoints())
                .allSatisfy(endpoint -> assertThat(endpoint.outstanding()).isNotNegative());
        assertThat(now.endpoints().stream()
                        .mapToInt(EndpointSnapshot::outstanding)
                        .sum())
                .isEqualTo(open.size());
        assertThat(now.endpoints().stream().filter(endpoint -> endpoint.ejectedForNanos() > 0))
                .hasSizeLessThanOrEqualTo(cluster.size() / 2);
    }
}

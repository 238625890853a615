package dev.edgewise.routing.pool;

import static dev.edgewise.routing.pool.Pools.MS;
import static dev.edgewise.routing.pool.Pools.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.routing.Residency;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A minute of traffic against simulated servers in virtual time; prints the figures it compares. */
class PoolSimulationTest {

    private static final int REQUESTS = 12_000;
    private static final double REQUESTS_PER_SECOND = 200;

    @Test
    void twoChoicesBeatRoundRobinWhenOneEndpointIsTenTimesSlower() {
        Tail choices = run(1, List.of(20L, 20L, 20L, 200L), Chooser.POOL);
        Tail robin = run(1, List.of(20L, 20L, 20L, 200L), Chooser.ROUND_ROBIN);
        System.out.printf("one slow endpoint: p50/p95/p99 pool %s, round robin %s (ms)%n", choices, robin);
        assertThat(choices.p95 * 4).isLessThan(robin.p95);
        assertThat(choices.p99).isLessThan(robin.p99);
    }

    @Test
    void equalEndpointsAreUsedEvenly() {
        Simulation simulation = new Simulation(2, List.of(20L, 20L, 20L, 20L), Chooser.POOL);
        simulation.run();
        assertThat(simulation.cluster.snapshot().endpoints())
                .allSatisfy(endpoint ->
                        assertThat(endpoint.served()).isBetween((long) (REQUESTS * 0.2), (long) (REQUESTS * 0.3)));
    }

    @Test
    void aDeadEndpointCostsHardlyAnyRequest() {
        Simulation simulation = new Simulation(3, List.of(20L, 20L, 20L, Simulation.DEAD), Chooser.POOL);
        simulation.run();
        EndpointSnapshot dead = simulation.cluster.snapshot().endpoints().get(3);
        System.out.printf("one dead endpoint: %d of %d requests met it%n", dead.failed(), REQUESTS);
        assertThat(dead.failed()).isLessThan(REQUESTS / 500);
    }

    private static Tail run(long seed, List<Long> serviceMs, Chooser chooser) {
        Simulation simulation = new Simulation(seed, serviceMs, chooser);
        simulation.run();
        return simulation.tail();
    }

    private enum Chooser {
        POOL,
        ROUND_ROBIN
    }

    /** Latency quantiles in milliseconds. */
    private record Tail(long p50, long p95, long p99) {

        @Override
        public String toString() {
            return p50 + "/" + p95 + "/" + p99;
        }
    }

    /** Poisson arrivals; each server works on sixteen requests at a time and queues the others. */
    private static final class Simulation {

        static final Long DEAD = -1L;

        private static final int SLOTS = 16;

        private final VirtualTime time;
        private final Cluster cluster;
        private final List<Long> serviceMs;
        private final Chooser chooser;
        private final int[] working;
        private final List<Queue<Runnable>> waiting = new ArrayList<>();
        private final List<Long> latencies = new ArrayList<>();
        private int next;

        Simulation(long seed, List<Long> serviceMs, Chooser chooser) {
            this.time = new VirtualTime(seed);
            this.cluster = cluster(time, serviceMs.stream().map(ms -> "KR").toArray(String[]::new));
            this.serviceMs = serviceMs;
            this.chooser = chooser;
            this.working = new int[serviceMs.size()];
            serviceMs.forEach(ms -> waiting.add(new ArrayDeque<>()));
        }

        void run() {
            long at = 0;
            for (int i = 0; i < REQUESTS; i++) {
                at += (long) (-Math.log(1 - time.random().nextDouble()) / REQUESTS_PER_SECOND * 1e9);
                time.after(at, this::arrive);
            }
            time.run();
        }

        Tail tail() {
            List<Long> sorted = latencies.stream().sorted().toList();
            return new Tail(quantile(sorted, 0.5), quantile(sorted, 0.95), quantile(sorted, 0.99));
        }

        private static long quantile(List<Long> sorted, double share) {
            return sorted.get((int) (sorted.size() * share)) / MS;
        }

        private void arrive() {
            Permit permit = switch (chooser) {
                case POOL -> (Permit) cluster.pick(Residency.ANY, Tried.NONE);
                case ROUND_ROBIN -> Pools.permit(cluster, next++ % serviceMs.size());
            };
            if (serviceMs.get(permit.index()).equals(DEAD)) {
                permit.dropped(FailureKind.CONNECT);
                return;
            }
            long arrived = time.now();
            waiting.get(permit.index()).add(() -> work(permit, arrived));
            startNext(permit.index());
        }

        private void startNext(int server) {
            if (working[server] < SLOTS && !waiting.get(server).isEmpty()) {
                working[server]++;
                waiting.get(server).remove().run();
            }
        }

        private void work(Permit permit, long arrived) {
            long serviceNanos = (long)
                    (serviceMs.get(permit.index()) * MS * (0.5 + time.random().nextDouble()));
            time.after(serviceNanos, () -> {
                latencies.add(time.now() - arrived);
                permit.success(time.now() - arrived);
                working[permit.index()]--;
                startNext(permit.index());
            });
        }
    }
}

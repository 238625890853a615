package dev.edgewise.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.client.Failure;
import dev.edgewise.loadtest.client.Target;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver against the stand-in, in runs of a second. */
class OpenLoopTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static RunOptions options(StandInCluster cluster, double rate, boolean stream, int inFlightMax) {
        return new RunOptions(
                Target.parse(cluster.url(), false),
                Map.of("Authorization", "Bearer k"),
                rate,
                Arrivals.UNIFORM,
                Duration.ofMillis(200),
                SECOND,
                PATIENCE,
                stream,
                64,
                false,
                inFlightMax,
                1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyDueRequestIsAnsweredAndTimed(boolean stream) throws Exception {
        try (StandInCluster cluster = StandInCluster.start(
                ClusterOptions.defaults().withApiKey("k").withPace(Duration.ofMillis(10), Duration.ofMillis(1), 5))) {
            RunReport report = OpenLoop.run(options(cluster, 100, stream, 4096), Bodies.questions("m", 3, stream));

            assertThat(report.due()).isEqualTo(100);
            assertThat(report.answered()).isEqualTo(100);
            assertThat(report.errors()).isEmpty();
            assertThat(report.latency().count()).isEqualTo(100);
            assertThat(report.latency().min()).isGreaterThanOrEqualTo(14);
            assertThat(report.statuses()).isEqualTo(Map.of("200", 100L));
            assertThat(report.servedBy()).isEqualTo(Map.of("(none)", 100L));
            assertThat(report.tokens()).isEqualTo(stream ? 500 : 0);
            assertThat(report.gap().count()).isEqualTo(stream ? 400 : 0);
            assertThat(report.intervals().stream()
                            .mapToLong(RunReport.Interval::answered)
                            .sum())
                    .isEqualTo(100);
            assertThat(cluster.counters().answered()).isBetween(119L, 121L);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "error:503, http-503",
        "error:429, http-429",
        "reset, reset",
        "no-done, stream-cut",
        "truncate, closed",
        "error-mid, stream-error-event",
        "stall, timeout",
        "stall-mid, timeout"
    })
    void errorsAreCountedByTheirClass(String fault, String name) throws Exception {
        try (StandInCluster cluster =
                StandInCluster.start(ClusterOptions.defaults().withFaults(1, List.of(Fault.parse(fault))))) {
            RunOptions options = new RunOptions(
                    Target.parse(cluster.url(), false),
                    Map.of(),
                    20,
                    Arrivals.POISSON,
                    Duration.ZERO,
                    Duration.ofMillis(500),
                    // Short where it must pass: it would take a late answer of a slow machine for none.
                    name.equals("timeout") ? Duration.ofMillis(300) : PATIENCE,
                    true,
                    64,
                    false,
                    100,
                    1);

            RunReport report = OpenLoop.run(options, Bodies.questions("m", 1, true));

            assertThat(report.answered()).isZero();
            assertThat(report.failed()).isEqualTo(report.due()).isPositive();
            assertThat(report.errors()).isEqualTo(Map.of(name, report.due()));
        }
    }

    @Test
    void aClosedPortIsConnectRefused() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults())) {
            cluster.stopListening();

            RunReport report = OpenLoop.run(options(cluster, 20, false, 100), Bodies.questions("m", 1, false));

            assertThat(report.errors()).isEqualTo(Map.of("connect-refused", report.due()));
        }
    }

    @Test
    void requestsPastTheBoundAreCountedAsNotSent() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(
                ClusterOptions.defaults().withFaults(1, List.of(new Fault.Slow(Duration.ofSeconds(2)))))) {
            RunReport report = OpenLoop.run(options(cluster, 50, false, 4), Bodies.questions("m", 1, false));

            assertThat(report.due()).isEqualTo(50);
            assertThat(report.sent()).isLessThanOrEqualTo(4);
            assertThat(report.errors().get(Failure.NOT_SENT)).isEqualTo(report.notSent());
            assertThat(report.sent() + report.notSent()).isEqualTo(50);
        }
    }

    @Test
    void aTargetThatFallsBehindShowsItsQueueInTheLatency() throws Exception {
        // 20 ms each, one at a time, asked for twice as fast as that: the last waits about half a second.
        try (StandInCluster cluster = StandInCluster.start(
                ClusterOptions.defaults().withSlots(1).withPace(Duration.ofMillis(20), Duration.ZERO, 1))) {
            RunReport report = OpenLoop.run(options(cluster, 100, false, 4096), Bodies.questions("m", 1, false));

            assertThat(report.answered()).isEqualTo(100);
            assertThat(report.latency().max()).isGreaterThan(500);
            assertThat(report.latency().p50()).isGreaterThan(200);
        }
    }

    @Test
    void oneConnectionMakesRequestsWaitAndTheWaitIsCounted() throws Exception {
        try (StandInCluster cluster =
                StandInCluster.start(ClusterOptions.defaults().withPace(Duration.ofMillis(20), Duration.ZERO, 1))) {
            RunOptions one = new RunOptions(
                    Target.parse(cluster.url(), false),
                    Map.of(),
                    100,
                    Arrivals.UNIFORM,
                    Duration.ZERO,
                    Duration.ofMillis(500),
                    PATIENCE,
                    false,
                    1,
                    false,
                    4096,
                    1);

            RunReport report = OpenLoop.run(one, Bodies.questions("m", 1, false));

            assertThat(report.answered()).isEqualTo(50);
            assertThat(report.latency().max()).isGreaterThan(report.service().max() + 200);
            assertThat(report.driverLate()).isTrue();
            assertThat(cluster.requests().stream().map(r -> r.connection()).distinct())
                    .hasSize(1);
        }
    }
}

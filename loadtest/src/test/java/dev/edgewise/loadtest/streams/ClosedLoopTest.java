package dev.edgewise.loadtest.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.loadtest.client.Target;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosedLoopTest {
    private static StreamsReport run(StandInCluster cluster, boolean http2) throws InterruptedException {
        return ClosedLoop.run(new StreamsOptions(
                Target.parse(cluster.url(), false),
                Map.of(),
                "m",
                16,
                2,
                Duration.ofMillis(20),
                Duration.ofSeconds(10),
                http2,
                1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyEventOfEveryStreamArrivesInOrder(boolean http2) throws Exception {
        try (StandInCluster cluster =
                StandInCluster.start(ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ofMillis(1), 20))) {
            StreamsReport report = run(cluster, http2);

            assertThat(report.problems()).isEmpty();
            assertThat(report.streams()).isEqualTo(32);
            assertThat(report.tokens()).isEqualTo(32 * 20);
            assertThat(report.events()).isEqualTo(32 * 23);
            assertThat(report.firstEvent().count()).isEqualTo(32);
        }
    }

    @Test
    void brokenStreamsAreCounted() throws Exception {
        try (StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults()
                .withPace(Duration.ZERO, Duration.ZERO, 5)
                .withFaults(1, List.of(new Fault.NoDone())))) {
            StreamsReport report = run(cluster, false);

            assertThat(report.problems()).isEqualTo(Map.of("stream-cut", 32L));
            assertThat(report.failed()).isEqualTo(32);
        }
    }
}

package dev.edgewise.routing.pool;

import static dev.edgewise.routing.pool.Pools.MS;
import static dev.edgewise.routing.pool.Pools.cluster;
import static dev.edgewise.routing.pool.Pools.health;
import static dev.edgewise.routing.pool.Pools.permit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.edgewise.routing.ClusterHealth;
import dev.edgewise.routing.Residency;
import dev.edgewise.routing.Why;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterTest {

    private static final PoolSettings D = PoolSettings.DEFAULT;

    private final VirtualTime time = new VirtualTime(1);

    @Test
    void aRegionWithoutEndpointIsRefusedForResidency() {
        Cluster cluster = cluster(time, "KR", "JP");
        Residency nowhere = Residency.in(Set.of("DE"));
        assertThat(cluster.pick(nowhere, Tried.NONE)).isEqualTo(new Pick.None(Why.RESIDENCY, 0));
        assertThat(cluster.health(nowhere)).isEqualTo(ClusterHealth.NO_ENDPOINT);
        assertThat(cluster.health(Residency.in(Set.of()))).isEqualTo(ClusterHealth.NO_ENDPOINT);
    }

    @Test
    void failedProbesTakeAnEndpointOutAndOneGoodProbeBringsItBack() {
        Cluster cluster = cluster(time, "KR");
        assertThat(cluster.probed(0, true)).isEqualTo(EndpointHealth.UP);
        assertThat(cluster.probed(0, false)).isEqualTo(EndpointHealth.UP);
        assertThat(cluster.probed(0, false)).isEqualTo(EndpointHealth.DOWN);
        assertThat(cluster.health(Residency.ANY)).isEqualTo(ClusterHealth.DOWN);
        assertThat(cluster.pick(Residency.ANY, Tried.NONE)).isEqualTo(new Pick.None(Why.CENTRAL_DOWN, 1_000 * MS));
        assertThat(cluster.probed(0, true)).isEqualTo(EndpointHealth.UP);
        assertThat(cluster.health(Residency.ANY)).isEqualTo(ClusterHealth.UP);
    }

    @Test
    void theLastFailureIsKeptWithinItsBoundAndOnOneLine() {
        Cluster cluster = cluster(time, "KR");
        assertThat(cluster.endpointSnapshot(0).lastFailure()).isEmpty();
        cluster.probeFailed(0, "refused\r\nforged line");
        assertThat(cluster.endpointSnapshot(0).lastFailure()).isEqualTo("refused forged line");
        cluster.probeFailed(0, "x".repeat(1_000));
        assertThat(cluster.endpointSnapshot(0).lastFailure()).hasSize(EndpointSnapshot.FAILURE_CHARS_MAX);
        cluster.probed(0, true);
        permit(cluster, 0).dropped(FailureKind.GARBAGE, "not HTTP");
        assertThat(cluster.endpointSnapshot(0).lastFailure()).isEqualTo("not HTTP");
    }

    @Test
    void theFirstProbeOfAnEndpointDecidesAlone() {
        Cluster cluster = cluster(time, "KR");
        assertThat(cluster.probed(0, false)).isEqualTo(EndpointHealth.DOWN);
    }

    @Test
    void failedProbesDoNotCountWhileRequestsAreAnswered() {
        Cluster cluster = cluster(time, "KR");
        cluster.probed(0, true);
        for (int i = 0; i < 10; i++) {
            permit(cluster, 0).success(MS);
            assertThat(cluster.probed(0, false)).isEqualTo(EndpointHealth.UP);
        }
    }

    @Test
    void aFullPoolIsRefusedAsBusy() {
        PoolSettings two = new PoolSettings(
                2, 5, D.ejectionUnit(), D.ejectionMax(), 0.5, D.latencyDecay(), D.failurePenalty(), D.coolingMax(), 3);
        Cluster cluster =
                cluster(time, new ClusterSettings(two, RetrySettings.DEFAULT, ProbeSettings.DEFAULT), "KR", "KR");
        Permit first = (Permit) cluster.pick(Residency.ANY, Tried.NONE);
        for (int i = 0; i < 3; i++) {
            assertThat(cluster.pick(Residency.ANY, Tried.NONE)).isInstanceOf(Permit.class);
        }
        assertThat(cluster.pick(Residency.ANY, Tried.NONE))
                .isInstanceOfSatisfying(
                        Pick.None.class, none -> assertThat(none.why()).isEqualTo(Why.CENTRAL_BUSY));
        assertThat(cluster.health(Residency.ANY)).isEqualTo(ClusterHealth.FULL);
        assertThat(cluster.saturation()).isEqualTo(1);
        first.ignored();
        assertThat(cluster.pick(Residency.ANY, Tried.NONE)).isInstanceOf(Permit.class);
    }

    @Test
    void aPermitClosesOnce() {
        Cluster cluster = cluster(time, "KR");
        Permit permit = permit(cluster, 0);
        assertThat(permit.success(MS)).isTrue();
        assertThat(permit.success(MS)).isFalse();
        assertThat(permit.ignored()).isFalse();
        assertThat(permit.dropped(FailureKind.CONNECT)).isFalse();
        EndpointSnapshot endpoint = cluster.snapshot().endpoints().getFirst();
        assertThat(endpoint.outstanding()).isZero();
        assertThat(endpoint.served()).isEqualTo(1);
        assertThat(endpoint.failed()).isZero();
    }

    @Test
    void theFirstByteInformsTheChoiceWhileTheStreamStillRuns() {
        Cluster cluster = cluster(time, "KR", "KR");
        Permit stream = permit(cluster, 0);
        stream.firstByte(30 * MS);
        assertThat(cluster.firstByteNanos(Residency.ANY)).isEqualTo(30 * MS);
        stream.success(900 * MS);
        assertThat(cluster.firstByteNanos(Residency.ANY)).isEqualTo(30 * MS);
    }

    @Test
    void failingFastDoesNotAttractTraffic() {
        Cluster cluster = cluster(time, "KR", "KR");
        permit(cluster, 1).success(50 * MS);
        permit(cluster, 0).success(MS);
        permit(cluster, 0).dropped(FailureKind.CONNECT);
        for (int i = 0; i < 50; i++) {
            Permit permit = (Permit) cluster.pick(Residency.ANY, Tried.NONE);
            assertThat(permit.index()).isEqualTo(1);
            permit.success(50 * MS);
        }
    }

    @Test
    void oneBrokenConnectionDoesNotMakeTheClusterLookTooSlowForADeadline() {
        Cluster cluster = cluster(time, "KR");
        permit(cluster, 0).success(20 * MS);
        permit(cluster, 0).dropped(FailureKind.RESET_BEFORE_SENT);
        assertThat(cluster.firstByteNanos(Residency.ANY)).isEqualTo(20 * MS);
    }

    @Test
    void anEndpointThatAskedForAPauseIsAvoidedUntilItEnds() {
        Cluster cluster = cluster(time, "KR", "KR");
        permit(cluster, 0).success(MS);
        permit(cluster, 1).success(500 * MS);
        permit(cluster, 0).dropped(FailureKind.RATE_LIMITED, 10_000 * MS);
        assertThat(((Permit) cluster.pick(Residency.ANY, Tried.NONE)).index()).isEqualTo(1);
        time.pass(Duration.ofSeconds(10));
        assertThat(((Permit) cluster.pick(Residency.ANY, Tried.NONE)).index()).isZero();
    }

    @Test
    void whenAllAskedForAPauseTheRequestIsStillTried() {
        Cluster cluster = cluster(time, "KR");
        permit(cluster, 0).dropped(FailureKind.RATE_LIMITED, 10_000 * MS);
        assertThat(cluster.pick(Residency.ANY, Tried.NONE)).isInstanceOf(Permit.class);
    }

    @Test
    void whatTheServersSayAboutTheirLoadShiftsTheChoice() {
        List<EndpointSpec> specs =
                List.of(new EndpointSpec(URI.create("http://a"), "KR"), new EndpointSpec(URI.create("http://b"), "KR"));
        Surroundings calm = time.surroundings();
        Cluster cluster = new Cluster(
                "main",
                specs,
                ClusterSettings.DEFAULT,
                new Surroundings(calm.nanos(), calm.random(), index -> index == 0 ? 3 : 1));
        permit(cluster, 0).success(20 * MS);
        permit(cluster, 1).success(40 * MS);
        assertThat(((Permit) cluster.pick(Residency.ANY, Tried.NONE)).index()).isEqualTo(1);
    }

    @Test
    void badSpecificationsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EndpointSpec(URI.create("ftp://a"), "KR"));
        assertThatIllegalArgumentException().isThrownBy(() -> new EndpointSpec(URI.create("http:///x"), "KR"));
        assertThatIllegalArgumentException().isThrownBy(() -> cluster(time));
        String[] many = Collections.nCopies(Cluster.ENDPOINTS_MAX + 1, "KR").toArray(String[]::new);
        assertThatIllegalArgumentException().isThrownBy(() -> cluster(time, many));
        String[] most = Collections.nCopies(Cluster.ENDPOINTS_MAX, "KR").toArray(String[]::new);
        assertThat(health(cluster(time, most), Cluster.ENDPOINTS_MAX - 1)).isEqualTo(EndpointHealth.UNKNOWN);
    }
}

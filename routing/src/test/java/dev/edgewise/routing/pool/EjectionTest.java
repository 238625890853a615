package dev.edgewise.routing.pool;

import static dev.edgewise.routing.pool.Pools.cluster;
import static dev.edgewise.routing.pool.Pools.fail;
import static dev.edgewise.routing.pool.Pools.health;
import static dev.edgewise.routing.pool.Pools.permit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.routing.ClusterHealth;
import dev.edgewise.routing.Residency;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EjectionTest {

    private final VirtualTime time = new VirtualTime(1);

    @Test
    void fiveFailuresInARowEjectForThirtySecondsTimesTheCount() {
        Cluster cluster = cluster(time, "KR", "KR");
        fail(cluster, 0, 4);
        assertThat(health(cluster, 0)).isEqualTo(EndpointHealth.UNKNOWN);
        fail(cluster, 0, 1);
        assertThat(health(cluster, 0)).isEqualTo(EndpointHealth.EJECTED);
        time.pass(Duration.ofMillis(29_999));
        assertThat(health(cluster, 0)).isEqualTo(EndpointHealth.EJECTED);
        time.pass(Duration.ofMillis(1));
        assertThat(health(cluster, 0)).isEqualTo(EndpointHealth.UNKNOWN);

        fail(cluster, 0, 5);
        assertThat(cluster.snapshot().endpoints().getFirst().ejectedForNanos())
                .isEqualTo(Duration.ofSeconds(60).toNanos());
    }

    @Test
    void aSuccessInBetweenStartsTheCountAnew() {
        Cluster cluster = cluster(time, "KR", "KR");
        fail(cluster, 0, 4);
        permit(cluster, 0).success(1);
        fail(cluster, 0, 4);
        assertThat(health(cluster, 0)).isEqualTo(EndpointHealth.UNKNOWN);
    }

    @Test
    void rateLimitsAndRefusedStreamsDoNotEject() {
        Cluster cluster = cluster(time, "KR", "KR");
        for (int i = 0; i < 20; i++) {
            permit(cluster, 0).dropped(FailureKind.RATE_LIMITED);
            permit(cluster, 0).dropped(FailureKind.STREAM_REFUSED);
        }
        assertThat(health(cluster, 0)).isEqualTo(EndpointHealth.UNKNOWN);
    }

    @Test
    void goodBehaviourForLongEnoughResetsTheLength() {
        Cluster cluster = cluster(time, "KR", "KR");
        fail(cluster, 0, 5);
        time.pass(Duration.ofSeconds(31).plus(PoolSettings.DEFAULT.ejectionMax()));
        fail(cluster, 0, 5);
        assertThat(cluster.snapshot().endpoints().getFirst().ejectedForNanos())
                .isEqualTo(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void anEjectionNeverLastsLongerThanItsBound() {
        Cluster cluster = cluster(time, "KR", "KR");
        for (int i = 0; i < 30; i++) {
            fail(cluster, 0, 5);
            long left = cluster.snapshot().endpoints().getFirst().ejectedForNanos();
            assertThat(left).isBetween(1L, PoolSettings.DEFAULT.ejectionMax().toNanos());
            time.pass(Duration.ofNanos(left));
        }
    }

    @Test
    void atMostHalfOfThePoolIsEjected() {
        Cluster five = cluster(time, "KR", "KR", "KR", "KR", "KR");
        for (int i = 0; i < 5; i++) {
            fail(five, i, 50);
        }
        assertThat(five.snapshot().endpoints())
                .filteredOn(endpoint -> endpoint.health() == EndpointHealth.EJECTED)
                .hasSize(2);
    }

    @Test
    void theOnlyEndpointIsNeverEjected() {
        Cluster one = cluster(time, "KR");
        fail(one, 0, 50);
        assertThat(health(one, 0)).isEqualTo(EndpointHealth.UNKNOWN);
        assertThat(one.pick(Residency.ANY, Tried.NONE)).isInstanceOf(Permit.class);
    }

    @Test
    void theLastEndpointThatIsNotDownIsNeverEjected() {
        Cluster three = cluster(time, "KR", "KR", "KR");
        three.probed(1, false);
        three.probed(2, false);
        fail(three, 0, 50);
        assertThat(health(three, 0)).isEqualTo(EndpointHealth.UNKNOWN);
    }

    @Test
    void anEjectedEndpointIsTheLastResortOfItsRegion() {
        Cluster cluster = cluster(time, "KR", "JP");
        fail(cluster, 0, 5);
        Residency korea = Residency.in(Set.of("kr"));
        assertThat(cluster.health(korea)).isEqualTo(ClusterHealth.SHAKY);
        assertThat(cluster.pick(korea, Tried.NONE))
                .isInstanceOfSatisfying(
                        Permit.class, permit -> assertThat(permit.index()).isZero());
        assertThat(cluster.health(Residency.ANY)).isEqualTo(ClusterHealth.UP);
        for (int i = 0; i < 100; i++) {
            assertThat(((Permit) cluster.pick(Residency.ANY, Tried.NONE)).index())
                    .isEqualTo(1);
        }
    }
}

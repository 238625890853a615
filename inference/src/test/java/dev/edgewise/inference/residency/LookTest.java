package dev.edgewise.inference.residency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.ModelId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models that stay only while they are used, and those who look whether they are there. */
@Timeout(300)
class LookTest extends ResidencyTests {
    private Lease<FakeSupply.Fake> lease(ModelId id) {
        return (Lease<FakeSupply.Fake>) residency.lease(id);
    }

    /** Asks once for a model that is not there, as a caller who is to come back. */
    private CompletableFuture<Void> waiting(ModelId id) {
        return ((Leased.Loading<FakeSupply.Fake>) residency.lease(id)).done();
    }

    private void look(ModelId id) {
        ((Lease<FakeSupply.Fake>) residency.look(id)).close();
    }

    @Test
    void whoLooksWhetherAModelIsThereTakesItOutOfNobodysHands() throws Exception {
        supply.add("a", 10, 10, KeepAlive.WHILE_USED);
        waiting(A).get(60, TimeUnit.SECONDS);

        look(A);
        residency.sweep();

        assertThat(state(A)).as("its only caller has still to come").isEqualTo(ModelState.WARM);
        lease(A).close();
        residency.unload(A).get(60, TimeUnit.SECONDS);
        assertThat(supply.events).containsExactly("load a", "free a", "trim");
    }

    @Test
    void aModelThatStaysWhileItIsUsedWaitsForAllWhoWaitedForIt() throws Exception {
        supply.add("a", 10, 10, KeepAlive.WHILE_USED);
        supply.gate = new CountDownLatch(1);
        var first = waiting(A);
        var second = waiting(A);
        supply.gate.countDown();
        first.get(60, TimeUnit.SECONDS);
        second.get(60, TimeUnit.SECONDS);

        lease(A).close();
        assertThat(state(A)).isEqualTo(ModelState.WARM);
        lease(A).close();
        residency.unload(A).get(60, TimeUnit.SECONDS);

        assertThat(supply.events).containsExactly("load a", "free a", "trim");
    }

    @Test
    void itWaitsNoLongerThanTheLeastTimeToStayForThoseWhoDoNotCome() throws Exception {
        supply.add("a", 10, 10, KeepAlive.WHILE_USED);
        waiting(A).get(60, TimeUnit.SECONDS);

        passes(Duration.ofSeconds(4));
        residency.sweep();
        assertThat(state(A)).isEqualTo(ModelState.WARM);
        passes(Duration.ofSeconds(1));
        residency.sweep();

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> state(A) == ModelState.PULLED);
    }

    @Test
    void aModelThatSomebodyLooksAtIsNotFreedMeanwhile() throws Exception {
        supply.add("a", 10, 10, KeepAlive.WHILE_USED);
        waiting(A).get(60, TimeUnit.SECONDS);
        var user = lease(A);
        var looking = (Lease<FakeSupply.Fake>) residency.look(A);

        user.close();
        assertThat(state(A)).isEqualTo(ModelState.WARM);
        CompletableFuture<Void> gone = residency.unload(A);
        assertThat(state(A)).isEqualTo(ModelState.DRAINING);
        assertThat(gone).isNotDone();
        looking.close();

        gone.get(60, TimeUnit.SECONDS);
    }
}

package dev.edgewise.inference.residency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.ModelId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models that the node has no more. */
@Timeout(300)
class DismissTest extends ResidencyTests {
    private CompletableFuture<Void> loading(ModelId id) {
        return ((Leased.Loading<FakeSupply.Fake>) residency.lease(id)).done();
    }

    @Test
    void aModelThatThereIsNoMoreLeavesMemoryAlsoWhenItIsPinnedAndIsForgotten() throws Exception {
        supply.add("a", 10);
        supply.add("b", 10);
        loading(A).get(60, TimeUnit.SECONDS);
        loading(B).get(60, TimeUnit.SECONDS);
        residency.pin(A, true);
        supply.remove("a");

        residency.dismiss();

        Awaitility.await()
                .untilAsserted(() -> assertThat(residency.views())
                        .singleElement()
                        .satisfies(left -> assertThat(left.id()).isEqualTo(B)));
        assertThat(supply.usedBytes).hasValue(10_000_000);
        assertThat(residency.residence().unloads(UnloadReason.REMOVED)).isEqualTo(1);
    }

    @Test
    void oneInUseLeavesWithItsLastUser() throws Exception {
        supply.add("a", 10);
        loading(A).get(60, TimeUnit.SECONDS);
        var used = (Lease<FakeSupply.Fake>) residency.lease(A);
        supply.remove("a");

        residency.dismiss();
        assertThat(supply.usedBytes).hasValue(10_000_000);

        used.close();
        Awaitility.await().untilAsserted(() -> assertThat(residency.views()).isEmpty());
    }

    @Test
    void oneThatIsOnItsWayLeavesWhenItIsThere() throws Exception {
        supply.add("a", 10);
        supply.gate = new CountDownLatch(1);
        CompletableFuture<Void> loaded = loading(A);
        Awaitility.await().until(() -> supply.loading.get() == 1);
        supply.remove("a");

        residency.dismiss();
        supply.gate.countDown();

        loaded.get(60, TimeUnit.SECONDS);
        Awaitility.await().untilAsserted(() -> assertThat(residency.views()).isEmpty());
        assertThat(supply.usedBytes).hasValue(0);
    }
}

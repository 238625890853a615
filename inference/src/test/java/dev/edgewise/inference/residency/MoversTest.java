package dev.edgewise.inference.residency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.ModelId;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MoversTest {
    private static final Allowance ALL = new Allowance() {
        @Override
        public boolean grow(Footprint more) {
            return true;
        }

        @Override
        public void giveBack(Footprint less) {}

        @Override
        public void took(Footprint more) {}
    };

    private final FakeSupply supply = new FakeSupply();
    private final Movers<FakeSupply.Fake> movers = new Movers<>(supply, supply, System::nanoTime);

    @AfterEach
    void close() {
        supply.gates.values().forEach(CountDownLatch::countDown);
        movers.close();
    }

    private void load(String name) throws IOException {
        var _ = movers.load(new ModelId(name), ALL);
    }

    @Test
    void theMemoryIsToldOfEveryLoadButTheNodesFirst() throws Exception {
        supply.add("a", 1);
        supply.add("b", 1);
        load("a");
        assertThat(supply.movingTold).isEmpty();

        load("b");
        assertThat(supply.movingTold).containsExactly(true, false);
    }

    @Test
    void theMemoryIsToldOfAModelThatLeaves() throws Exception {
        supply.add("a", 1);
        FakeSupply.Fake a = movers.load(new ModelId("a"), ALL).model();

        movers.free(new ModelId("a"), a);
        assertThat(supply.movingTold).containsExactly(true, false);
        assertThat(supply.trims).hasValue(1);
    }

    @Test
    void twoLoadsAtOnceAreToldOfAsOne() throws Exception {
        for (String name : new String[] {"a", "b", "c"}) {
            supply.add(name, 1);
        }
        load("a");
        supply.gates.put(new ModelId("b"), new CountDownLatch(1));
        supply.gates.put(new ModelId("c"), new CountDownLatch(1));
        try (var two = Executors.newFixedThreadPool(2)) {
            var b = two.submit(() -> movers.load(new ModelId("b"), ALL));
            var c = two.submit(() -> movers.load(new ModelId("c"), ALL));
            Awaitility.await().until(() -> supply.loading.get() == 2);
            supply.gates.get(new ModelId("b")).countDown();
            b.get(10, TimeUnit.SECONDS);
            assertThat(supply.movingTold).containsExactly(true);

            supply.gates.get(new ModelId("c")).countDown();
            c.get(10, TimeUnit.SECONDS);
            assertThat(supply.movingTold).containsExactly(true, false);
        }
    }

    @Test
    void aLoadThatFailsGivesBackWhatItTook() throws Exception {
        supply.add("a", 1);
        supply.add("b", 1);
        load("a");
        supply.failure = "the file is cut off";

        assertThatThrownBy(() -> load("b")).hasMessage("the file is cut off");
        assertThat(supply.movingTold).containsExactly(true, false);
        assertThat(supply.trims).hasValue(1);
    }
}

package dev.edgewise.inference.residency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.ModelId;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/** What tests of models in memory share: 100 MB for models that are nothing but their size, and a clock that stands. */
abstract class ResidencyTests {
    static final ModelId A = new ModelId("a");
    static final ModelId B = new ModelId("b");
    static final ModelId C = new ModelId("c");

    final AtomicLong now = new AtomicLong(1);
    final FakeSupply supply = new FakeSupply();
    final Residency<FakeSupply.Fake> residency = new Residency<>(
            supply, supply, new ResidencySettings(Footprint.ofHost(100_000_000), Duration.ofSeconds(5), 10), now::get);

    @AfterEach
    void close() {
        supply.gates.values().forEach(CountDownLatch::countDown);
        residency.close();
        assertThat(supply.usedBytes).hasValue(0);
    }

    void passes(Duration time) {
        now.addAndGet(time.toNanos());
    }

    ModelState state(ModelId id) {
        return residency.view(id).map(ModelView::state).orElse(ModelState.ABSENT);
    }
}

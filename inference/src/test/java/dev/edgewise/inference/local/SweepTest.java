package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.residency.Allowance;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.residency.Lease;
import dev.edgewise.inference.residency.Leased;
import dev.edgewise.inference.residency.MemoryProbe;
import dev.edgewise.inference.residency.ModelPlan;
import dev.edgewise.inference.residency.ModelSupply;
import dev.edgewise.inference.residency.Residency;
import dev.edgewise.inference.residency.ResidencySettings;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SweepTest {
    private static final ModelId MODEL = new ModelId("a");
    private static final long MEBIBYTE = 1 << 20;

    /** Models that are nothing. */
    private static final class Supply implements ModelSupply<AutoCloseable>, MemoryProbe {
        @Override
        public Optional<ModelPlan> plan(ModelId model) {
            return Optional.of(new ModelPlan(Footprint.ofHost(MEBIBYTE), KeepAlive.FOREVER));
        }

        @Override
        public AutoCloseable load(ModelId model, Allowance allowance) {
            return () -> {};
        }

        @Override
        public Footprint used() {
            return Footprint.NONE;
        }

        @Override
        public boolean trim() {
            return false;
        }
    }

    private final Supply supply = new Supply();
    private final Residency<AutoCloseable> residency =
            new Residency<>(supply, supply, ResidencySettings.of(Footprint.UNBOUNDED), System::nanoTime);
    private final AtomicLong heapBytes = new AtomicLong();
    private final AtomicInteger collections = new AtomicInteger();
    private final Sweep sweep = new Sweep(
            residency,
            List.of(),
            new MemoryRest(
                    new MemoryRest.Memory(heapBytes::get, () -> 0, () -> 0, collections::incrementAndGet, () -> {})));

    @AfterEach
    void close() {
        residency.close();
    }

    private void load(ModelId model) throws Exception {
        ((Leased.Loading<AutoCloseable>) residency.lease(model)).done().get(60, TimeUnit.SECONDS);
    }

    @Test
    void the_heap_is_collected_once_a_model_has_left_and_nobody_uses_another() throws Exception {
        load(MODEL);
        var other = new ModelId("b");
        load(other);
        Lease<?> used = (Lease<?>) residency.lease(other);
        residency.unload(MODEL).get(60, TimeUnit.SECONDS);
        heapBytes.set(100 * MEBIBYTE);

        sweep.run();
        assertThat(collections).as("one is in use").hasValue(0);
        used.close();
        sweep.run();

        assertThat(collections).hasValue(1);
    }

    @Test
    void a_sweep_that_finds_nothing_takes_little_of_the_heap() throws Exception {
        for (int i = 0; i < 4; i++) {
            load(new ModelId("model-" + i));
        }
        sweep.run();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int sweeps = 100;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < sweeps; i++) {
            sweep.run();
        }

        long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / sweeps;
        assertThat(bytes)
                .as("bytes a sweep; of four views alone it would be more")
                .isLessThan(400);
    }
}

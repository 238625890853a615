package dev.edgewise.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.account.MeterName;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.LongAdder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void a_total_goes_on_after_a_collection() {
        var stored = new LongAdder();
        register(stored);
        var garbage = new WeakReference<>(new Object());
        Awaitility.await().until(() -> {
            System.gc();
            return garbage.get() == null;
        });

        stored.add(7);

        assertThat(registry.scrape()).contains(MeterName.CACHE_STORED.id().replace('.', '_') + "_total 7.0");
    }

    /** Nothing of this stays on the stack of the test. */
    private void register(LongAdder stored) {
        new Meters(registry).total(MeterName.CACHE_STORED, stored::sum);
    }
}

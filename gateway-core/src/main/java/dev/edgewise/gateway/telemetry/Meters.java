package dev.edgewise.gateway.telemetry;

import dev.edgewise.gateway.account.MeterName;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.DoubleSupplier;

/** Registers figures that are read when metrics are scraped. Any thread. */
final class Meters {
    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A figure that goes up and down; {@code tags} are names and values in turn. */
    Meter gauge(MeterName name, DoubleSupplier value, String... tags) {
        return Gauge.builder(name.id(), value::getAsDouble)
                .description(name.description())
                .tags(Tags.of(tags))
                .strongReference(true)
                .register(registry);
    }

    /** A total that only goes up. */
    Meter total(MeterName name, DoubleSupplier value, String... tags) {
        // The registry lets go of the object it asks, but never of itself; a supplier would be lost at the next
        // collection.
        return FunctionCounter.builder(name.id(), registry, alive -> value.getAsDouble())
                .description(name.description())
                .tags(Tags.of(tags))
                .register(registry);
    }

    void remove(Meter meter) {
        registry.remove(meter);
    }
}

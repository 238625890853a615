package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.cache.fleet.FleetState;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** How a node stands to its fleet. */
public final class FleetMeters {
    private FleetMeters() {}

    public static void register(MeterRegistry registry, Supplier<FleetState> state) {
        var meters = new Meters(registry);
        meters.gauge(FLEET_CONNECTED, () -> state.get().connected() ? 1 : 0);
        meters.gauge(FLEET_EVENT, () -> state.get().number());
        meters.gauge(FLEET_WAITING, () -> state.get().waiting());
        meters.total(FLEET_RECEIVED, () -> state.get().received());
    }
}

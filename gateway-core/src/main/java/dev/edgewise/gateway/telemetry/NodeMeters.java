package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;

/** Who the node is, and whether it is ready. */
public final class NodeMeters {
    private NodeMeters() {}

    /** Registers them. */
    public static void register(
            MeterRegistry registry, String node, String region, String version, BooleanSupplier ready) {
        var meters = new Meters(registry);
        meters.gauge(NODE_INFO, () -> 1, "node", node, "region", region, "version", version);
        meters.gauge(NODE_READY, () -> ready.getAsBoolean() ? 1 : 0);
    }
}

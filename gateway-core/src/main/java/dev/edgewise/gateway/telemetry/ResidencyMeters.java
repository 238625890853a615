package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.residency.RefusalReason;
import dev.edgewise.inference.residency.Residence;
import dev.edgewise.inference.residency.UnloadReason;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What the node's own models take of its memory, and how they come and go. */
final class ResidencyMeters {
    private static final String MEMORY = "memory";
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private ResidencyMeters() {}

    static void register(Meters meters, LocalEngine engine) {
        memory(meters, engine, "host", Footprint::hostBytes);
        memory(meters, engine, "device", Footprint::deviceBytes);
        meters.total(LOCAL_LOADS, () -> engine.residence().loads());
        meters.total(LOCAL_LOADS_FAILED, () -> engine.residence().loadsFailed());
        meters.total(LOCAL_LOAD_SECONDS, () -> engine.residence().loadNanos() / NANOS_PER_SECOND);
        meters.gauge(LOCAL_LOAD_WAITING, engine::waiting);
        for (RefusalReason reason : RefusalReason.values()) {
            meters.total(LOCAL_LOAD_REFUSED, () -> engine.residence().refusals(reason), "reason", label(reason));
        }
        for (UnloadReason reason : UnloadReason.values()) {
            meters.total(LOCAL_UNLOADS, () -> engine.residence().unloads(reason), "reason", label(reason));
        }
    }

    private static void memory(Meters meters, LocalEngine engine, String kind, ToLongFunction<Footprint> bytes) {
        meters.gauge(
                LOCAL_MEMORY_BUDGET_BYTES,
                () -> budget(bytes.applyAsLong(engine.residence().budget())),
                MEMORY,
                kind);
        held(meters, engine, kind, "weights", bytes, Residence::weights);
        held(meters, engine, kind, "texts", bytes, Residence::texts);
    }

    private static void held(
            Meters meters,
            LocalEngine engine,
            String kind,
            String use,
            ToLongFunction<Footprint> bytes,
            Function<Residence, Footprint> part) {
        meters.gauge(
                LOCAL_MEMORY_HELD_BYTES,
                () -> bytes.applyAsLong(part.apply(engine.residence())),
                MEMORY,
                kind,
                "use",
                use);
    }

    private static double budget(long bytes) {
        return bytes >= Footprint.UNBOUNDED.hostBytes() ? Double.POSITIVE_INFINITY : bytes;
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.provider.DeviceGauge.Room;
import dev.edgewise.inference.residency.ModelState;
import dev.edgewise.inference.residency.ModelView;
import dev.edgewise.inference.store.background.BackgroundPulls;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** How busy the node's own models are. */
public final class LocalMeters {
    private LocalMeters() {}

    /** Registers them. */
    public static void register(MeterRegistry registry, LocalEngine engine, BackgroundPulls pulls) {
        var meters = new Meters(registry);
        meters.gauge(LOCAL_READY, () -> engine.ready().size());
        for (ModelState state : List.of(ModelState.PULLED, ModelState.LOADING, ModelState.WARM, ModelState.DRAINING)) {
            meters.gauge(
                    LOCAL_MODELS,
                    () -> engine.residents().stream()
                            .filter(view -> view.state() == state)
                            .count(),
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
        meters.gauge(
                LOCAL_PINNED,
                () -> engine.residents().stream().filter(ModelView::pinned).count());
        meters.gauge(
                LOCAL_IN_USE,
                () -> engine.residents().stream().mapToInt(ModelView::leases).sum());
        meters.gauge(LOCAL_MEMORY_BYTES, () -> engine.residence().footprint().bytes());
        meters.gauge(
                LOCAL_DEVICE_MEMORY_BYTES, () -> engine.residence().footprint().deviceBytes());
        meters.total(LOCAL_PROVIDERS_REFUSED, engine::providersRefused);
        meters.gauge(DEVICE_MEMORY_BYTES, () -> device(engine, Room::totalBytes), "kind", "total");
        meters.gauge(DEVICE_MEMORY_BYTES, () -> device(engine, Room::freeBytes), "kind", "free");
        ResidencyMeters.register(meters, engine);
        meters.total(LOCAL_PULLS, pulls::done);
        meters.total(LOCAL_PULLS_FAILED, pulls::failed);
        meters.gauge(LOCAL_TOKENS_QUEUED, () -> engine.load().tokensQueued());
        meters.gauge(LOCAL_JOBS_QUEUED, () -> engine.load().jobsQueued());
        meters.gauge(LOCAL_TOKENS_RATE, () -> engine.load().tokensPerSecond());
        meters.gauge(LOCAL_TEXTS, () -> engine.writing().callers());
        meters.gauge(LOCAL_TEXT_SLOTS_USED, () -> engine.writing().slotsUsed());
    }

    /** 0 while nothing computes on a device. */
    private static double device(LocalEngine engine, ToLongFunction<Room> part) {
        return engine.device().map(room -> (double) part.applyAsLong(room)).orElse(0.0);
    }
}

package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.LOCAL_VERSION_WORK;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.version.VersionListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts the work of versions. Any thread. */
public final class VersionMeters implements VersionListener {
    private final MeterRegistry registry;

    public VersionMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void answered(ModelId active, ModelId version, Role role, Outcome outcome) {
        Counter.builder(LOCAL_VERSION_WORK.id())
                .description(LOCAL_VERSION_WORK.description())
                .tags(
                        "model",
                        active.value(),
                        "version",
                        version.value(),
                        "role",
                        lower(role),
                        "outcome",
                        lower(outcome))
                .register(registry)
                .increment();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

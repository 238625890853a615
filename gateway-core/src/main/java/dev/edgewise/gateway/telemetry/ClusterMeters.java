package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.routing.pool.Cluster;
import dev.edgewise.routing.pool.EndpointHealth;
import dev.edgewise.routing.pool.FailureKind;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The central clusters' figures; labels come from the configuration alone. Any thread. */
public final class ClusterMeters {
    private record Shown(Cluster cluster, List<Meter> meters) {}

    private final Meters meters;
    private final Map<String, Shown> shown = new HashMap<>();

    /** Shows nothing yet. */
    public ClusterMeters(MeterRegistry registry) {
        this.meters = new Meters(registry);
    }

    /** From now on exactly these are shown; one that stays keeps its figures. */
    public synchronized void follow(Collection<Cluster> clusters) {
        for (Shown old : List.copyOf(shown.values())) {
            if (!clusters.contains(old.cluster)) {
                old.meters.forEach(meters::remove);
                shown.remove(old.cluster.name());
            }
        }
        for (Cluster cluster : clusters) {
            shown.computeIfAbsent(cluster.name(), name -> new Shown(cluster, register(cluster)));
        }
    }

    private List<Meter> register(Cluster cluster) {
        List<Meter> made = new ArrayList<>();
        made.add(
                meters.gauge(UPSTREAM_RETRIES_LEFT, () -> cluster.snapshot().retriesLeft(), "cluster", cluster.name()));
        for (FailureKind kind : FailureKind.values()) {
            made.add(meters.total(
                    UPSTREAM_FAILURES,
                    () -> cluster.failures(kind),
                    "cluster",
                    cluster.name(),
                    "kind",
                    kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
        for (int i = 0; i < cluster.size(); i++) {
            made.addAll(register(cluster, i));
        }
        return made;
    }

    private List<Meter> register(Cluster cluster, int index) {
        String[] tags = {
            "cluster", cluster.name(), "endpoint", cluster.endpoint(index).url().toString()
        };
        return List.of(
                meters.gauge(
                        ENDPOINT_UP, () -> up(cluster.endpointSnapshot(index).health()), tags),
                meters.gauge(
                        ENDPOINT_OUTSTANDING,
                        () -> cluster.endpointSnapshot(index).outstanding(),
                        tags),
                meters.gauge(
                        ENDPOINT_FIRST_BYTE,
                        () -> cluster.endpointSnapshot(index).latencyNanos() / 1e9,
                        tags),
                meters.total(
                        ENDPOINT_ANSWERS, () -> cluster.endpointSnapshot(index).served(), with(tags, "served")),
                meters.total(
                        ENDPOINT_ANSWERS, () -> cluster.endpointSnapshot(index).failed(), with(tags, "failed")));
    }

    private static int up(EndpointHealth health) {
        return switch (health) {
            case UP, UNKNOWN -> 1;
            case EJECTED, DOWN -> 0;
        };
    }

    private static String[] with(String[] tags, String result) {
        return new String[] {tags[0], tags[1], tags[2], tags[3], "result", result};
    }
}

package dev.edgewise.gateway.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** {@code GET /metrics}: what the node counts, as Prometheus or OpenMetrics text. */
public final class MetricsResource {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    private MetricsResource(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    /** Its routes. */
    public static List<Route> routes(PrometheusMeterRegistry registry) {
        return List.of(new Route(
                "GET", "/metrics", Route.Access.OPEN, Route.Place.WORKER, new MetricsResource(registry)::scrape));
    }

    private AdminReply scrape(AdminRequest request) {
        String type = request.accept().contains(OPEN_METRICS) ? OPEN_METRICS_TYPE : PROMETHEUS_TYPE;
        return AdminReply.text(type, registry.scrape(type));
    }
}

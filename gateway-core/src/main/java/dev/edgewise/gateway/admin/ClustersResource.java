package dev.edgewise.gateway.admin;

import dev.edgewise.routing.pool.ClusterSnapshot;
import dev.edgewise.routing.pool.EndpointSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** {@code GET /admin/v1/clusters}: the central endpoints, their health and their load. */
public final class ClustersResource {
    private final Supplier<List<ClusterSnapshot>> clusters;

    private ClustersResource(Supplier<List<ClusterSnapshot>> clusters) {
        this.clusters = clusters;
    }

    /** Its routes. */
    public static List<Route> routes(Supplier<List<ClusterSnapshot>> clusters) {
        return List.of(Route.get("/admin/v1/clusters", new ClustersResource(clusters)::list));
    }

    private AdminReply list(AdminRequest request) {
        return AdminReply.ok(new Doc()
                .objects("clusters", clusters.get().stream().map(ClustersResource::cluster))
                .json());
    }

    private static Doc cluster(ClusterSnapshot cluster) {
        return new Doc()
                .text("name", cluster.name())
                .number("retries_left", cluster.retriesLeft())
                .objects("endpoints", cluster.endpoints().stream().map(ClustersResource::endpoint));
    }

    private static Doc endpoint(EndpointSnapshot endpoint) {
        Doc doc = new Doc()
                .text("url", endpoint.spec().url().toString())
                .text("region", endpoint.spec().region())
                .text("health", endpoint.health().name().toLowerCase(Locale.ROOT))
                .number("outstanding", endpoint.outstanding())
                .number("first_byte_micros", endpoint.latencyNanos() / 1000)
                .number("failures_in_row", endpoint.failuresInRow())
                .number("ejections", endpoint.ejections())
                .number("ejected_for_millis", endpoint.ejectedForNanos() / 1_000_000)
                .flag("cooling", endpoint.cooling())
                .number("served", endpoint.served())
                .number("failed", endpoint.failed());
        return endpoint.lastFailure().isEmpty()
                ? doc
                : doc.text("last_failure", endpoint.lastFailure())
                        .number("last_failure_ago_millis", endpoint.sinceFailureNanos() / 1_000_000);
    }
}

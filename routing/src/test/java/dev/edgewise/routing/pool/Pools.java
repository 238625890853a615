package dev.edgewise.routing.pool;

import dev.edgewise.routing.Residency;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Short ways to the clusters that tests use. */
final class Pools {

    static final long MS = 1_000_000L;

    private Pools() {}

    /** A cluster with one endpoint in each of the regions. */
    static Cluster cluster(VirtualTime time, String... regions) {
        return cluster(time, ClusterSettings.DEFAULT, regions);
    }

    static Cluster cluster(VirtualTime time, ClusterSettings settings, String... regions) {
        List<EndpointSpec> specs = new ArrayList<>();
        for (String region : regions) {
            specs.add(new EndpointSpec(URI.create("http://gpu-" + specs.size()), region));
        }
        return new Cluster("main", specs, settings, time.surroundings());
    }

    /** A permit for one certain endpoint: all others count as tried. */
    static Permit permit(Cluster cluster, int index) {
        Tried others = Tried.NONE;
        for (int i = 0; i < cluster.size(); i++) {
            others = i == index ? others : others.with(i);
        }
        return (Permit) cluster.pick(Residency.ANY, others);
    }

    static void fail(Cluster cluster, int index, int times) {
        for (int i = 0; i < times; i++) {
            permit(cluster, index).dropped(FailureKind.CONNECT);
        }
    }

    static EndpointHealth health(Cluster cluster, int index) {
        return cluster.snapshot().endpoints().get(index).health();
    }
}

package dev.edgewise.gateway.node;

import dev.edgewise.gateway.upstream.ClusterClient;
import dev.edgewise.gateway.upstream.Probed;
import dev.edgewise.routing.pool.EndpointHealth;
import dev.edgewise.routing.pool.ProbeSchedule;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;

/** Probes the endpoints of one cluster from one event loop, and says so when one goes down or comes back. */
final class Prober {
    private static final System.Logger LOG = System.getLogger(Prober.class.getName());

    /** Probes go on this many milliseconds after one that could not be made. */
    private static final long AFTER_BUG_MILLIS = 1_000;

    private final Vertx vertx;
    private final ClusterClient client;
    private final ProbeSchedule schedule;
    private final String path;
    private final long timeoutMillis;
    private final Map<Integer, EndpointHealth> last = new HashMap<>();
    private volatile boolean stopped;

    Prober(Vertx vertx, ClusterClient client, ProbeSchedule schedule, String path, long timeoutMillis) {
        this.vertx = vertx;
        this.client = client;
        this.schedule = schedule;
        this.path = path;
        this.timeoutMillis = timeoutMillis;
    }

    void start() {
        if (stopped) {
            return;
        }
        long waitMillis = AFTER_BUG_MILLIS;
        try {
            for (int due = schedule.claim(); due != ProbeSchedule.NOTHING_DUE; due = schedule.claim()) {
                probe(due);
            }
            waitMillis = Math.max(1, schedule.nanosUntilDue() / 1_000_000);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "a probe of cluster " + client.cluster().name() + " failed", bug);
        }
        vertx.setTimer(waitMillis, tick -> start());
    }

    void stop() {
        stopped = true;
    }

    private void probe(int endpoint) {
        client.probe(endpoint, path, timeoutMillis).onSuccess(probed -> {
            schedule.done(endpoint, probed instanceof Probed.Alive);
            switch (probed) {
                case Probed.Alive alive -> report(endpoint, client.cluster().probed(endpoint, true), "");
                case Probed.Failed(String cause) ->
                    report(endpoint, client.cluster().probeFailed(endpoint, cause), ": " + cause);
            }
        });
    }

    private void report(int endpoint, EndpointHealth health, String cause) {
        EndpointHealth before = last.put(endpoint, health);
        if (health != before && (before != null || health != EndpointHealth.UP)) {
            LOG.log(
                    health == EndpointHealth.UP ? Level.INFO : Level.WARNING,
                    "cluster {0}: endpoint {1} is {2}{3}",
                    client.cluster().name(),
                    client.cluster().endpoint(endpoint).url(),
                    health,
                    cause);
        }
    }
}

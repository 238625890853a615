package dev.edgewise.gateway.node;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.upstream.ClusterClient;
import dev.edgewise.gateway.upstream.ClusterTarget;
import dev.edgewise.routing.pool.ProbeSchedule;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Keeps one prober for each cluster in force. On one event loop of its own choosing. */
final class Probers {
    private record Running(ClusterTarget target, ClusterClient client, Prober prober) {}

    private final Vertx vertx;
    private final NodeClock clock;
    private final Context context;
    private final Map<String, Running> running = new HashMap<>();

    Probers(Vertx vertx, NodeClock clock) {
        this.vertx = vertx;
        this.clock = clock;
        this.context = vertx.getOrCreateContext();
    }

    /** Starts, keeps and stops probers so that exactly these clusters are probed. Any thread. */
    void follow(Map<String, ClusterTarget> targets) {
        context.runOnContext(run -> {
            List<String> gone = new ArrayList<>(running.keySet());
            targets.forEach((name, target) -> {
                Running now = running.get(name);
                if (now != null && now.target.equals(target)) {
                    gone.remove(name);
                } else {
                    gone.remove(name);
                    stop(name);
                    start(name, target);
                }
            });
            gone.forEach(this::stop);
        });
    }

    /** Stops them all; done when no probe begins any more. */
    Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(run -> {
            List.copyOf(running.keySet()).forEach(this::stop);
            closed.complete();
        });
        return closed.future();
    }

    private void start(String name, ClusterTarget target) {
        var client = new ClusterClient(vertx, target);
        var schedule = new ProbeSchedule(
                target.cluster().size(),
                target.probe().settings(),
                clock.nanos(),
                () -> ThreadLocalRandom.current().nextLong());
        var prober = new Prober(
                vertx, client, schedule, target.probe().path(), target.probe().timeoutMillis());
        running.put(name, new Running(target, client, prober));
        prober.start();
    }

    private void stop(String name) {
        Running old = running.remove(name);
        if (old != null) {
            old.prober.stop();
            old.client.close();
        }
    }
}

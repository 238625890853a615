package dev.edgewise.gateway.node;

import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.gateway.answer.CentralAnswers;
import dev.edgewise.gateway.answer.Deadlines;
import dev.edgewise.gateway.answer.SharedAnswers;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.pipeline.RequestPipeline;
import dev.edgewise.gateway.pipeline.Shared;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.upstream.ClusterClient;
import dev.edgewise.gateway.upstream.ClusterTarget;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What belongs to one event loop: its pipeline, and its own connections to the clusters. */
final class LoopParts {
    private record Connected(ClusterTarget target, ClusterClient client) {}

    private final Vertx vertx;
    private final Supplier<Map<String, ClusterTarget>> targets;
    private final Map<String, Connected> clients = new HashMap<>();
    private final RequestPipeline pipeline;

    LoopParts(
            Vertx vertx,
            Shared shared,
            Supplier<Lookup> lookup,
            ReplyCheck check,
            NodeClock clock,
            BooleanSupplier over) {
        this.vertx = vertx;
        this.targets = () -> shared.rules().get().clusters();
        var deadlines = new Deadlines(vertx, clock, over);
        var central = new CentralAnswers(this::client, deadlines, check, clock);
        this.pipeline = new RequestPipeline(shared, lookup.get(), central, new SharedAnswers(deadlines));
    }

    RequestPipeline pipeline() {
        return pipeline;
    }

    /**
     * This loop's connections to a cluster, made at the first use and made anew when a reload changed the cluster. Called
     * from the loop's virtual threads, which run one at a time; heavy ones run elsewhere, hence the lock.
     */
    private synchronized ClusterClient client(String name) {
        ClusterTarget target = Objects.requireNonNull(targets.get().get(name), "the router names known clusters only");
        Connected connected = clients.get(name);
        if (connected != null && connected.target.equals(target)) {
            return connected.client;
        }
        if (connected != null) {
            connected.client.close();
        }
        var client = new ClusterClient(vertx, target);
        clients.put(name, new Connected(target, client));
        return client;
    }
}

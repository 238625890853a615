package dev.edgewise.gateway.node;

import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.gateway.answer.CentralAnswers;
import dev.edgewise.gateway.answer.Deadlines;
import dev.edgewise.gateway.answer.Replays;
import dev.edgewise.gateway.answer.SharedAnswers;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.pipeline.RequestPipeline;
import dev.edgewise.gateway.pipeline.Shared;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.upstream.ClusterClient;
import dev.edgewise.gateway.upstream.ClusterTarget;
import io.vertx.core.Vertx;
import java.util.IdentityHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What belongs to one event loop: its pipeline, and its own connections to the clusters. */
final class LoopParts {
    private final Vertx vertx;
    private final Supplier<Rules> rules;
    /** By the very object: a reload keeps that of a cluster it does not change. */
    private final IdentityHashMap<ClusterTarget, ClusterClient> clients = new IdentityHashMap<>();

    private final RequestPipeline pipeline;

    LoopParts(
            Vertx vertx,
            Shared shared,
            Supplier<Lookup> lookup,
            ReplyCheck check,
            NodeClock clock,
            BooleanSupplier over) {
        this.vertx = vertx;
        this.rules = shared.rules();
        var deadlines = new Deadlines(vertx, clock, over);
        var central = new CentralAnswers(this::client, deadlines, check, clock);
        this.pipeline = new RequestPipeline(
                shared,
                lookup.get(),
                central,
                new SharedAnswers(deadlines, check),
                new Replays(vertx, clock, shared.admission()::isDraining));
    }

    RequestPipeline pipeline() {
        return pipeline;
    }

    /**
     * This loop's connections to a cluster, made at the first use. Called from the loop's virtual threads, which run one
     * at a time; heavy ones run elsewhere, hence the lock.
     */
    private synchronized ClusterClient client(ClusterTarget target) {
        ClusterClient known = clients.get(target);
        if (known != null) {
            return known;
        }
        retire();
        var client = new ClusterClient(vertx, target);
        clients.put(target, client);
        return client;
    }

    /** Lets go of clusters that a reload changed or took away; requests that use them may run until their deadline. */
    private void retire() {
        Rules now = rules.get();
        long millis = Math.max(1, now.deadlineNanos() / 1_000_000);
        clients.entrySet().removeIf(entry -> {
            if (now.clusters().containsValue(entry.getKey())) {
                return false;
            }
            ClusterClient old = entry.getValue();
            vertx.setTimer(millis, due -> old.close());
            return true;
        });
    }
}

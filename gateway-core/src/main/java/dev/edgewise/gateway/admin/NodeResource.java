package dev.edgewise.gateway.admin;

import java.time.Instant;
import java.util.List;

/** {@code GET /admin/v1/node}: who this node is. */
public final class NodeResource {
    private final NodeFacts facts;
    private final Readiness readiness;

    private NodeResource(NodeFacts facts, Readiness readiness) {
        this.facts = facts;
        this.readiness = readiness;
    }

    /** Its routes. */
    public static List<Route> routes(NodeFacts facts, Readiness readiness) {
        return List.of(Route.get("/admin/v1/node", new NodeResource(facts, readiness)::show));
    }

    private AdminReply show(AdminRequest request) {
        long upMillis = facts.nowEpochMillis().getAsLong() - facts.startedEpochMillis();
        return AdminReply.ok(new Doc()
                .text("id", facts.id())
                .text("region", facts.region())
                .text("version", facts.version())
                .text("status", readiness.report().state().wire())
                .text(
                        "started",
                        Instant.ofEpochMilli(facts.startedEpochMillis()).toString())
                .number("uptime_seconds", Math.max(0, upMillis / 1000))
                .number("event_loops", facts.eventLoops())
                .objects(
                        "listeners",
                        facts.listeners().stream()
                                .map(listener -> new Doc()
                                        .text("name", listener.name())
                                        .text("host", listener.host())
                                        .number("port", listener.port().getAsInt())))
                .json());
    }
}

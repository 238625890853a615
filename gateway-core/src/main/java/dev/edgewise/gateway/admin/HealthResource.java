package dev.edgewise.gateway.admin;

import java.util.List;

/** {@code GET /health/live} and {@code /health/ready}, for load balancers and orchestrators. */
public final class HealthResource {
    private final Readiness readiness;

    private HealthResource(Readiness readiness) {
        this.readiness = readiness;
    }

    /** Its routes. */
    public static List<Route> routes(Readiness readiness) {
        var health = new HealthResource(readiness);
        return List.of(
                new Route("GET", "/health/live", Route.Access.OPEN, Route.Place.LOOP, health::live),
                new Route("GET", "/health/ready", Route.Access.OPEN, Route.Place.LOOP, health::ready));
    }

    private AdminReply live(AdminRequest request) {
        return AdminReply.ok(new Doc().text("status", "live").json());
    }

    private AdminReply ready(AdminRequest request) {
        Readiness.Report report = readiness.report();
        boolean ready = report.state() == Readiness.State.READY;
        var models = new Doc();
        report.models().forEach((name, state) -> models.object(name, state(state)));
        var body = new Doc().text("status", report.state().wire()).object("models", models);
        return ready
                ? AdminReply.ok(body.json())
                : AdminReply.json(503, body.json()).with("retry-after", "1");
    }

    /** A local model's state as every resource shows it. */
    static Doc state(LocalState state) {
        return switch (state) {
            case LocalState.Ready ready -> new Doc().text("state", "ready");
            case LocalState.Loading loading -> new Doc().text("state", "loading");
            case LocalState.Resting resting -> new Doc().text("state", "resting");
            case LocalState.Pulling(long bytes, long total, long rate) ->
                new Doc()
                        .text("state", "pulling")
                        .number("bytes", bytes)
                        .number("bytes_total", total)
                        .number("bytes_per_second", rate);
            case LocalState.NotPulled(String reason, int tries, long again) ->
                new Doc()
                        .text("state", "absent")
                        .text("reason", reason)
                        .number("tries", tries)
                        .number("next_try_seconds", again);
            case LocalState.Failed(String reason) ->
                new Doc().text("state", "failed").text("reason", reason);
        };
    }
}

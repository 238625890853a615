package dev.edgewise.gateway.admin;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Priority;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** {@code POST /admin/v1/models/{name}/promote} and {@code rollback}, and {@code GET …/versions}. */
public final class VersionsResource {
    /** Shorter than the plane's own limit for an answer. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);

    private final VersionControl control;
    private final LongSupplier nanoTime;
    private final Audit audit;

    private VersionsResource(VersionControl control, LongSupplier nanoTime, Audit audit) {
        this.control = control;
        this.nanoTime = nanoTime;
        this.audit = audit;
    }

    /**
     * Its routes.
     *
     * @param nanoTime the clock of deadlines, in nanoseconds
     */
    public static List<Route> routes(VersionControl control, LongSupplier nanoTime, Audit audit) {
        var versions = new VersionsResource(control, nanoTime, audit);
        return List.of(
                Route.get("/admin/v1/models/{name}/versions", versions::shown),
                Route.post("/admin/v1/models/{name}/promote", versions::promote),
                Route.post("/admin/v1/models/{name}/rollback", versions::rollBack));
    }

    private AdminReply shown(AdminRequest request) {
        return control.versions(name(request))
                .map(versions -> {
                    var doc = new Doc().text("name", name(request)).text("active", versions.active());
                    versions.canary()
                            .ifPresent(canary ->
                                    doc.text("canary", canary).number("share_percent", versions.sharePercent()));
                    versions.shadow().ifPresent(shadow -> doc.text("shadow", shadow));
                    versions.decision().ifPresent(decision -> doc.text("decision", decision));
                    return AdminReply.ok(doc.json());
                })
                .orElseGet(VersionsResource::unknown);
    }

    private AdminReply promote(AdminRequest request) {
        boolean force = JsonBody.of(request, Set.of("force")).flag("force");
        if (control.versions(name(request)).isEmpty()) {
            return unknown();
        }
        try {
            Call call = Call.until(Deadline.after(WAIT_MAX, nanoTime.getAsLong()), Priority.BACKGROUND);
            return reply(request, "models.promote", control.promote(name(request), force, call));
        } catch (EngineException e) {
            return AdminReply.problem(
                    503, "The versions cannot be compared now", e.fault().message());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return AdminReply.problem(503, "The node is shutting down", "Ask again when it runs.");
        }
    }

    private AdminReply rollBack(AdminRequest request) {
        JsonBody.of(request, Set.of());
        return control.versions(name(request)).isEmpty()
                ? unknown()
                : reply(request, "models.rollback", control.rollBack(name(request)));
    }

    private AdminReply reply(AdminRequest request, String act, VersionControl.Done done) {
        return switch (done) {
            case VersionControl.Done.Ok(String sentence) -> {
                audit.record(request.caller(), act, name(request), "done");
                yield AdminReply.ok(new Doc()
                        .text("name", name(request))
                        .text("done", sentence)
                        .json());
            }
            case VersionControl.Done.Refused(String why) -> {
                audit.record(request.caller(), act, name(request), "not done");
                yield AdminReply.problem(409, "The version stays", why);
            }
        };
    }

    private static String name(AdminRequest request) {
        return request.variables().getOrDefault("name", "");
    }

    private static AdminReply unknown() {
        return AdminReply.problem(
                404,
                "No such local model",
                "No configured model of that name runs on this node; GET /admin/v1/models lists those that do.");
    }
}

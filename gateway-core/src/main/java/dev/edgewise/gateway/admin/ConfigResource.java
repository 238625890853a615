package dev.edgewise.gateway.admin;

import dev.edgewise.gateway.config.Reloaded;
import dev.edgewise.gateway.config.setting.Effective;
import dev.edgewise.gateway.config.source.Problem;
import java.util.List;
import java.util.Locale;

/** {@code GET /admin/v1/config} and {@code POST /admin/v1/config/reload}. */
public final class ConfigResource {
    private final ConfigControl config;
    private final Audit audit;

    private ConfigResource(ConfigControl config, Audit audit) {
        this.config = config;
        this.audit = audit;
    }

    /** Its routes. */
    public static List<Route> routes(ConfigControl config, Audit audit) {
        var resource = new ConfigResource(config, audit);
        return List.of(
                Route.get("/admin/v1/config", resource::show), Route.post("/admin/v1/config/reload", resource::reload));
    }

    private AdminReply show(AdminRequest request) {
        return AdminReply.ok(new Doc()
                .objects("settings", config.effective().stream().map(ConfigResource::setting))
                .json());
    }

    private AdminReply reload(AdminRequest request) {
        Reloaded reloaded = config.reload();
        return switch (reloaded) {
            case Reloaded.Applied applied -> {
                audit.record(request.caller(), "config.reload", "configuration", "applied");
                yield AdminReply.ok(new Doc()
                        .text("result", "applied")
                        .texts("after_restart_only", applied.needRestart())
                        .json());
            }
            case Reloaded.Unchanged unchanged -> {
                audit.record(request.caller(), "config.reload", "configuration", "unchanged");
                yield AdminReply.ok(new Doc().text("result", "unchanged").json());
            }
            case Reloaded.Refused refused -> {
                audit.record(
                        request.caller(),
                        "config.reload",
                        "configuration",
                        "refused, " + refused.problems().size() + " problem(s)");
                yield AdminReply.problem(
                        422,
                        new Doc()
                                .text("title", "Configuration refused")
                                .text(
                                        "detail",
                                        "The last good one stays in force. Mend what 'problems' lists, and"
                                                + " reload again; './edgewise validate' checks the file offline.")
                                .objects("problems", refused.problems().stream().map(ConfigResource::problem)));
            }
        };
    }

    private static Doc setting(Effective value) {
        return new Doc()
                .text("path", value.path())
                .text("value", value.shown())
                .text("source", value.origin().show())
                .flag("after_restart_only", value.restart());
    }

    private static Doc problem(Problem problem) {
        return new Doc()
                .text("file", problem.at().file())
                .number("line", problem.at().line())
                .number("column", problem.at().column())
                .text("setting", problem.path())
                .text("severity", problem.severity().name().toLowerCase(Locale.ROOT))
                .text("message", problem.message());
    }
}

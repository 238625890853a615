package dev.edgewise.gateway.admin;

import dev.edgewise.gateway.config.KeepAliveTime;
import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.residency.ModelControl;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code POST /admin/v1/models/{name}/load}, {@code unload}, {@code pin} and {@code unpin}: models in and out of memory. */
public final class ResidencyResource {
    /** How long an action is waited for; it goes on afterwards. Shorter than the plane's own limit for an answer. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);

    private static final String KEEP_ALIVE = "keep_alive";

    /** Takes an operator's own time back. */
    private static final String CONFIGURED = "configured";

    private final Supplier<List<ModelAlias>> aliases;
    private final ModelControl control;
    private final LongSupplier nanoTime;
    private final Audit audit;

    private ResidencyResource(
            Supplier<List<ModelAlias>> aliases, ModelControl control, LongSupplier nanoTime, Audit audit) {
        this.aliases = aliases;
        this.control = control;
        this.nanoTime = nanoTime;
        this.audit = audit;
    }

    /**
     * Its routes.
     *
     * @param aliases those in force
     * @param nanoTime the clock of deadlines, in nanoseconds
     */
    public static List<Route> routes(
            Supplier<List<ModelAlias>> aliases, ModelControl control, LongSupplier nanoTime, Audit audit) {
        var resource = new ResidencyResource(aliases, control, nanoTime, audit);
        return List.of(
                Route.post("/admin/v1/models/{name}/load", resource::load),
                resource.route("unload", control::unload),
                resource.route("pin", (model, call) -> control.pin(model, true)),
                resource.route("unpin", (model, call) -> control.pin(model, false)));
    }

    private interface Action {
        void on(ModelId model, Call call) throws EngineException, InterruptedException;
    }

    private Route route(String name, Action action) {
        return Route.post("/admin/v1/models/{name}/" + name, request -> {
            JsonBody.of(request, Set.of());
            return act(request, name, action);
        });
    }

    private AdminReply load(AdminRequest request) {
        String said = JsonBody.of(request, Set.of(KEEP_ALIVE)).text(KEEP_ALIVE);
        if (said == null) {
            return act(request, "load", control::load);
        }
        Optional<KeepAlive> time = switch (KeepAliveTime.parse(said)) {
            case Parsed.Ok<KeepAlive>(KeepAlive keep) -> Optional.of(keep);
            case Parsed.Bad<KeepAlive> bad -> {
                if (!said.equals(CONFIGURED)) {
                    throw new BadRequestException("'" + KEEP_ALIVE + "' must be " + bad.expected() + ", or '"
                            + CONFIGURED + "' for what the configuration says.");
                }
                yield Optional.empty();
            }
        };
        return act(
                request,
                "load",
                ", " + KEEP_ALIVE + " " + time.map(KeepAliveTime::show).orElse(CONFIGURED),
                (model, call) -> load(model, time, call));
    }

    /** The time is in force while it loads, or a model that leaves at once would be gone; not where it cannot be loaded. */
    private void load(ModelId model, Optional<KeepAlive> time, Call call) throws EngineException, InterruptedException {
        Optional<KeepAlive> before = control.keep(model, time);
        try {
            control.load(model, call);
        } catch (EngineException e) {
            // Late is not failed: it is still loading.
            if (e.fault().kind() != Fault.Kind.DEADLINE) {
                control.keep(model, before);
            }
            throw e;
        }
    }

    private AdminReply act(AdminRequest request, String name, Action action) {
        return act(request, name, "", action);
    }

    /** @param detail what was asked for beside, for the audit */
    private AdminReply act(AdminRequest request, String name, String detail, Action action) {
        String asked = request.variables().getOrDefault("name", "");
        Optional<ModelId> model = local(asked);
        if (model.isEmpty()) {
            return AdminReply.problem(
                    404,
                    "No such local model",
                    "No configured model of that name runs on this node; GET /admin/v1/models lists those that do.");
        }
        AdminReply reply = reply(model.get(), asked, action);
        audit.record(
                request.caller(),
                "models." + name,
                model.get().value(),
                (reply.status() < 300 ? "done" : "not done") + detail);
        return reply;
    }

    private AdminReply reply(ModelId model, String asked, Action action) {
        try {
            action.on(model, Call.until(Deadline.after(WAIT_MAX, nanoTime.getAsLong())));
            return shown(200, model, asked);
        } catch (EngineException e) {
            Fault fault = e.fault();
            return switch (fault.kind()) {
                case DEADLINE -> shown(202, model, asked);
                case MODEL_UNKNOWN -> AdminReply.problem(404, "No such local model", fault.message());
                case MODEL_UNAVAILABLE, BUSY, CLOSED, CANCELLED ->
                    AdminReply.problem(503, "The model cannot be moved now", fault.message());
                case MODEL_REFUSED -> AdminReply.problem(409, "The model's files are refused", fault.message());
                case MODEL_TOO_LARGE -> AdminReply.problem(409, "The model does not fit", fault.message());
                case INPUT_INVALID, INPUT_TOO_LONG, UNSUPPORTED, INTERNAL ->
                    AdminReply.problem(500, "The model was not moved", fault.message());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return AdminReply.problem(503, "The node is shutting down", "Ask again when it runs.");
        }
    }

    /** How the model stands now; with 202 what was asked for is still under way. */
    private AdminReply shown(int status, ModelId model, String asked) {
        var doc = new Doc().text("name", asked).text("model", model.value());
        control.states().stream()
                .filter(standing -> standing.id().equals(model))
                .findFirst()
                .ifPresent(standing -> doc.text("state", standing.state().name().toLowerCase(Locale.ROOT))
                        .flag("pinned", standing.pinned()));
        return AdminReply.json(status, doc.json());
    }

    private Optional<ModelId> local(String name) {
        return aliases.get().stream()
                .filter(alias -> alias.name().equals(name))
                .map(ModelAlias::local)
                .flatMap(Stream::ofNullable)
                .map(LocalModel::id)
                .findFirst();
    }
}

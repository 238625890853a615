package dev.edgewise.gateway.cli;

import dev.edgewise.cache.request.Malformed;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.identity.Identity;
import dev.edgewise.gateway.node.Explainer;
import dev.edgewise.gateway.node.Explanation;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Identified;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.TraceContext;
import dev.edgewise.routing.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code explain}: the whole decision for one request. */
@Command(
        name = "explain",
        description =
                "Shows what a node would decide for a request, without serving it: who asks, which rules fire, where"
                        + " the answer is kept, who answers, and why. It takes the cache as empty, local models as loaded and"
                        + " central endpoints as up. Exit code 1 when the request would be refused.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private static final int BODY_BYTES_MAX = 1_000_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final Configs configs = new Configs();

    @Mixin
    private final Output output = new Output();

    @Option(names = "--request", paramLabel = "F.json", required = true, description = "The request's body.")
    @SuppressWarnings("NullAway.Init")
    private Path request;

    @Option(
            names = "--path",
            description =
                    "Where it is sent to; else /v1/embeddings for a body with \"input\", /v1/completions for one with"
                            + " \"prompt\", and /v1/chat/completions.")
    private @Nullable String path;

    @Option(names = "--tenant", description = "Who sends it; else, whoever holds the key in its headers.")
    private @Nullable String tenant;

    @Option(names = "--region", paramLabel = "COUNTRY", description = "Where the caller is, such as KR.")
    private @Nullable String region;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME: VALUE",
            description = "A header of the request; repeatable.")
    private List<String> headers = List.of();

    @Override
    public Integer call() throws IOException {
        Explainer explainer = new Explainer(configs.require().config());
        byte[] body = body();
        Arrival arrival = arrival(path == null ? byShape(body) : path);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("path", arrival.path());
        boolean served = tell(explainer, arrival, body, told);
        StringBuilder text = new StringBuilder();
        told.forEach((name, value) -> text.append(name)
                .repeat(' ', Math.max(1, 14 - name.length()))
                .append(value)
                .append('\n'));
        output.print(told, text.toString());
        return served ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean tell(Explainer explainer, Arrival arrival, byte[] body, Map<String, Object> told) {
        Identified identified;
        if (tenant != null) {
            String named = tenant;
            identified = new Identified(
                    arrival,
                    explainer
                            .tenant(named)
                            .orElseThrow(() -> new Failure("the configuration has no tenant '" + named + "'")));
        } else {
            switch (explainer.identify(arrival)) {
                case Identity.Outcome.Known known -> identified = known.identified();
                case Identity.Outcome.Unknown unknown -> {
                    told.put("hint", "name who sends it with --tenant, or its key with -H 'Authorization: Bearer KEY'");
                    return refused(unknown.refusal(), told);
                }
            }
        }
        String country = region == null ? explainer.country(arrival) : region.toUpperCase(Locale.ROOT);
        told.put("tenant", identified.tenant().id());
        told.put("country", country);
        return switch (explainer.explain(identified, country, body)) {
            case Explanation.Denied denied -> {
                told.put("rules", denied.rules());
                yield refused(denied.refusal(), told);
            }
            case Explanation.Preset preset -> {
                told.put("rules", preset.rules());
                told.put("outcome", "policy");
                told.put("answer", preset.text());
                yield true;
            }
            case Explanation.Refused wrong -> refused(wrong.refusal(), told);
            case Explanation.Routed routed -> routed(routed, told);
        };
    }

    private static boolean refused(Refusal refusal, Map<String, Object> told) {
        told.put("outcome", "refused");
        told.put("status", refusal.status());
        told.put("code", refusal.code());
        told.put("message", refusal.message());
        return false;
    }

    private static boolean routed(Explanation.Routed routed, Map<String, Object> told) {
        Keyed keyed = routed.keyed();
        var effects = keyed.governed().effects();
        told.put("rules", effects.rules().isEmpty() ? "none fired" : effects.rules());
        told.put("residency", effects.residency().toString());
        told.put("model", keyed.alias().name());
        Keyed.Keys keys = keyed.keys();
        told.put(
                "cache",
                keys == null ? "not reused: " + routed.notReused() : keys.mayStore() ? "exact" : "exact, read only");
        if (keys != null) {
            told.put("scope", routed.scope());
            told.put("key", keys.canonical().hex());
            Keyed.Batch batch = keys.batch();
            if (batch != null) {
                told.put("items", batch.keys().size() + ", each kept by itself");
            }
            told.put("compared", routed.compared());
        }
        Decision decision = routed.decision();
        boolean served = switch (decision) {
            case Decision.Local local -> {
                told.put("outcome", "local");
                told.put("answered by", local.model().value());
                yield true;
            }
            case Decision.Forward forward -> {
                told.put("outcome", "central");
                told.put("answered by", forward.cluster() + ": " + forward.upstreamModel());
                yield true;
            }
            case Decision.Unavailable unavailable -> {
                told.put("outcome", "unavailable");
                told.put("message", unavailable.message());
                yield false;
            }
        };
        told.put("why", decision.why().wire());
        told.put("meaning", decision.why().meaning());
        return served;
    }

    /** The API whose requests have this form. */
    private static String byShape(byte[] body) {
        return switch (new RequestScan(BODY_BYTES_MAX).scan(body)) {
            case Malformed malformed -> Api.CHAT.path();
            case Scanned scanned ->
                scanned.find("input") != null
                        ? Api.EMBEDDINGS.path()
                        : scanned.find("prompt") != null ? Api.COMPLETIONS.path() : Api.CHAT.path();
        };
    }

    private Arrival arrival(String path) {
        Api api = Api.at(path);
        if (api == Api.NONE || api == Api.MODELS || api == Api.TENSORS) {
            throw wrong("--path is one of /v1/chat/completions, /v1/completions, /v1/embeddings");
        }
        return new Arrival(
                api,
                "POST",
                path,
                "",
                GivenHeaders.parse(headers, this::wrong),
                "127.0.0.1",
                "explain",
                TraceContext.continuing(null, RandomGenerator.getDefault()),
                NodeClock.system().nowNanos() + java.time.Duration.ofMinutes(2).toNanos());
    }

    private byte[] body() throws IOException {
        if (!Files.isReadable(request) || Files.size(request) > BODY_BYTES_MAX) {
            throw wrong("--request names no readable file of at most 1 GB: " + request);
        }
        return Files.readAllBytes(request);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

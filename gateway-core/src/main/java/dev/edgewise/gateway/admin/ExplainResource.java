package dev.edgewise.gateway.admin;

import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonWriter;
import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.Match;
import dev.edgewise.cache.semantic.tier.Odds;
import dev.edgewise.cache.semantic.tier.Standing;
import dev.edgewise.gateway.admin.ExplainControl.Told;
import dev.edgewise.gateway.semantic.MeaningReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /admin/v1/cache/explain}: what the cache makes of a request; texts of stored questions are never shown. */
public final class ExplainResource {
    private static final Set<String> MEMBERS = Set.of("path", "tenant", "region", "headers", "request");

    private final ExplainControl control;

    private ExplainResource(ExplainControl control) {
        this.control = control;
    }

    /** Its routes. */
    public static List<Route> routes(ExplainControl control) {
        return List.of(Route.post("/admin/v1/cache/explain", new ExplainResource(control)::explain));
    }

    private AdminReply explain(AdminRequest request) {
        JsonBody body = JsonBody.of(request, MEMBERS);
        Json.Obj asked = body.object("request");
        if (asked == null) {
            throw new BadRequestException("Put the request's body into \"request\".");
        }
        String path = body.text("path");
        try {
            Told told = control.explain(new ExplainControl.Asked(
                    path == null ? "/v1/chat/completions" : path,
                    body.text("tenant"),
                    body.text("region"),
                    headers(body),
                    JsonWriter.bytes(asked)));
            return AdminReply.ok(
                    switch (told) {
                        case Told.Wrong(String sentence) -> throw new BadRequestException(sentence);
                        case Told.Before(String outcome, String why) ->
                            new Doc().text("outcome", outcome).text("why", why).json();
                        case Told.Looked looked -> looked(looked).json();
                    });
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BadRequestException("The node is being stopped.");
        }
    }

    private static Map<String, String> headers(JsonBody body) {
        Json.Obj given = body.object("headers");
        Map<String, String> headers = new HashMap<>();
        if (given != null) {
            given.members().forEach((name, value) -> {
                if (!(value instanceof Json.Text(String text))) {
                    throw new BadRequestException("'headers' must hold texts.");
                }
                headers.put(name, text);
            });
        }
        return headers;
    }

    private static Doc looked(Told.Looked looked) {
        MeaningReport meaning = looked.meaning();
        Doc doc = new Doc().text("outcome", outcome(looked)).text("model", looked.model());
        some(doc, "key", looked.key());
        some(doc, "not_reused", looked.notReused());
        some(doc, "items", looked.items());
        some(doc, "not_compared", meaning.notCompared());
        some(doc, "detail", meaning.detail());
        doc.text("verifier", meaning.verifier());
        if (meaning.partition() != null) {
            doc.object(
                    "partition",
                    new Doc()
                            .text("tenant", meaning.partition().tenant())
                            .text("frame", meaning.partition().frame().hex())
                            .text("language", meaning.partition().language())
                            .text("embedder", meaning.partition().embedder()));
        }
        doc.objects("pinned", meaning.pinned().stream().map(ExplainResource::pinned));
        Found.Explained stored = meaning.stored();
        if (stored != null) {
            doc.objects("compared", stored.compared().stream().map(ExplainResource::match));
        }
        return doc;
    }

    private static String outcome(Told.Looked looked) {
        MeaningReport meaning = looked.meaning();
        if (!meaning.pinnedServed().isEmpty()) {
            return "pinned";
        }
        if (looked.stored()) {
            return "cache-exact";
        }
        Found.Explained stored = meaning.stored();
        if (stored == null) {
            return "fetched";
        }
        return switch (stored.found()) {
            case Found.Served _ -> "cache-semantic";
            case Found.Near _, Found.Nothing _ -> "fetched";
        };
    }

    private static Doc pinned(MeaningReport.OfPinned one) {
        Standing.Judged judged = one.judged();
        Doc doc = new Doc().text("id", one.id()).ratio("similarity", judged.similarity());
        OptionalDouble min = judged.standing().similarityMin();
        if (min.isPresent()) {
            doc.ratio("min_similarity", min.getAsDouble());
        } else {
            scored(doc, judged.score(), judged.threshold());
        }
        guard(doc, judged.refusedBy());
        return doc.text(
                "verdict", judged.why() == null ? "served" : judged.why().wire());
    }

    private static Doc match(Match match) {
        Doc doc = new Doc().text("key", match.entry().hex()).ratio("similarity", match.similarity());
        scored(doc, match.score(), match.threshold());
        guard(doc, match.refusedBy());
        return doc;
    }

    private static void scored(Doc doc, double score, double threshold) {
        if (!Double.isNaN(score)) {
            doc.ratio("score", Odds.chance(score));
        }
        if (Double.isFinite(threshold)) {
            doc.ratio("threshold", Odds.chance(threshold));
        } else {
            doc.text("threshold", "cannot promise");
        }
    }

    private static void guard(Doc doc, @Nullable GuardRule rule) {
        doc.text("guard", rule == null ? "passed" : rule.wire());
    }

    private static void some(Doc doc, String name, String value) {
        if (!value.isEmpty()) {
            doc.text(name, value);
        }
    }
}

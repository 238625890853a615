package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.directive.DirectiveParser;
import dev.edgewise.cache.directive.Directives;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.Malformed;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.answer.Tee;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.rules.TenantView;
import dev.edgewise.routing.Prefer;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.UnknownModel;
import org.jspecify.annotations.Nullable;

/**
 * Phases 5 and 9: what the cache knows of a request, and what it learns from its answer.
 *
 * <p>Threads: one instance per event loop; {@link #read} and {@link #store} run on the request's virtual thread.
 */
public final class Lookup {
    private final RequestScan scan;
    private final NodeClock clock;

    public Lookup(RequestScan scan, NodeClock clock) {
        this.scan = scan;
        this.clock = clock;
    }

    /** What the unread body gives. */
    public sealed interface Raw {
        record Refused(Refusal refusal) implements Raw {}

        record Unread(CacheDirectives directives, @Nullable CacheKey rawKey) implements Raw {}
    }

    /** What the body, once read, gives. */
    public sealed interface Read {
        record Refused(Refusal refusal) implements Read {}

        record Miss(Keyed keyed, Tee tee) implements Read, AutoCloseable {
            @Override
            public void close() {}
        }
    }

    public Raw raw(Rules rules, Governed governed) {
        return switch (DirectiveParser.parse(governed.arrival().headers()::all)) {
            case Directives.BadHeader bad ->
                new Raw.Refused(Refusal.invalid("invalid_header", bad.header(), bad.message()));
            case Directives.Parsed parsed -> new Raw.Unread(parsed.directives(), null);
        };
    }

    public Read read(Rules rules, Governed governed, Raw.Unread unread) {
        return switch (scan.scan(governed.body())) {
            case Malformed malformed ->
                new Read.Refused(Refusal.invalid("invalid_json", malformed.param(), malformed.message()));
            case Scanned scanned -> keyed(rules, governed, unread, scanned);
        };
    }

    public void store(Rules rules, Read.Miss miss, RequestRecord record, Answered answered) {}

    private Read keyed(Rules rules, Governed governed, Raw.Unread unread, Scanned scanned) {
        TenantView view = rules.view(governed.tenant());
        String asked;
        switch (scanned.model()) {
            case FieldValue.Present<String>(String name) -> asked = name;
            case FieldValue.Absent<String> absent -> {
                return new Read.Refused(Refusal.invalid(
                        "missing_model",
                        "model",
                        "The body has no \"model\". Models you may ask for: "
                                + String.join(", ", view.models().names()) + "."));
            }
            case FieldValue.WrongType<String> wrong -> {
                return new Read.Refused(Refusal.invalid("invalid_type", wrong.field(), wrong.message()));
            }
        }
        boolean stream;
        switch (scanned.stream()) {
            case FieldValue.Present<Boolean>(Boolean wanted) -> stream = wanted;
            case FieldValue.Absent<Boolean> absent -> stream = false;
            case FieldValue.WrongType<Boolean> wrong -> {
                return new Read.Refused(Refusal.invalid("invalid_type", wrong.field(), wrong.message()));
            }
        }
        return switch (view.models().find(asked)) {
            case UnknownModel unknown ->
                new Read.Refused(new Refusal(
                        404, "invalid_request_error", "model_not_found", "model", unknown.message(), false, -1));
            case ModelAlias alias ->
                switch (WishParser.parse(
                        governed.arrival(),
                        rules.prefers().getOrDefault(alias.name(), Prefer.UNSET),
                        clock.nowNanos())) {
                    case WishParser.Parsed.Wrong wrong -> new Read.Refused(wrong.refusal());
                    case WishParser.Parsed.Read read ->
                        new Read.Miss(
                                new Keyed(
                                        governed,
                                        scanned,
                                        alias,
                                        read.wish(),
                                        unread.directives(),
                                        null,
                                        false,
                                        stream),
                                Tee.NONE);
                };
        };
    }
}

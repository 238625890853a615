package dev.edgewise.gateway.reply;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Rendered;
import dev.edgewise.cache.answer.Usage;
import dev.edgewise.cache.request.Malformed;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.gateway.api.EdgeHeaders;
import dev.edgewise.gateway.api.ModelsJson;
import dev.edgewise.gateway.api.PresetJson;
import dev.edgewise.gateway.config.PriceConfig;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.policy.Governance;
import dev.edgewise.gateway.request.Allowance;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.Reply;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.request.ServedBy;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.rules.TenantView;
import dev.edgewise.gateway.upstream.ForwardHeaders;
import dev.edgewise.gateway.upstream.UpstreamHead;
import dev.edgewise.routing.Why;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.UnknownModel;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Makes every kind of reply. Immutable. */
public final class Replies {
    private static final byte[] NO_BODY = {};

    private final ReplyHeads heads;
    private final RequestScan scan;
    private final NodeClock clock;
    private final BooleanSupplier unsynced;

    /** @param unsynced whether purges of other nodes may have been missed */
    public Replies(ReplyHeads heads, RequestScan scan, NodeClock clock, BooleanSupplier unsynced) {
        this.unsynced = unsynced;
        this.heads = heads;
        this.scan = scan;
        this.clock = clock;
    }

    public Reply refuse(Exchange exchange, @Nullable Allowance allowance, Refusal refusal) {
        return heads.refuse(exchange, allowance, refusal);
    }

    /** What methods a path takes. */
    public Reply options(Exchange exchange) {
        return new Reply(204, heads.methods(exchange, heads.begin(exchange, null)), NO_BODY);
    }

    public Reply denied(Exchange exchange, @Nullable Allowance allowance, Governance.Outcome.Denied denied) {
        byPolicy(exchange, denied.rules());
        return heads.refuse(exchange, allowance, denied.refusal());
    }

    /** The operator's own answer, in the form the caller asked for. */
    public Reply preset(
            Exchange exchange, @Nullable Allowance allowance, byte[] body, Governance.Outcome.Preset preset) {
        return switch (scan.scan(body)) {
            case Malformed malformed ->
                refuse(exchange, allowance, Refusal.invalid("invalid_json", malformed.param(), malformed.message()));
            case Scanned scanned -> {
                byPolicy(exchange, preset.rules());
                Form form = Form.of(
                        scanned.stream().or(false), scanned.includeUsage().or(false));
                yield written(exchange, allowance, scanned, form, preset.text());
            }
        };
    }

    /** The answer that the operator wrote for this question. */
    public Reply pinned(Exchange exchange, @Nullable Allowance allowance, Lookup.Read.Pinned pinned) {
        RequestRecord record = exchange.record();
        Keyed keyed = pinned.keyed();
        String id = pinned.answer().id();
        record.servedBy = ServedBy.PINNED;
        record.why = Why.PINNED;
        record.alias = keyed.alias().name();
        record.policy = record.policy.isEmpty() ? id : record.policy + ", " + id;
        record.cacheStatus = "edgewise; hit" + (pinned.near().isEmpty() ? "; detail=pinned" : detail(pinned.near()));
        return written(
                exchange,
                allowance,
                keyed.scanned(),
                keyed.form(),
                pinned.answer().answer());
    }

    /** A text of the operator's as the answer that was asked for. */
    private Reply written(Exchange exchange, @Nullable Allowance allowance, Scanned scanned, Form form, String text) {
        HeaderList headers = heads.begin(exchange, allowance)
                .add(EdgeHeaders.CONTENT_TYPE, form == Form.JSON ? EdgeHeaders.JSON : EdgeHeaders.EVENT_STREAM);
        byte[] answer = PresetJson.write(
                scanned,
                exchange.arrival().api(),
                exchange.arrival().requestId(),
                text,
                clock.nowEpochMillis() / 1000,
                form);
        return new Reply(200, headers, answer);
    }

    /** The list of models, or one of them. */
    public Reply models(Exchange exchange, @Nullable Allowance allowance, TenantView view) {
        String path = exchange.arrival().path();
        if (path.equals(Api.MODELS.path())) {
            return json(exchange, allowance, ModelsJson.list(view.models()));
        }
        String name = decoded(path.substring(Api.MODELS.path().length() + 1));
        return switch (view.models().find(name)) {
            case ModelAlias alias -> json(exchange, allowance, ModelsJson.one(alias));
            case UnknownModel unknown ->
                refuse(
                        exchange,
                        allowance,
                        new Refusal(
                                404,
                                "invalid_request_error",
                                "model_not_found",
                                "model",
                                unknown.message(),
                                false,
                                -1));
        };
    }

    /** A path segment without its percent escapes; one with escapes that mean nothing stays as it is. */
    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEscaped) {
            return segment;
        }
    }

    /** A stored answer; without its body when the caller has it already. */
    public Reply hit(
            Exchange exchange, @Nullable Allowance allowance, Rules.Prices prices, Hit hit, Rendered rendered) {
        RequestRecord record = exchange.record();
        String items = record.itemsFound == 0 ? "" : detail("items=" + record.itemsFound + '/' + record.itemsAsked);
        return hit(exchange, allowance, prices, hit, rendered, ServedBy.CACHE_EXACT, items);
    }

    /**
     * A stored answer to a question that means the same.
     *
     * @param near how near it is, as {@code Cache-Status} tells it
     */
    public Reply near(
            Exchange exchange,
            @Nullable Allowance allowance,
            Rules.Prices prices,
            Hit hit,
            Rendered rendered,
            String near) {
        return hit(exchange, allowance, prices, hit, rendered, ServedBy.CACHE_SEMANTIC, detail(near));
    }

    private static String detail(String text) {
        return "; detail=\"" + text + '"';
    }

    private Reply hit(
            Exchange exchange,
            @Nullable Allowance allowance,
            Rules.Prices prices,
            Hit hit,
            Rendered rendered,
            ServedBy fresh,
            String detail) {
        var record = exchange.record();
        String status = "edgewise; hit; ttl=" + hit.ttlLeftS();
        switch (hit.state()) {
            case FRESH -> hit(record, fresh, Why.CACHE_HIT, status + detail);
            case ACCEPTED -> hit(record, ServedBy.CACHE_STALE, Why.MAX_STALE, status + detail);
            case REVALIDATE ->
                hit(
                        record,
                        ServedBy.CACHE_STALE,
                        Why.STALE_WHILE_REVALIDATE,
                        status + "; detail=stale-while-revalidate");
            // The phases that failed have told how far they came.
            case ERROR ->
                hit(
                        record,
                        ServedBy.CACHE_STALE,
                        Why.STALE_IF_ERROR,
                        record.cacheStatus + "; ttl=" + hit.ttlLeftS() + "; detail=stale-if-error:" + record.errorCode);
        }
        record.alias = hit.entry().labels().model();
        record.model = hit.entry().labels().answeredBy();
        record.confidence = hit.entry().labels().confidence();
        avoided(record, prices, hit.entry().answer());
        HeaderList headers = heads.begin(exchange, allowance)
                .add(EdgeHeaders.CONTENT_TYPE, rendered.contentType())
                .add(EdgeHeaders.AGE, Long.toString(hit.ageS()))
                .add(EdgeHeaders.ETAG, rendered.etag());
        return EntityTags.match(exchange.arrival().headers().all("if-none-match"), rendered.etag())
                ? new Reply(304, headers, NO_BODY)
                : new Reply(200, headers, rendered.body());
    }

    private void hit(RequestRecord record, ServedBy by, Why why, String status) {
        record.servedBy = by;
        record.why = why;
        record.cacheStatus = unsynced.getAsBoolean() ? status + unsyncedBeside(status) : status;
    }

    /** There is one detail; where it tells something else already, this is a parameter of its own. */
    private static String unsyncedBeside(String status) {
        return status.contains("; detail=") ? "; purge-unsynced" : "; detail=purge-unsynced";
    }

    /**
     * A stored answer past its lifetime, in place of one that could not be had.
     *
     * @param collapsed whether this request waited for another's answer
     */
    public Reply insteadOfError(
            Exchange exchange,
            @Nullable Allowance allowance,
            Rules.Prices prices,
            Answered failed,
            boolean collapsed,
            Hit hit,
            Rendered rendered) {
        RequestRecord record = exchange.record();
        String status = record.attempts > 0 || collapsed ? "edgewise; fwd=stale" : "edgewise; hit";
        switch (failed) {
            case Answered.Whole whole -> {
                status += "; fwd-status=" + whole.status();
                record.errorCode = "upstream_status_" + whole.status();
            }
            case Answered.Failed none -> record.errorCode = none.refusal().code();
            case Answered.Streamed streamed -> throw new IllegalArgumentException("it was sent: " + streamed);
            case Answered.Left left -> throw new IllegalArgumentException("nobody is there");
        }
        record.cacheStatus = collapsed ? status + "; collapsed" : status;
        return hit(exchange, allowance, prices, hit, rendered);
    }

    /** An answer that another request fetched, in the form this one asks for; null when it has no such form. */
    public @Nullable Reply shared(
            Exchange exchange, @Nullable Allowance allowance, Rules.Prices prices, Landed landed, Form form) {
        CachedAnswer answer = landed.answer();
        Answered.Whole whole = landed.whole();
        if (answer != null) {
            Rendered rendered = answer.form(form);
            if (rendered == null) {
                return null;
            }
            avoided(exchange.record(), prices, answer);
            HeaderList headers = collapsed(exchange, allowance, landed.model(), landed.confidence())
                    .add(EdgeHeaders.CONTENT_TYPE, rendered.contentType())
                    .add(EdgeHeaders.ETAG, rendered.etag());
            return new Reply(200, headers, rendered.body());
        }
        if (whole == null || whole.status() < 300 && form != Form.JSON) {
            return null;
        }
        return whole(collapsed(exchange, allowance, landed.model(), landed.confidence()), whole);
    }

    /** The lines before events that another request's stream brings, made by {@code model}. */
    public HeaderList sharedStream(Exchange exchange, @Nullable Allowance allowance, String model) {
        return collapsed(exchange, allowance, model, "").add(EdgeHeaders.CONTENT_TYPE, EdgeHeaders.EVENT_STREAM);
    }

    /** What comes out of the cache costs nothing; the centre would have charged for its usage. */
    private static void avoided(RequestRecord record, Rules.Prices prices, CachedAnswer answer) {
        PriceConfig price = prices.byAlias().get(record.alias);
        if (price == null) {
            return;
        }
        // What a try before it used was paid for.
        if (record.repeatedTokens == 0 && !record.usageUnknown) {
            record.costNanos = 0;
        }
        Usage usage = answer.usage();
        if (usage != null) {
            record.avoidedNanos = price.costNanos(usage.prompt(), usage.completion());
        }
    }

    private HeaderList collapsed(Exchange exchange, @Nullable Allowance allowance, String model, String confidence) {
        var record = exchange.record();
        record.servedBy = ServedBy.COALESCED;
        record.why = Why.COALESCED;
        record.model = model;
        record.confidence = confidence;
        record.cacheStatus = "edgewise; fwd=miss; collapsed";
        return heads.begin(exchange, allowance);
    }

    /** A complete answer that was just made. */
    public Reply answered(Exchange exchange, @Nullable Allowance allowance, Answered.Whole whole) {
        return whole(heads.begin(exchange, allowance), whole);
    }

    private static Reply whole(HeaderList headers, Answered.Whole whole) {
        boolean typed = whole.passed().get("content-type") != null;
        // A status without a body has no type either.
        if (!typed && whole.status() != 204) {
            headers.add(EdgeHeaders.CONTENT_TYPE, whole.contentType());
        }
        whole.passed().forEach(headers::add);
        return new Reply(whole.status(), headers, whole.body());
    }

    /** The lines before an answer that is passed on as it comes. */
    public HeaderList streaming(Exchange exchange, @Nullable Allowance allowance, UpstreamHead head) {
        HeaderList headers = heads.begin(exchange, allowance);
        ForwardHeaders.toCaller(head, headers::add);
        return headers;
    }

    private Reply json(Exchange exchange, @Nullable Allowance allowance, byte[] body) {
        return new Reply(200, heads.begin(exchange, allowance).add(EdgeHeaders.CONTENT_TYPE, EdgeHeaders.JSON), body);
    }

    private static void byPolicy(Exchange exchange, String rules) {
        exchange.record().servedBy = ServedBy.POLICY;
        exchange.record().why = Why.POLICY;
        exchange.record().policy = rules;
    }
}

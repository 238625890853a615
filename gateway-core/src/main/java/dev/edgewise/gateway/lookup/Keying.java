package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.item.RequestItems;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.key.CanonicalKeys;
import dev.edgewise.cache.key.KeyContext;
import dev.edgewise.cache.key.RawKeys;
import dev.edgewise.cache.key.ResolvedModel;
import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.request.ScanResult;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.reuse.Eligibility;
import dev.edgewise.cache.reuse.Reuse;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.NotKept;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.RequestHeaders;
import dev.edgewise.gateway.rules.Route;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.rules.TenantView;
import dev.edgewise.routing.Prefer;
import dev.edgewise.routing.Residency;
import dev.edgewise.routing.Target;
import dev.edgewise.routing.Wish;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.UnknownModel;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Keyed} of a governed request.
 *
 * <p>Threads: any. One instance per event loop makes the fewest objects, for its requests run one at a time where they
 * are carried by the loop.
 */
public final class Keying {
    /** A key takes about a microsecond. */
    private static final int ITEMS_KEYED_ON_LOOP_MAX = 128;

    private final RequestScan scan;
    /** The maker of keys that nobody uses now, null while somebody does: it serves one request at a time. */
    private final AtomicReference<@Nullable CanonicalKeys> idle = new AtomicReference<>();

    private final int bodyBytesMax;
    private final NodeClock clock;

    public Keying(RequestScan scan, int bodyBytesMax, NodeClock clock) {
        this.scan = scan;
        this.bodyBytesMax = bodyBytesMax;
        this.clock = clock;
    }

    /** What keying gives. */
    public sealed interface Outcome {
        record Wrong(Refusal refusal) implements Outcome {}

        record Done(Keyed keyed) implements Outcome {}
    }

    ScanResult scan(byte[] body) {
        return scan.scan(body);
    }

    /**
     * The key over the unread body. Part of it is what the head says that may change the answer or who gives it, and
     * whether the caller asks for reuse: a body alone does not say that a sampled answer may be reused. So are the
     * regions that policy keeps the request to: an answer that was fetched elsewhere is none of its hits. So are all lines that
     * answers of any model vary by, for which model is asked is not known yet. What the routes say
     * and who shares answers are in the tenant's context.
     *
     * @return null when nothing is kept for this request, because it names no user
     */
    @Nullable
    CacheKey raw(RawKeys keys, Rules rules, Governed governed, CacheDirectives directives, Varying.Known varied) {
        RequestHeaders headers = governed.arrival().headers();
        TenantView view = rules.view(governed.tenant());
        String user = EndUsers.ofHead(view.sharing(), headers);
        if (user == null) {
            return null;
        }
        String target = headers.get("edge-target");
        String prefer = headers.get("edge-prefer");
        String query = governed.arrival().query();
        String path = pinned(
                        rules,
                        governed,
                        directives,
                        within(governed, governed.arrival().api().path()))
                + Varying.part(varied.all(), headers);
        boolean plain = target == null && prefer == null && query.isEmpty() && !directives.optsIn();
        return keys.key(
                view.under(governed.effects().answerHash(), user).raw(),
                plain ? path : String.join(" ", path, target, prefer, directives.optsIn() ? "reuse" : "", query),
                governed.body());
    }

    /**
     * What is found without reading the question must not hide an answer that is pinned: neither one that has been pinned
     * since, nor one that another caller did not get, be it for his country, because he wanted none that is kept, or
     * because questions were not compared for him.
     */
    private String pinned(Rules rules, Governed governed, CacheDirectives directives, String part) {
        if (rules.pinned().isEmpty()) {
            return part;
        }
        Rules.Comparing comparing = rules.comparingWithPinned(governed.tenant(), directives);
        return String.join(
                "\n",
                part,
                Long.toString(rules.pinned().mark(clock.nowEpochMillis())),
                governed.effects().country(),
                directives.mayRead() ? "" : "unread",
                comparing == null ? "" : comparing.vectorsOf());
    }

    long nowEpochMillis() {
        return clock.nowEpochMillis();
    }

    Outcome key(Rules rules, Governed governed, Lookup.Raw.Unread unread, Scanned scanned) {
        TenantView view = rules.view(governed.tenant());
        String asked;
        switch (scanned.model()) {
            case FieldValue.Present<String>(String name) -> asked = name;
            case FieldValue.Absent<String> absent -> {
                return wrong(
                        "missing_model",
                        "model",
                        ModerationModel.missing(governed.arrival().api(), view));
            }
            case FieldValue.WrongType<String> wrong -> {
                return wrong("invalid_type", wrong.field(), wrong.message());
            }
        }
        Form form = Form.JSON;
        switch (scanned.stream()) {
            case FieldValue.Present<Boolean>(Boolean stream) ->
                form = Form.of(stream, scanned.includeUsage().or(false));
            case FieldValue.Absent<Boolean> absent -> {}
            case FieldValue.WrongType<Boolean> wrong -> {
                return wrong("invalid_type", wrong.field(), wrong.message());
            }
        }
        ModelAlias alias;
        switch (view.models().find(asked)) {
            case UnknownModel unknown -> {
                return new Outcome.Wrong(new Refusal(
                        404, "invalid_request_error", "model_not_found", "model", unknown.message(), false, -1));
            }
            case ModelAlias known -> alias = known;
        }
        Route route = rules.route(alias.name());
        return switch (WishParser.parse(governed.arrival(), route.prefer(), clock.nowNanos())) {
            case WishParser.Parsed.Wrong wrong -> new Outcome.Wrong(wrong.refusal());
            case WishParser.Parsed.Read read -> {
                String user = EndUsers.of(view.sharing(), governed.arrival().headers(), scanned);
                Place place = place(rules, governed, unread, scanned, user, route, alias, read.wish(), form);
                yield new Outcome.Done(new Keyed(
                        governed,
                        scanned,
                        alias,
                        read.wish(),
                        unread.directives(),
                        place.keys,
                        place.notKept,
                        form,
                        user,
                        null));
            }
        };
    }

    /**
     * Where an answer is kept.
     *
     * @param keys null: nowhere
     * @param notKept why
     */
    private record Place(Keyed.@Nullable Keys keys, NotKept notKept) {
        static Place none(NotKept why) {
            return new Place(null, why);
        }
    }

    private Place place(
            Rules rules,
            Governed governed,
            Lookup.Raw.Unread unread,
            Scanned scanned,
            @Nullable String user,
            Route route,
            ModelAlias alias,
            Wish wish,
            Form form) {
        if (!rules.caches(governed.tenant())) {
            return Place.none(rules.caching().on() ? NotKept.TENANT : NotKept.OFF);
        }
        ApiFamily family = family(governed.arrival().api());
        Reuse reuse = Eligibility.of(family, scanned, unread.directives(), route.caching());
        return switch (reuse) {
            case Reuse.NotEligible(Reuse.Reason reason) -> Place.none(notKept(reason));
            case Reuse.Eligible may -> {
                KeyContext context = context(rules, governed, user);
                if (context == null) {
                    yield Place.none(NotKept.NO_USER);
                }
                List<String> varied = unread.varied().of(alias.name());
                ResolvedModel model = resolved(governed, alias, wish, varied);
                boolean itemised = rules.caching().items() && form == Form.JSON;
                RequestItems items = itemised ? RequestItems.of(family, scanned) : null;
                List<CacheKey> each = items == null ? List.of() : itemKeys(context, family, model, scanned, items);
                // A list of one item asks for the same as that item alone.
                CacheKey canonical = each.size() == 1 ? each.getFirst() : canonical(context, family, model, scanned);
                Keyed.Batch batch = items == null || each.size() == 1 ? null : new Keyed.Batch(items, each);
                yield new Place(
                        new Keyed.Keys(
                                canonical,
                                unread.rawKey(),
                                may.mayStore(),
                                unread.epoch(),
                                may.exactOnly(),
                                varied,
                                batch),
                        NotKept.KEPT);
            }
        };
    }

    private List<CacheKey> itemKeys(
            KeyContext context, ApiFamily family, ResolvedModel model, Scanned scanned, RequestItems items) {
        return Aside.above(
                ITEMS_KEYED_ON_LOOP_MAX,
                items.count(),
                () -> made(keys -> keys.items(context, family, model, scanned, items.places()), scanned));
    }

    private static NotKept notKept(Reuse.Reason reason) {
        return switch (reason) {
            case REQUEST_FORBIDS -> NotKept.REQUEST;
            case ROUTE_FORBIDS -> NotKept.ROUTE;
            case SAMPLED -> NotKept.SAMPLED;
            case INVALID_FIELD -> NotKept.INVALID_FIELD;
        };
    }

    /** Whose answers these are, and under which effects; null when they are a user's and none is named. */
    private static @Nullable KeyContext context(Rules rules, Governed governed, @Nullable String user) {
        return user == null
                ? null
                : rules.view(governed.tenant())
                        .under(governed.effects().answerHash(), user)
                        .canonical();
    }

    /**
     * The key over all of a request but its question, for the same user and under the same effects and regions as its own key.
     *
     * @param keyed one whose answer is kept
     * @param frame the body without the question
     */
    public CacheKey frame(Rules rules, Keyed keyed, Scanned frame) {
        Governed governed = keyed.governed();
        KeyContext context = context(rules, governed, keyed.user());
        Keyed.Keys own = keyed.keys();
        List<String> varied = own == null ? List.of() : own.varied();
        if (context == null) {
            throw new IllegalArgumentException("an answer that is not kept has no frame");
        }
        return made(
                keys -> keys.frame(
                        context,
                        family(governed.arrival().api()),
                        resolved(governed, keyed.alias(), keyed.wish(), varied),
                        frame),
                frame);
    }

    private CacheKey canonical(KeyContext context, ApiFamily family, ResolvedModel model, Scanned scanned) {
        return made(keys -> keys.key(context, family, model, scanned), scanned);
    }

    private <T> T made(Function<CanonicalKeys, T> make, Scanned scanned) {
        CanonicalKeys spare = idle.getAndSet(null);
        CanonicalKeys keys = spare == null ? new CanonicalKeys(bodyBytesMax) : spare;
        T made = make.apply(keys);
        // One that grew with a large body is not kept, nor one that failed.
        if (scanned.body().length <= Lane.LIGHT_BODY_BYTES_MAX) {
            idle.set(keys);
        }
        return made;
    }

    /** {@code part} of a key, marked where policy keeps the request to some regions; no header or query has a line end. */
    private static String within(Governed governed, String part) {
        Residency residency = governed.effects().residency();
        return residency.isRestricted() ? residency + "\n" + part : part;
    }

    /** Where the answer comes from, as far as it may change the answer or who may have it. */
    private static ResolvedModel resolved(Governed governed, ModelAlias alias, Wish wish, List<String> varied) {
        var local = alias.local();
        var central = alias.central();
        boolean atHome = local != null && wish.target() != Target.CENTRAL;
        String here = local == null || !atHome ? "" : local.id().value();
        // A model pulled again under its name is another model; the revision names its export and so its number format.
        String revision = local == null || !atHome ? "" : local.revision();
        String there = central == null || wish.target() == Target.EDGE ? "" : central.cluster() + '/' + central.model();
        boolean choice = !here.isEmpty() && !there.isEmpty() && wish.prefer() != Prefer.UNSET;
        String query = governed.arrival().query();
        // The alias too: purges name it, and what the node writes itself carries it.
        String name = within(governed, alias.name() + '|' + here + '|' + there);
        return new ResolvedModel(
                (query.isEmpty() ? name : name + '?' + query)
                        + Varying.part(varied, governed.arrival().headers()),
                choice ? revision + ' ' + wish.prefer().name() : revision,
                "");
    }

    /** The family of an API that a model answers. */
    public static ApiFamily family(Api api) {
        return switch (api) {
            case CHAT -> ApiFamily.CHAT;
            case COMPLETIONS -> ApiFamily.COMPLETIONS;
            case EMBEDDINGS -> ApiFamily.EMBEDDINGS;
            case CLASSIFY -> ApiFamily.CLASSIFY;
            case MODERATIONS -> ApiFamily.MODERATIONS;
            case RERANK -> ApiFamily.RERANK;
            case MODELS, TENSORS, NONE -> throw new IllegalArgumentException(api + " has no cache key");
        };
    }

    private static Outcome wrong(String code, String param, String message) {
        return new Outcome.Wrong(Refusal.invalid(code, param, message));
    }
}

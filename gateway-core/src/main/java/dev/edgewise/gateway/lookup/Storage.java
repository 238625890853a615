package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Completeness;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Rendered;
import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.answer.Usage;
import dev.edgewise.cache.directive.AnswerControl;
import dev.edgewise.cache.directive.GroupNames;
import dev.edgewise.cache.directive.HeaderLines;
import dev.edgewise.cache.directive.Heed;
import dev.edgewise.cache.flight.Flight;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.store.Labels;
import dev.edgewise.cache.store.Lifetime;
import dev.edgewise.cache.store.RawAlias;
import dev.edgewise.cache.store.Storing;
import dev.edgewise.gateway.api.EdgeHeaders;
import dev.edgewise.gateway.config.PriceConfig;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.request.ServedBy;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.routing.Residency;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Phase 9, store: keeps what is complete, and tells those who waited. Runs on the leader's virtual thread.
 */
public final class Storage {
    /** For an answer that broke off before its caller got any of it. */
    public static final Refusal BROKEN = Refusal.unavailable(
            502,
            "upstream_reset",
            "The central endpoint broke off in the middle of its answer. The request may be retried.",
            1_000);

    private static final Refusal BROKEN_HERE = Refusal.unavailable(
            503,
            "local_internal",
            "The model on this node broke off in the middle of its answer. The request may be retried.",
            1_000);

    /** What {@code Cache-Status} tells of an answer that is not kept because it varies by what its key lacks. */
    private static final String VARIES = "varies";

    private final Caches caches;
    private final ReplyCheck check;
    private final String nodeRegion;

    /** @param nodeRegion where the answers of the node's own models are made */
    public Storage(Caches caches, ReplyCheck check, String nodeRegion) {
        this.caches = caches;
        this.check = check;
        this.nodeRegion = Residency.normal(nodeRegion);
    }

    /** Stores and shares; notes usage and cache status in the record. What was stored comes back, or null. */
    public @Nullable CachedAnswer store(
            Rules rules, Lookup.Read.Miss miss, RequestRecord record, Answered answered, @Nullable BatchAnswer batch) {
        CachedAnswer stored = batch == null ? store(rules, miss, record, answered) : null;
        record.stored |= batch == null ? stored != null : batch(rules, miss, record, batch);
        record.cacheStatus = status(miss, record.stored, record);
        if (record.repeatedTokens == RequestRecord.UNKNOWN) {
            record.usageUnknown = true;
        } else {
            record.promptTokens += record.repeatedTokens;
        }
        PriceConfig price = rules.prices().byCluster().get(record.cluster);
        if (price != null) {
            record.costNanos =
                    record.tellsTokens() ? price.costNanos(record.promptTokens, record.completionTokens) : -1;
        }
        return stored;
    }

    private @Nullable CachedAnswer store(Rules rules, Lookup.Read.Miss miss, RequestRecord record, Answered answered) {
        return switch (answered) {
            case Answered.Whole whole -> whole(rules, miss, record, whole);
            case Answered.Streamed streamed -> streamed(rules, miss, record, streamed);
            case Answered.Failed failed -> {
                fail(miss.flight(), failed.refusal());
                yield null;
            }
            case Answered.Left left -> {
                use(record, left.usage());
                yield null;
            }
        };
    }

    /** Shares a batch's answer, and keeps its items; whether one is kept. */
    private boolean batch(Rules rules, Lookup.Read.Miss miss, RequestRecord record, BatchAnswer batch) {
        boolean asked = !batch.fresh().isEmpty();
        if (asked && (batch.used() != null || record.servedBy == ServedBy.CENTRAL)) {
            use(record, batch.used());
        }
        PriceConfig price = rules.prices().byAlias().get(record.alias);
        if (price != null) {
            record.avoidedNanos =
                    price.costNanos(batch.avoided().prompt(), batch.avoided().completion());
            record.costNanos = record.servedBy == ServedBy.COALESCED ? 0 : record.costNanos;
        }
        boolean fits = fits(miss, record, batch);
        Flight<Landed, Refusal> flight = miss.flight();
        if (flight != null) {
            flight.complete(fits ? new Landed(batch.answer(), batch.whole(), record.model, record.confidence) : null);
        }
        return keep(rules, miss, record, batch);
    }

    /** Keeps each item that was computed, and offers it to the other nodes; whether one is kept. */
    public boolean keep(Rules rules, Lookup.Read.Miss miss, RequestRecord record, BatchAnswer batch) {
        AnswerControl control = control(rules, batch.whole().origin(), false);
        if (!fits(miss.keyed(), record, control)) {
            return false;
        }
        long makeMs =
                record.elapsedNanos() / 1_000_000 / Math.max(1, batch.fresh().size());
        List<CacheKey> kept = new ArrayList<>();
        for (BatchAnswer.Fresh item : batch.fresh()) {
            boolean is = keep(
                    rules,
                    miss.keyed(),
                    record,
                    control,
                    item.confidence(),
                    (labels, epoch, life) -> new Storing(item.key(), null, item.answer(), labels, epoch, makeMs, life));
            if (is) {
                kept.add(item.key());
            }
        }
        offer(miss, kept);
        return !kept.isEmpty();
    }

    private void offer(Lookup.Read.Miss miss, List<CacheKey> kept) {
        SharedCache shared = caches.shared();
        if (shared != null && miss.stamp() != null && !kept.isEmpty()) {
            shared.offer(kept, miss.stamp());
        }
    }

    /**
     * What {@code Cache-Status} says of a request that was not a hit (RFC 9211, section 2).
     *
     * @param record what was near and why it was not served, and how many items of a batch were not computed
     */
    public static String status(Lookup.Read.Miss miss, boolean stored, RequestRecord record) {
        String forward = "edgewise; fwd=" + miss.why().wire();
        String status = stored ? forward + "; stored" : forward;
        status = record.servedBy == ServedBy.COALESCED ? status + "; collapsed" : status;
        String items = record.itemsFound > 0 ? "items=" + record.itemsFound + '/' + record.itemsAsked : "";
        String near = items.isEmpty() ? record.near : items;
        String notKept = record.varies ? VARIES : miss.keyed().notKept().detail();
        if (near.isEmpty()) {
            return notKept.isEmpty() ? status : status + "; detail=" + notKept;
        }
        return status + "; detail=\"" + near + '"';
    }

    private @Nullable CachedAnswer whole(
            Rules rules, Lookup.Read.Miss miss, RequestRecord record, Answered.Whole whole) {
        Keyed keyed = miss.keyed();
        Keyed.Keys keys = keyed.keys();
        if (keys == null) {
            if (rules.prices().byCluster().containsKey(record.cluster)
                    || whole.body().length > Lane.LIGHT_BODY_BYTES_MAX) {
                use(record, whole, check.usage(whole.body()));
            } else {
                // Without a price the reply says nothing of it, and need not wait for it.
                record.later(() -> use(record, whole, check.usage(whole.body())));
            }
            return null;
        }
        ApiFamily family = Keying.family(keyed.arrival().api());
        Completeness verdict = check.json(family, whole.status(), choices(keyed), whole.body());
        use(record, whole, verdict.usage());
        CachedAnswer answer = switch (verdict) {
            case Completeness.Complete complete -> CachedAnswer.ofJson(family, whole.body(), complete);
            case Completeness.Incomplete incomplete -> null;
        };
        Rendered json = answer == null ? null : answer.held(Form.JSON);
        if (json != null) {
            whole.passed().add(EdgeHeaders.ETAG, json.etag());
        }
        AnswerControl control = control(rules, whole.origin(), false);
        // An error is told to all who wait, so that they do not all meet it.
        boolean fits = whole.status() >= 300 || fits(keyed, record, control);
        Flight<Landed, Refusal> flight = miss.flight();
        if (flight != null) {
            boolean mendable = whole.status() >= 500 || whole.status() == 429;
            // One of those who wait tries again; when that fails too, the others get what it got.
            if (mendable && !flight.isElected()) {
                flight.fail(Refusal.unavailable(
                        503,
                        "upstream_unavailable",
                        "The central endpoint answered with status " + whole.status() + ". Retry later.",
                        1_000));
            } else {
                flight.complete(fits ? new Landed(answer, whole, record.model, record.confidence) : null);
            }
        }
        return answer != null && fits && keep(rules, miss, keys, record, answer, control) ? answer : null;
    }

    private @Nullable CachedAnswer streamed(
            Rules rules, Lookup.Read.Miss miss, RequestRecord record, Answered.Streamed streamed) {
        Keyed keyed = miss.keyed();
        Keyed.Keys keys = keyed.keys();
        Flight<Landed, Refusal> flight = miss.flight();
        use(record, streamed.usage());
        if (flight == null || keys == null) {
            return null;
        }
        if (!streamed.complete()) {
            flight.failAll(record.servedBy == ServedBy.LOCAL ? BROKEN_HERE : BROKEN);
            return null;
        }
        AnswerControl control = control(rules, streamed.origin(), true);
        if (!fits(keyed, record, control)) {
            flight.complete(null);
            return null;
        }
        byte[] recorded = flight.recorded();
        ApiFamily family = Keying.family(keyed.arrival().api());
        CachedAnswer answer = recorded != null
                        && check.stream(family, 200, choices(keyed), recorded) instanceof Completeness.Complete complete
                ? CachedAnswer.ofStream(family, recorded, complete)
                : null;
        flight.complete(answer == null ? null : new Landed(answer, null, record.model, record.confidence));
        return answer != null && keep(rules, miss, keys, record, answer, control) ? answer : null;
    }

    /**
     * What the head of a stream tells: one that varies by what its key lacks is for nobody who waits, and they ask for
     * themselves before they have seen any of it. Any thread.
     */
    public void begins(Lookup.Read.Miss miss, RequestRecord record, HeaderLines origin) {
        Flight<Landed, Refusal> flight = miss.flight();
        if (miss.keyed().keys() != null && !fits(miss.keyed(), record, AnswerControl.of(origin, true, Heed.NONE))) {
            record.cacheStatus = status(miss, false, record);
            if (flight != null) {
                flight.complete(null);
            }
        }
    }

    /** Whether a batch's items are for everybody who asks for one of them with the same key. */
    public boolean fits(Lookup.Read.Miss miss, RequestRecord record, BatchAnswer batch) {
        return fits(miss.keyed(), record, AnswerControl.of(batch.whole().origin(), false, Heed.NONE));
    }

    /** Whether an answer is for everybody with the same key; notes where it is not. */
    private boolean fits(Keyed keyed, RequestRecord record, AnswerControl control) {
        Keyed.Keys keys = keyed.keys();
        boolean fits =
                caches.varying().fits(keyed.alias().name(), keys == null ? List.of() : keys.varied(), control.varies());
        if (!fits && !record.varies) {
            record.varies = true;
            caches.varying().countNotKept();
        }
        return fits;
    }

    private static AnswerControl control(Rules rules, HeaderLines origin, boolean events) {
        return AnswerControl.of(origin, events, rules.caching().heed());
    }

    private boolean keep(
            Rules rules,
            Lookup.Read.Miss miss,
            Keyed.Keys keys,
            RequestRecord record,
            CachedAnswer answer,
            AnswerControl control) {
        Keyed keyed = miss.keyed();
        var raw = keys.raw();
        boolean kept = keep(
                rules,
                keyed,
                record,
                control,
                record.confidence,
                (labels, epoch, life) -> new Storing(
                        keys.canonical(),
                        raw == null ? null : new RawAlias(raw, keyed.form()),
                        answer,
                        labels,
                        epoch,
                        record.elapsedNanos() / 1_000_000,
                        life));
        if (!kept) {
            return false;
        }
        offer(miss, List.of(keys.canonical()));
        return true;
    }

    /** Makes what is stored of what holds for an answer whatever it is. */
    @FunctionalInterface
    private interface Making {
        Storing of(Labels labels, long epoch, Lifetime lifetime);
    }

    private boolean keep(
            Rules rules, Keyed keyed, RequestRecord record, AnswerControl control, String confidence, Making making) {
        Keyed.Keys keys = keyed.keys();
        boolean unnamed = record.servedBy == ServedBy.LOCAL && record.otherFiles;
        if (keys == null || !keys.mayStore() || !control.mayStore() || record.canary || unnamed) {
            return false;
        }
        Storing storing = making.of(
                new Labels(
                        keyed.governed().tenant().id(),
                        keyed.alias().name(),
                        record.model,
                        confidence,
                        region(record),
                        groups(keyed, control)),
                keys.epoch(),
                new Lifetime(
                        ttl(rules, keyed, control),
                        control.revalidateS(),
                        control.errorS(),
                        control.acceptS(),
                        control.ageS()));
        return caches.answers().store(storing) == Storing.Outcome.STORED;
    }

    /** The request's own wish, within the operator's bounds, but never longer than the answer's maker lets it live. */
    private static long ttl(Rules rules, Keyed keyed, AnswerControl control) {
        long asked = keyed.directives().ttlS();
        long wished =
                asked < 0 ? Lifetime.UNSAID : Math.max(asked, rules.caching().ttlSecondsMin());
        if (control.ttlS() < 0 || wished < 0) {
            return Math.max(control.ttlS(), wished);
        }
        return Math.min(control.ttlS(), wished);
    }

    private static List<String> groups(Keyed keyed, AnswerControl control) {
        Set<String> groups = new LinkedHashSet<>(keyed.directives().groups());
        groups.addAll(control.groups());
        return groups.stream().limit(GroupNames.COUNT_MAX).toList();
    }

    private @Nullable String region(RequestRecord record) {
        String asked = record.region;
        return asked == null ? nodeRegion : asked.isEmpty() ? null : asked;
    }

    private static void fail(@Nullable Flight<Landed, Refusal> flight, Refusal refusal) {
        if (flight != null) {
            if (refusal.retryable()) {
                flight.fail(refusal);
            } else {
                flight.failAll(refusal);
            }
        }
    }

    private static int choices(Keyed keyed) {
        return keyed.scanned().n() instanceof FieldValue.Present<Long>(Long n) ? Math.clamp(n, 1, 1024) : 1;
    }

    /** Errors use nothing unless they say so; and what the node's own models used, they told it. */
    private static void use(RequestRecord record, Answered.Whole whole, @Nullable Usage usage) {
        if (usage != null || whole.status() < 300 && record.servedBy == ServedBy.CENTRAL) {
            use(record, usage);
        }
    }

    /** What an earlier try used unheard stays unknown. */
    private static void use(RequestRecord record, @Nullable Usage usage) {
        if (usage == null) {
            record.usageUnknown = true;
        } else {
            record.promptTokens = usage.prompt();
            record.completionTokens = usage.completion();
        }
    }
}

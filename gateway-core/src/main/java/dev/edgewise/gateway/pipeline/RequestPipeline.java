package dev.edgewise.gateway.pipeline;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.store.CacheEntry;
import dev.edgewise.gateway.account.Accounting;
import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.admission.BodySource;
import dev.edgewise.gateway.admission.Permit;
import dev.edgewise.gateway.answer.CentralAnswers;
import dev.edgewise.gateway.answer.Followed;
import dev.edgewise.gateway.answer.Replays;
import dev.edgewise.gateway.answer.SharedAnswers;
import dev.edgewise.gateway.identity.Identity;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.limits.Meter;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.ItemClaims;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.lookup.ModerationModel;
import dev.edgewise.gateway.lookup.StaleItems;
import dev.edgewise.gateway.lookup.Storage;
import dev.edgewise.gateway.policy.Governance;
import dev.edgewise.gateway.reply.Replies;
import dev.edgewise.gateway.request.Allowance;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.Identified;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.Reply;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.route.Routing;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.semantic.Meanings;
import dev.edgewise.gateway.semantic.Nearby;
import dev.edgewise.routing.Decision;
import dev.edgewise.routing.RuledOut;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of a request. {@link #arrive} takes its head, {@link #fastLane} runs on the event loop without waiting, and
 * from a miss on {@link #slowLane} runs on a virtual thread; whatever happens, {@link #finish} gives back what was taken
 * and accounts for it.
 *
 * <p>Threads: one instance per event loop.
 */
public final class RequestPipeline {
    private static final System.Logger LOG = System.getLogger(RequestPipeline.class.getName());
    private static final byte[] NO_BODY = {};
    private final Supplier<Rules> rules;
    private final Admission admission;
    private final Identity identity = new Identity();
    private final Meter meter;
    private final Lookup lookup;
    private final Routing routing;
    private final BatchAnswering answering;
    private final TensorCalls tensors;
    private final SharedAnswers sharing;
    private final Storage storage;
    private final Meanings meanings;
    private final Replies replies;
    private final Hits hits;
    private final Replays replays;
    private final Accounting accounting;
    private final Refreshes refreshes;

    public RequestPipeline(
            Shared shared, Lookup lookup, CentralAnswers central, SharedAnswers sharing, Replays replays) {
        this.rules = shared.rules();
        this.admission = shared.admission();
        this.meter = shared.meter();
        this.routing = shared.routing();
        this.tensors = new TensorCalls(shared.routing(), shared.tensors());
        this.storage = shared.storage();
        this.meanings = shared.meanings();
        this.replies = shared.replies();
        this.hits = new Hits(replies);
        this.replays = replays;
        this.accounting = shared.accounting();
        this.refreshes = shared.refreshes();
        this.lookup = lookup;
        this.answering = new BatchAnswering(
                new Answering(shared.local(), central, shared.routing(), shared.replies(), shared.storage()),
                lookup,
                shared.routing(),
                shared.storage());
        this.sharing = sharing;
    }

    /** How long a request may take that asks for {@code wishedNanos}, 0 for no wish. */
    public long deadlineNanos(long wishedNanos) {
        long most = rules.get().deadlineNanos();
        return wishedNanos == 0 ? most : Math.min(wishedNanos, most);
    }

    /** Ends a request that no phase needs to see. */
    public void refuse(Exchange exchange, Refusal refusal) {
        finish(exchange, null, new End.Send(replies.refuse(exchange, null, refusal)));
    }

    /** Says what a path takes, which is no secret. */
    public void options(Exchange exchange) {
        finish(exchange, null, new End.Send(replies.options(exchange)));
    }

    /** Phases 1 and 2, on a request's head: nothing of the body is kept before somebody known may send it. */
    public void arrive(Exchange exchange, BodySource source) {
        Permit permit;
        switch (admission.admit(source.announcedBytes())) {
            case Admission.Outcome.Shed shed -> {
                refuse(exchange, shed.refusal());
                return;
            }
            case Admission.Outcome.Admitted admitted -> permit = admitted.permit();
        }
        try {
            identify(exchange, permit, source);
        } catch (Throwable bug) {
            finish(exchange, permit, new End.Send(failed(exchange, null, bug)));
        }
    }

    private void identify(Exchange exchange, Permit permit, BodySource source) {
        RequestRecord record = exchange.record();
        record.spent(Phase.ADMIT);
        Rules now = rules.get();
        switch (identity.identify(now.tenants(), exchange.arrival())) {
            case Identity.Outcome.Unknown unknown ->
                finish(exchange, permit, new End.Send(replies.refuse(exchange, null, unknown.refusal())));
            case Identity.Outcome.Known known -> {
                record.tenant = known.identified().tenant().id();
                record.spent(Phase.IDENTIFY);
                var request = new InFlight(exchange, now, permit);
                if (exchange.arrival().api() == Api.MODELS) {
                    begin(request, known.identified(), NO_BODY);
                } else {
                    source.read(
                            permit,
                            admission.limits().bodyBytesMax(),
                            body -> begin(request, known.identified(), body),
                            refusal -> {
                                // The client was waited for, whether its body was refused or it left.
                                record.skip();
                                finish(exchange, permit, new End.Send(replies.refuse(exchange, null, refusal)));
                            });
                }
            }
        }
    }

    /** Where a large body is read before its key, that must not hold up the other requests of the loop. */
    private void begin(InFlight request, Identified identified, byte[] body) {
        Exchange exchange = request.exchange();
        boolean read =
                request.rules().policy().readsBodies() || exchange.arrival().api() == Api.MODERATIONS;
        if (body.length > Lane.LIGHT_BODY_BYTES_MAX && read) {
            exchange.lane().slow(body.length, () -> {
                Reply reply = firstReply(request, identified, body);
                if (reply != null) {
                    exchange.lane().onLoop(() -> finish(exchange, request.permit(), new End.Send(reply)));
                }
            });
        } else {
            Reply reply = firstReply(request, identified, body);
            if (reply != null) {
                finish(exchange, request.permit(), new End.Send(reply));
            }
        }
    }

    /** A bug in the fast lane, a stack that overflows included, must not leave its client without a reply, or its place taken. */
    private @Nullable Reply firstReply(InFlight request, Identified identified, byte[] body) {
        try {
            return fastLane(request, identified, body);
        } catch (Throwable bug) {
            return failed(request.exchange(), request.allowance(), bug);
        }
    }

    /** Phases 3 to 5: a hit over the unread body is answered here; null when the slow lane goes on. */
    private @Nullable Reply fastLane(InFlight request, Identified identified, byte[] sent) {
        Exchange exchange = request.exchange();
        RequestRecord record = exchange.record();
        record.skip();
        record.bytesIn = sent.length;
        byte[] body =
                ModerationModel.named(exchange.arrival().api(), request.rules().view(identified.tenant()), sent);
        Governance.Outcome word =
                Governance.govern(request.rules().policy(), request.rules().countries(), identified, body);
        record.spent(Phase.GOVERN);
        // What policy refuses counts as well: nobody may try out what is forbidden without a limit.
        switch (meter.meter(identified.tenant())) {
            case Meter.Outcome.Unlimited unlimited -> {}
            case Meter.Outcome.Within within -> request.allow(within.allowance());
            case Meter.Outcome.Exceeded exceeded -> {
                return replies.refuse(exchange, exceeded.allowance(), exceeded.refusal());
            }
        }
        Governed governed;
        switch (word) {
            case Governance.Outcome.Denied denied -> {
                return replies.denied(exchange, request.allowance(), denied);
            }
            case Governance.Outcome.Preset preset -> {
                return replies.preset(exchange, request.allowance(), body, preset);
            }
            case Governance.Outcome.Allowed allowed -> governed = allowed.governed();
        }
        record.country = governed.effects().country();
        record.policy = governed.effects().rules();
        record.spent(Phase.METER);
        if (exchange.arrival().api() == Api.MODELS) {
            return replies.models(exchange, request.allowance(), request.rules().view(governed.tenant()));
        }
        if (exchange.arrival().api() == Api.TENSORS) {
            exchange.lane()
                    .slow(body.length, () -> slowLane(request, () -> send(request, tensors.infer(request, governed))));
            return null;
        }
        Lookup.Raw raw = lookup.raw(request.rules(), governed);
        record.spent(Phase.LOOK_UP);
        return switch (raw) {
            case Lookup.Raw.Refused refused -> replies.refuse(exchange, request.allowance(), refused.refusal());
            case Lookup.Raw.Stored stored -> hits.exact(request, stored.found());
            case Lookup.Raw.Outdated old -> {
                refreshes.begin(
                        request,
                        List.of(old.found().hit().entry()),
                        () -> lookup.again(request.rules(), governed, old.again()),
                        this::refetch);
                yield hits.exact(request, old.found());
            }
            case Lookup.Raw.Unread unread -> {
                exchange.lane()
                        .slow(
                                body.length,
                                () -> slowLane(
                                        request, () -> serve(request, lookup.read(request.rules(), governed, unread))));
                yield null;
            }
        };
    }

    /** Phases 5 to 9 on a virtual thread; phase 10 runs whatever became of them. */
    private void slowLane(InFlight request, Supplier<End> rest) {
        Exchange exchange = request.exchange();
        End end = new End.Sent();
        try {
            exchange.record().skip();
            end = rest.get();
        } catch (Throwable bug) {
            end = new End.Send(failed(exchange, request.allowance(), bug));
        } finally {
            End last = end;
            exchange.lane().onLoop(() -> finish(exchange, request.permit(), last));
        }
    }

    private End serve(InFlight request, Lookup.Read read) {
        Exchange exchange = request.exchange();
        exchange.record().spent(Phase.LOOK_UP);
        return switch (read) {
            case Lookup.Read.Refused refused ->
                new End.Send(replies.refuse(exchange, request.allowance(), refused.refusal()));
            case Lookup.Read.Stored stored -> new End.Send(hits.exact(request, stored.found()));
            case Lookup.Read.Pinned pinned -> new End.Send(replies.pinned(exchange, request.allowance(), pinned));
            case Lookup.Read.Worded worded ->
                serve(
                        request,
                        meanings.pinned(request.rules(), worded.keyed(), exchange.record())
                                .or(keyed -> lookup.find(request.rules(), keyed)));
            case Lookup.Read.Outdated old -> {
                refreshes.begin(
                        request, List.of(old.found().hit().entry()), () -> lookup.again(old.again()), this::refetch);
                yield new End.Send(hits.exact(request, old.found()));
            }
            case Lookup.Read.Together together -> together(request, together);
            case Lookup.Read.Joined joined -> follow(request, joined);
            case Lookup.Read.Miss miss -> {
                try (miss) {
                    yield lead(request, miss);
                }
            }
        };
    }

    private End together(InFlight request, Lookup.Read.Together together) {
        Caches.Found found = answering.stored(request, together);
        if (found == null) {
            return lead(request, together.miss());
        }
        StaleItems stale = lookup.claim(request.rules(), together);
        if (!stale.entries().isEmpty()) {
            refreshes.begin(
                    request, stale.entries(), () -> lookup.again(request.rules(), together, stale), this::refetch);
        }
        return new End.Send(hits.exact(request, found));
    }

    /** Another request is fetching the same answer: what it gets, this one gets too; or this one fetches it itself. */
    private End follow(InFlight request, Lookup.Read.Joined joined) {
        Exchange exchange = request.exchange();
        Keyed keyed = joined.keyed();
        exchange.record().alias = keyed.alias().name();
        Followed followed = sharing.follow(
                exchange,
                joined.subscription(),
                keyed.form(),
                () -> replies.sharedStream(
                        exchange, request.allowance(), joined.subscription().note()));
        exchange.record().skip();
        return switch (followed) {
            case Followed.Ready(Landed landed)
            when landed.stored() != null -> stored(request, joined.alone(), landed.stored(), landed.near());
            case Followed.Ready ready -> {
                Answered.Whole whole = ready.landed().whole();
                Reply old = whole == null ? null : insteadOfError(request, joined.alone(), whole, true);
                Reply reply = old != null
                        ? old
                        : replies.shared(
                                exchange, request.allowance(), request.rules().prices(), ready.landed(), keyed.form());
                yield reply != null ? new End.Send(reply) : lead(request, joined.alone());
            }
            case Followed.Alone alone -> {
                try (var miss = joined.alone().leading(alone.flight())) {
                    yield lead(request, miss);
                }
            }
            case Followed.Failed failed -> send(request, joined.alone(), new Answered.Failed(failed.refusal()), true);
            case Followed.Streamed _, Followed.Left _ -> new End.Sent();
        };
    }

    /** What the one who led has found: this caller has a word of its own on how old and how near it may be. */
    private End stored(InFlight request, Lookup.Read.Miss alone, CacheEntry stored, String near) {
        Lookup.Read.Together together = lookup.again(alone);
        if (together != null) {
            return together(request, together);
        }
        boolean wanted = near.isEmpty() || request.rules().comparing(alone.keyed()) != null;
        Caches.Found found = wanted ? lookup.accepts(alone, stored) : null;
        if (found == null) {
            return lead(request, alone);
        }
        return new End.Send(near.isEmpty() ? hits.exact(request, found) : hits.near(request, found, near));
    }

    /** The rest of phase 5 for the request that would fetch the answer: one to a question that means the same will do. */
    private End lead(InFlight request, Lookup.Read.Miss miss) {
        Exchange exchange = request.exchange();
        exchange.record().alias = miss.keyed().alias().name();
        return switch (meanings.find(request.rules(), miss.keyed(), exchange.record())) {
            case Nearby.Missed missed -> fetch(request, miss, missed);
            case Nearby.Refused refused ->
                new End.Send(replies.refuse(exchange, request.allowance(), refused.refusal()));
            case Nearby.Served served -> {
                miss.share(served.landed());
                yield new End.Send(hits.near(request, served.found(), served.detail()));
            }
        };
    }

    /** What was sent stale is fetched anew itself: an answer to another question would not renew it. */
    private End refetch(InFlight request, Lookup.Read.Miss miss) {
        request.exchange().record().alias = miss.keyed().alias().name();
        return fetch(request, miss, Nearby.Missed.NOT_USED);
    }

    /** Phases 6 to 9 for the request that fetches the answer, for itself and for whoever waits for the same. */
    private End fetch(InFlight request, Lookup.Read.Miss miss, Nearby.Missed missed) {
        Exchange exchange = request.exchange();
        Keyed keyed = miss.keyed();
        exchange.record().near = missed.detail();
        exchange.record().cacheStatus = Storage.status(miss, false, exchange.record());
        Decision decision = routing.decide(request.rules(), keyed, RuledOut.NOTHING);
        exchange.record().spent(Phase.ROUTE);
        Answered answered;
        try (ItemClaims claims = lookup.items().claim(keyed, miss.items())) {
            Made made = answering.answer(request, miss, decision, claims);
            answered = made.answered();
            exchange.record().spent(Phase.ANSWER);
            CachedAnswer stored = storage.store(request.rules(), miss, exchange.record(), answered, made.batch());
            meanings.settle(request.rules(), keyed, missed, stored);
            exchange.record().spent(Phase.STORE);
        }
        return send(request, miss, answered, false);
    }

    /** An answer, or what stands in for it when it could not be had. */
    private End send(InFlight request, Lookup.Read.Miss miss, Answered answered, boolean collapsed) {
        Reply old = insteadOfError(request, miss, answered, collapsed);
        return old != null ? new End.Send(old) : send(request, answered);
    }

    private @Nullable Reply insteadOfError(
            InFlight request, Lookup.Read.Miss miss, Answered answered, boolean collapsed) {
        Caches.Found old = answered.isError() ? lookup.insteadOfError(miss) : null;
        return old == null ? null : hits.insteadOfError(request, answered, collapsed, old);
    }

    private End send(InFlight request, Answered answered) {
        Exchange exchange = request.exchange();
        return switch (answered) {
            case Answered.Whole whole -> new End.Send(replies.answered(exchange, request.allowance(), whole));
            case Answered.Streamed _, Answered.Left _ -> new End.Sent();
            case Answered.Failed failed ->
                new End.Send(replies.refuse(exchange, request.allowance(), failed.refusal()));
        };
    }

    private Reply failed(Exchange exchange, @Nullable Allowance allowance, Throwable bug) {
        LOG.log(Level.ERROR, "request " + exchange.arrival().requestId() + " failed", bug);
        return replies.refuse(exchange, allowance, NoPlace.INTERNAL);
    }

    /** Has a reply sent at its pace, and finished then; false when it is to be sent at once. */
    private boolean replay(Exchange exchange, @Nullable Permit permit, Reply reply) {
        try {
            exchange.record().skip();
            return replays.begin(exchange, reply, () -> finish(exchange, permit, new End.Sent()));
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "request " + exchange.arrival().requestId() + " was not replayed", bug);
            return false;
        }
    }

    /** Phase 10, on the event loop: the reply leaves, what was taken is given back, and the request is accounted for. */
    private void finish(Exchange exchange, @Nullable Permit permit, End end) {
        if (end instanceof End.Send(Reply reply) && reply.isPaced() && replay(exchange, permit, reply)) {
            return;
        }
        try {
            switch (end) {
                case End.Send send -> exchange.reply(send.reply());
                case End.Sent sent -> {}
            }
            exchange.record().settle();
        } catch (Throwable bug) {
            LOG.log(Level.ERROR, "the reply to request " + exchange.arrival().requestId() + " failed", bug);
        } finally {
            if (permit != null) {
                permit.close();
            }
            accounting.account(exchange.arrival(), exchange.record());
        }
    }
}

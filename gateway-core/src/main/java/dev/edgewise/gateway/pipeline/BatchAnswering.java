package dev.edgewise.gateway.pipeline;

import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.cache.answer.Usage;
import dev.edgewise.gateway.lookup.BatchAnswer;
import dev.edgewise.gateway.lookup.BatchFound;
import dev.edgewise.gateway.lookup.BatchItems;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.ItemClaims;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.lookup.Storage;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.request.ServedBy;
import dev.edgewise.gateway.route.Routing;
import dev.edgewise.routing.Decision;
import dev.edgewise.routing.RuledOut;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Phases 7 and 8 of a batch: only the items that are not stored are asked for, and the answer is put together. Where that cannot
 * be, because the answer has another shape, comes from another model or is an error that may name an item, the request is asked
 * as it came.
 */
final class BatchAnswering {
    private final Answering answering;
    private final Lookup lookup;
    private final Routing routing;
    private final BatchJoining joining;
    private final Storage storage;
    private final ReplyCheck check = new ReplyCheck(BatchItems.BYTES_MAX);

    BatchAnswering(Answering answering, Lookup lookup, Routing routing, Storage storage) {
        this.answering = answering;
        this.lookup = lookup;
        this.routing = routing;
        this.storage = storage;
        this.joining = new BatchJoining(answering, lookup, storage);
    }

    /** @param claims which of the missing items others have computed, and whom this one owes its own */
    Made answer(InFlight request, Lookup.Read.Miss miss, Decision decision, ItemClaims claims) {
        BatchFound items = miss.items();
        if (items == null) {
            return new Made(answering.answer(request, miss, decision, model -> miss.keyed()), null);
        }
        request.exchange().record().itemsAsked = items.count();
        int booked = request.permit().bytesHeld();
        if (!claims.hasOthers()) {
            return rest(request, miss, decision, claims, booked);
        }
        return switch (joining.join(request, miss, decision, claims)) {
            case BatchJoining.Outcome.Done(BatchAnswer batch) -> new Made(batch.whole(), batch);
            case BatchJoining.Outcome.Odd(Answered odd) ->
                mends(odd) ? asItCame(request, miss, odd, claims, booked) : new Made(odd, null);
            case BatchJoining.Outcome.Rest(Lookup.Read.Miss less) -> {
                forget(request.exchange().record());
                yield rest(
                        request, less, routing.decide(request.rules(), miss.keyed(), RuledOut.NOTHING), claims, booked);
            }
        };
    }

    private Made rest(InFlight request, Lookup.Read.Miss miss, Decision decision, ItemClaims claims, int booked) {
        BatchFound items = Objects.requireNonNull(miss.items());
        RequestRecord record = request.exchange().record();
        var missing = new BatchAsk(lookup, miss, items, false);
        Answered first = answering.answer(request, miss, decision, missing);
        BatchAnswer batch = taken(miss, items, missing, record, first);
        if (batch != null) {
            land(miss, claims, batch, record);
            return new Made(batch.whole(), batch);
        }
        return missing.isPart() && mends(first)
                ? asItCame(request, miss, first, claims, booked)
                : new Made(first, null);
    }

    /** @param first what came in place of the items of a part */
    private Made asItCame(InFlight request, Lookup.Read.Miss miss, Answered first, ItemClaims claims, int booked) {
        BatchFound items = Objects.requireNonNull(miss.items());
        RequestRecord record = request.exchange().record();
        if (record.servedBy == ServedBy.CENTRAL) {
            record.readBefore(spent(first));
        }
        // The answer is thrown away: the next one has its room.
        request.permit().backTo(booked);
        forget(record);
        var all = new BatchAsk(lookup, miss, items, true);
        Decision again = routing.decide(request.rules(), miss.keyed(), RuledOut.NOTHING);
        Answered answered = answering.answer(request, miss, again, all);
        BatchAnswer whole = taken(miss, items, all, record, answered);
        if (whole != null) {
            land(miss, claims, whole, record);
        }
        return new Made(whole == null ? answered : whole.whole(), whole);
    }

    /** What may not be kept goes with nothing that is. */
    private void land(Lookup.Read.Miss miss, ItemClaims claims, BatchAnswer batch, RequestRecord record) {
        if (!record.canary && !record.otherFiles && storage.fits(miss, record, batch)) {
            claims.land(batch.fresh(), record.model);
        }
    }

    /** What an answer said of itself that is not the last one. */
    private static void forget(RequestRecord record) {
        record.tryAgain();
        record.confidence = "";
        record.confidences = List.of();
        record.canary = false;
        record.errorCode = "";
    }

    /** Tokens of an answer that cannot be used; {@link RequestRecord#UNKNOWN} when it has them and does not say how many. */
    private long spent(Answered thrownAway) {
        return switch (thrownAway) {
            case Answered.Whole whole -> {
                Usage spent = check.usage(whole.body());
                yield spent != null ? spent.prompt() : whole.status() < 300 ? RequestRecord.UNKNOWN : 0;
            }
            case Answered.Failed(var refusal) -> refusal.equals(Gathering.TOO_LARGE) ? RequestRecord.UNKNOWN : 0;
            case Answered.Streamed _, Answered.Left _ -> 0;
        };
    }

    private @Nullable BatchAnswer taken(
            Lookup.Read.Miss miss, BatchFound items, BatchAsk ask, RequestRecord record, Answered answered) {
        record.itemsFound = 0;
        if (!(answered instanceof Answered.Whole whole)) {
            return null;
        }
        boolean another = record.canary || record.otherFiles || !items.isBy(record.model);
        if (ask.withStored() && another) {
            return null;
        }
        int[] asked = ask.asked();
        List<String> sure = asked.length == 1 ? List.of(record.confidence) : record.confidences;
        BatchAnswer batch = lookup.items().answer(miss.keyed(), items, asked, ask.withStored(), whole, sure);
        if (batch != null) {
            record.itemsFound = items.count() - asked.length - (ask.withStored() ? items.paid() : 0);
            record.confidence = items.sure(ask.withStored(), record.confidence);
        }
        return batch;
    }

    /** Whether the request as it came may do better than the part of it that was asked. */
    private static boolean mends(Answered answered) {
        return switch (answered) {
            case Answered.Whole(int status, var type, var body, var passed, var origin) ->
                status < 300 || status == 400 || status == 404 || status == 413 || status == 422;
            case Answered.Failed(var refusal) ->
                refusal.equals(Gathering.TOO_LARGE) || refusal.status() == 400 || refusal.status() == 413;
            case Answered.Streamed streamed -> false;
            case Answered.Left left -> false;
        };
    }

    /** The stored items of a batch as its answer, or null where the request must be asked. */
    Caches.@Nullable Found stored(InFlight request, Lookup.Read.Together together) {
        Caches.Found found = together.items().together();
        if (found == null || !request.permit().keeps(found.rendered().body().length)) {
            return null;
        }
        RequestRecord record = request.exchange().record();
        record.itemsAsked = together.items().count();
        record.itemsFound = record.itemsAsked;
        return found;
    }
}

package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.lookup.BatchAnswer;
import dev.edgewise.gateway.lookup.BatchFound;
import dev.edgewise.gateway.lookup.ItemClaims;
import dev.edgewise.gateway.lookup.ItemsUnderWay.Arrived;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.lookup.Storage;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.request.ServedBy;
import dev.edgewise.routing.Decision;
import dev.edgewise.routing.Why;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A batch of which other batches are having some items computed: it has the rest computed, tells whoever waits for those, and then
 * waits itself. Nobody waits with something of his own untold, so that no two wait for each other.
 */
final class BatchJoining {
    /** Half of the time that is left is kept for asking itself. */
    private static final int PART_OF_TIME = 2;

    private final Answering answering;
    private final Lookup lookup;
    private final Storage storage;

    BatchJoining(Answering answering, Lookup lookup, Storage storage) {
        this.answering = answering;
        this.lookup = lookup;
        this.storage = storage;
    }

    /** How that went. */
    sealed interface Outcome {
        /** All items are there. */
        record Done(BatchAnswer batch) implements Outcome {}

        /** Some are still missing: the others failed, or took too long. */
        record Rest(Lookup.Read.Miss miss) implements Outcome {}

        /** This came in place of the items: of those that were asked for, or because nobody wants them any more. */
        record Odd(Answered answered) implements Outcome {}
    }

    /** The request for the rest, whoever answers it. */
    private record Part(Keyed request) implements Ask {
        @Override
        public Keyed of(String model) {
            return request;
        }

        @Override
        public Gathers gathers() {
            return Gathers.ONLY;
        }
    }

    Outcome join(InFlight request, Lookup.Read.Miss miss, Decision decision, ItemClaims claims) {
        BatchFound items = Objects.requireNonNull(miss.items());
        int[] own = claims.own();
        Map<Integer, Arrived> computed = new HashMap<>();
        Answered.Whole head = null;
        if (own.length > 0) {
            Keyed less = lookup.asking(miss, own);
            BatchFound part = less == null ? null : lookup.items().alone(less, items, own);
            if (less == null || part == null) {
                return new Outcome.Rest(miss);
            }
            Answered answered = answering.answer(request, miss, decision, new Part(less));
            BatchAnswer batch = taken(request, less, part, answered);
            if (!(answered instanceof Answered.Whole whole) || batch == null) {
                return new Outcome.Odd(answered);
            }
            head = whole;
            land(request, miss, batch, claims);
            String model = request.exchange().record().model;
            for (int i = 0; i < own.length; i++) {
                computed.put(own[i], new Arrived(batch.fresh().get(i), model));
            }
        }
        Set<Integer> paid = Set.copyOf(computed.keySet());
        var left = new CompletableFuture<Void>();
        computed.putAll(others(request, miss, claims, left));
        if (left.isDone()) {
            return new Outcome.Odd(new Answered.Left());
        }
        BatchFound now = lookup.items().with(miss.keyed(), items, computed, paid);
        BatchAnswer all = now.missing().length > 0 ? null : lookup.items().composed(miss.keyed(), now, head);
        if (all != null && !request.permit().keeps(all.whole().body().length)) {
            // What the centre answers to all of it can be passed on as it comes.
            all = null;
        }
        return all == null ? new Outcome.Rest(miss.with(now)) : done(request, now, all, own.length);
    }

    private @Nullable BatchAnswer taken(InFlight request, Keyed less, BatchFound part, Answered answered) {
        RequestRecord record = request.exchange().record();
        if (!(answered instanceof Answered.Whole whole) || record.canary || record.otherFiles) {
            return null;
        }
        int[] all = part.all();
        List<String> sure = all.length == 1 ? List.of(record.confidence) : record.confidences;
        return lookup.items().answer(less, part, all, false, whole, sure);
    }

    /** The others need not wait until this one has all of its own answer; what its part has cost is known, whatever follows. */
    private void land(InFlight request, Lookup.Read.Miss miss, BatchAnswer batch, ItemClaims claims) {
        RequestRecord record = request.exchange().record();
        record.stored |= storage.keep(request.rules(), miss, record, batch);
        if (!record.varies) {
            claims.land(batch.fresh(), record.model);
        }
        if (record.servedBy == ServedBy.CENTRAL) {
            record.readBefore(
                    batch.used() == null ? RequestRecord.UNKNOWN : batch.used().prompt());
            record.promptTokens = 0;
        }
    }

    private static Map<Integer, Arrived> others(
            InFlight request, Lookup.Read.Miss miss, ItemClaims claims, CompletableFuture<Void> left) {
        var exchange = request.exchange();
        miss.tee().onAbandoned(() -> left.complete(null));
        exchange.lane()
                .onLoop(() -> exchange.onClientGone(() -> {
                    if (!miss.tee().clientLeft()) {
                        left.complete(null);
                    }
                }));
        RequestRecord record = exchange.record();
        long nowNanos = record.arrivedNanos() + record.elapsedNanos();
        record.spent(Phase.ANSWER);
        Map<Integer, Arrived> arrived =
                claims.await((exchange.arrival().deadlineNanos() - nowNanos) / PART_OF_TIME, left);
        record.skip();
        return arrived;
    }

    private static Outcome done(InFlight request, BatchFound now, BatchAnswer all, int asked) {
        RequestRecord record = request.exchange().record();
        if (asked == 0) {
            record.servedBy = ServedBy.COALESCED;
            record.why = Why.COALESCED;
            record.model = now.answeredBy();
        }
        record.itemsFound = now.count() - asked;
        record.confidence = now.sure(true, "");
        return new Outcome.Done(all);
    }
}

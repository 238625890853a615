package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.answer.CentralAnswers;
import dev.edgewise.gateway.answer.Escalation;
import dev.edgewise.gateway.answer.LocalAnswers;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.lookup.Storage;
import dev.edgewise.gateway.reply.Replies;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.request.ServedBy;
import dev.edgewise.gateway.route.Routing;
import dev.edgewise.gateway.upstream.UpstreamHead;
import dev.edgewise.routing.Decision;
import dev.edgewise.routing.RuledOut;
import java.util.function.Function;

/** Phases 7 and 8 where the decision says: on the node or at the centre. Waits on the request's virtual thread. */
final class Answering {
    private final LocalAnswers local;
    private final CentralAnswers central;
    private final Routing routing;
    private final Replies replies;
    private final Storage storage;

    Answering(LocalAnswers local, CentralAnswers central, Routing routing, Replies replies, Storage storage) {
        this.local = local;
        this.central = central;
        this.routing = routing;
        this.replies = replies;
        this.storage = storage;
    }

    /** The answer to the request as {@code ask} makes it. */
    Answered answer(InFlight request, Lookup.Read.Miss miss, Decision decision, Ask ask) {
        return switch (decision) {
            case Decision.Unavailable unavailable ->
                NoPlace.refuse(request.exchange().record(), unavailable);
            case Decision.Forward forward -> forward(request, miss, forward, ask);
            case Decision.Local here -> answerHere(request, miss, here, ask);
        };
    }

    /** Phases 7 and 8 on the node: what it cannot answer goes to the centre, once. */
    private Answered answerHere(InFlight request, Lookup.Read.Miss miss, Decision.Local here, Ask ask) {
        RequestRecord record = request.exchange().record();
        record.servedBy = ServedBy.LOCAL;
        record.why = here.why();
        miss.tee().note(here.model().value());
        Escalation verdict = Escalation.judge(local.answer(
                request.exchange(),
                ask.of(here.model().value()),
                here,
                head -> replies.streaming(request.exchange(), request.allowance(), head),
                miss.tee()));
        record.spent(Phase.ESCALATE);
        return switch (verdict) {
            case Escalation.Sure sure -> sure.answered();
            case Escalation.Unsure unsure ->
                switch (routing.decide(request.rules(), miss.keyed(), unsure.ruledOut())) {
                    case Decision.Forward forward -> {
                        record.tryAgain();
                        yield forward(request, miss, forward, ask);
                    }
                    case Decision.Local again -> new Answered.Failed(unsure.refusal());
                    case Decision.Unavailable unavailable -> {
                        // What is wrong with the request is told by the model that read it.
                        if (unsure.ruledOut() != RuledOut.LOCAL_UNFIT) {
                            record.why = unavailable.why();
                        }
                        yield new Answered.Failed(unsure.refusal());
                    }
                };
        };
    }

    private Answered forward(InFlight request, Lookup.Read.Miss miss, Decision.Forward forward, Ask ask) {
        Exchange exchange = request.exchange();
        exchange.record().servedBy = ServedBy.CENTRAL;
        exchange.record().why = forward.why();
        miss.tee().note(forward.upstreamModel());
        Keyed keyed = ask.of(forward.upstreamModel());
        Function<UpstreamHead, HeaderList> lines = head -> {
            storage.begins(miss, exchange.record(), head.headers()::getAll);
            return replies.streaming(exchange, request.allowance(), head);
        };
        return switch (ask.gathers()) {
            case NO -> forward(request, miss, forward, keyed, exchange, lines);
            case OR_PASSES -> gathered(request, miss, forward, keyed, lines, true);
            case ONLY -> gathered(request, miss, forward, keyed, lines, false);
        };
    }

    private Answered gathered(
            InFlight request,
            Lookup.Read.Miss miss,
            Decision.Forward forward,
            Keyed keyed,
            Function<UpstreamHead, HeaderList> lines,
            boolean passes) {
        var gathering = new Gathering(request.exchange(), request.permit(), lines, passes);
        return gathering.whole(forward(request, miss, forward, keyed, gathering, gathering::begun));
    }

    private Answered forward(
            InFlight request,
            Lookup.Read.Miss miss,
            Decision.Forward forward,
            Keyed keyed,
            Exchange exchange,
            Function<UpstreamHead, HeaderList> lines) {
        return central.forward(exchange, keyed, forward, request.rules().cluster(forward.cluster()), lines, miss.tee());
    }
}

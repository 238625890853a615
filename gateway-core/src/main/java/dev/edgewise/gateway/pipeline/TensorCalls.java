package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.oip.OpenInference;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.ServedBy;
import dev.edgewise.gateway.route.Routing;
import dev.edgewise.routing.Decision;

/** Phases 6 and 7 for tensors: their answers are not kept, and no cluster takes them. On the request's virtual thread. */
final class TensorCalls {
    private final Routing routing;
    private final OpenInference tensors;

    TensorCalls(Routing routing, OpenInference tensors) {
        this.routing = routing;
        this.tensors = tensors;
    }

    Answered infer(InFlight request, Governed governed) {
        Exchange exchange = request.exchange();
        Answered answered = switch (tensors.read(request.rules(), governed)) {
            case OpenInference.Read.Refused refused -> new Answered.Failed(refused.refusal());
            case OpenInference.Read.Own own -> tensors.own(exchange, request.rules(), governed, own.call());
            case OpenInference.Read.Tensors given -> {
                exchange.record().alias = given.alias().name();
                Decision decision = routing.tensors(given.alias(), given.wish());
                exchange.record().spent(Phase.ROUTE);
                yield switch (decision) {
                    case Decision.Unavailable unavailable -> NoPlace.refuse(exchange.record(), unavailable);
                    case Decision.Forward forward ->
                        throw new IllegalStateException("tensors were routed to " + forward.cluster());
                    case Decision.Local here -> {
                        exchange.record().servedBy = ServedBy.LOCAL;
                        exchange.record().why = here.why();
                        yield tensors.infer(exchange, request.permit(), given, here);
                    }
                };
            }
        };
        exchange.record().spent(Phase.ANSWER);
        return answered;
    }
}

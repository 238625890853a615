package dev.edgewise.gateway.route;

import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.upstream.ClusterTarget;
import dev.edgewise.inference.ModelId;
import dev.edgewise.routing.Ask;
import dev.edgewise.routing.ClusterView;
import dev.edgewise.routing.Decision;
import dev.edgewise.routing.LocalReadiness;
import dev.edgewise.routing.Residency;
import dev.edgewise.routing.RouteQuery;
import dev.edgewise.routing.Router;
import dev.edgewise.routing.RuledOut;
import dev.edgewise.routing.Wish;
import dev.edgewise.routing.model.CentralModel;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.Operation;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Phase 6, route: asks the router with what is known of the request, the node and the centre. */
public final class Routing {
    private final Router router;
    private final Function<ModelId, LocalReadiness> readiness;

    /** @param readiness how soon the local model of that name could answer */
    public Routing(Router router, Function<ModelId, LocalReadiness> readiness) {
        this.router = router;
        this.readiness = readiness;
    }

    /** The decision; a second one passes what the first try showed. */
    public Decision decide(Rules rules, Keyed keyed, RuledOut ruledOut) {
        LocalModel local = keyed.alias().local();
        return router.decide(new RouteQuery(
                keyed.alias(),
                Asks.of(keyed),
                keyed.wish(),
                keyed.governed().effects().residency(),
                local == null ? LocalReadiness.ABSENT : readiness.apply(local.id()),
                cluster(rules, keyed.alias().central()),
                ruledOut));
    }

    /** The decision on tensors, which no cluster takes: the node's own model, or nobody. */
    public Decision tensors(ModelAlias alias, Wish wish) {
        LocalModel local = alias.local();
        return router.decide(new RouteQuery(
                alias,
                Ask.of(Operation.TENSORS),
                wish,
                Residency.ANY,
                local == null ? LocalReadiness.ABSENT : readiness.apply(local.id()),
                ClusterView.NONE,
                RuledOut.NOTHING));
    }

    private static ClusterView cluster(Rules rules, @Nullable CentralModel central) {
        ClusterTarget target = central == null ? null : rules.clusters().get(central.cluster());
        return target == null ? ClusterView.NONE : target.cluster();
    }
}

package dev.edgewise.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.routing.Queries.FixedCluster;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.Operation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every combination of what a query can say: small enough to try all of them. */
class EveryQueryTest {

    private static final long MS = 1_000_000L;

    private final Router router = new AliasRouter(RouterSettings.DEFAULT);

    @Test
    void noDecisionBreaksAHardConstraint() {
        List<RouteQuery> all = everyQuery();
        assertThat(all).hasSizeGreaterThan(10_000);
        for (RouteQuery query : all) {
            String broken = brokenRule(query, router.decide(query));
            assertThat(broken).as("%s", query).isEmpty();
        }
    }

    private static String brokenRule(RouteQuery query, Decision decision) {
        return switch (decision) {
            case Decision.Local local -> brokenByLocal(query, local);
            case Decision.Forward forward -> brokenByForward(query, forward);
            case Decision.Unavailable refusal -> refusal.message().isBlank() ? "no message" : brokenByRefusal(query);
        };
    }

    private static String brokenByLocal(RouteQuery query, Decision.Local local) {
        LocalReadiness.State state = query.local().state();
        boolean open = state != LocalReadiness.State.ABSENT
                && state != LocalReadiness.State.PULLING
                // The engine says why it failed, where nobody else may answer.
                && (state != LocalReadiness.State.FAILED
                        || query.alias().central() == null
                        || query.wish().target() == Target.EDGE)
                && state != LocalReadiness.State.FULL;
        boolean may = query.alias().local() != null
                && query.wish().target() != Target.CENTRAL
                && query.ask().operation() == Operation.CHAT
                && query.ruledOut() != RuledOut.LOCAL_FAILED
                && query.ruledOut() != RuledOut.LOCAL_UNFIT
                && query.ruledOut() != RuledOut.LOCAL_UNSURE
                && query.local().waitNanos() <= query.wish().deadlineNanos();
        return open && may ? "" : "must not be local: " + local;
    }

    private static String brokenByForward(RouteQuery query, Decision.Forward forward) {
        ClusterHealth health = query.cluster().health(query.residency());
        boolean open = health == ClusterHealth.UP || health == ClusterHealth.SHAKY;
        boolean may = query.alias().central() != null
                && query.wish().target() != Target.EDGE
                && query.ruledOut() != RuledOut.CENTRAL_FAILED;
        return open && may ? "" : "must not be forwarded: " + forward;
    }

    /** A refusal is wrong when a ready node or a healthy centre was free to answer. */
    private static String brokenByRefusal(RouteQuery query) {
        boolean inTime = query.wish().deadlineNanos() == Wish.NO_DEADLINE;
        boolean edge = query.alias().local() != null
                && query.local().equals(LocalReadiness.READY)
                && query.ask().operation() == Operation.CHAT;
        boolean centre =
                query.alias().central() != null && query.cluster().health(query.residency()) == ClusterHealth.UP;
        boolean free = inTime && query.wish().target() == Target.UNSET && query.ruledOut() == RuledOut.NOTHING;
        return free && (edge || centre) ? "refused for nothing" : "";
    }

    private static List<RouteQuery> everyQuery() {
        List<RouteQuery> all = new ArrayList<>();
        for (ModelAlias alias : List.of(Queries.BOTH, Queries.ONLY_LOCAL, Queries.ONLY_CENTRAL)) {
            for (LocalReadiness.State state : LocalReadiness.State.values()) {
                for (ClusterHealth health : ClusterHealth.values()) {
                    for (RuledOut ruledOut : RuledOut.values()) {
                        addWishes(all, alias, state, health, ruledOut);
                    }
                }
            }
        }
        return all;
    }

    private static void addWishes(
            List<RouteQuery> all,
            ModelAlias alias,
            LocalReadiness.State state,
            ClusterHealth health,
            RuledOut ruledOut) {
        for (Prefer prefer : Prefer.values()) {
            for (Target target : Target.values()) {
                for (long deadline : new long[] {Wish.NO_DEADLINE, 100 * MS, 0}) {
                    for (Operation operation : List.of(Operation.CHAT, Operation.EMBEDDING)) {
                        long wait = deadline == 100 * MS ? 200 * MS : 0;
                        all.add(new RouteQuery(
                                alias,
                                Ask.of(operation),
                                new Wish(prefer, target, deadline),
                                Residency.ANY,
                                new LocalReadiness(state, wait),
                                new FixedCluster(health, 50 * MS, 0),
                                ruledOut));
                    }
                }
            }
        }
    }
}

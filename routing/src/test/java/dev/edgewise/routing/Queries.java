package dev.edgewise.routing;

import dev.edgewise.inference.ModelId;
import dev.edgewise.routing.model.CentralModel;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import dev.edgewise.routing.model.Operation;
import java.util.Set;

/** Short ways to the queries that tests ask. */
final class Queries {

    static final ModelId SMOL = new ModelId("smol");
    static final LocalModel SMALL = new LocalModel(SMOL, "r1", Set.of(Operation.CHAT), Set.of(), 2_000);
    static final CentralModel LARGE = new CentralModel("main", "llama-70b");
    static final ModelAlias BOTH = new ModelAlias("chat-small", SMALL, LARGE);
    static final ModelAlias ONLY_LOCAL = new ModelAlias("tiny", SMALL, null);
    static final ModelAlias ONLY_CENTRAL = new ModelAlias("chat-large", null, LARGE);
    static final FixedCluster UP = new FixedCluster(ClusterHealth.UP, 0, 0);

    private Queries() {}

    static RouteQuery query(ModelAlias alias) {
        return new RouteQuery(
                alias, Ask.of(Operation.CHAT), Wish.NONE, Residency.ANY, LocalReadiness.READY, UP, RuledOut.NOTHING);
    }

    static RouteQuery with(RouteQuery q, Wish wish) {
        return new RouteQuery(q.alias(), q.ask(), wish, q.residency(), q.local(), q.cluster(), q.ruledOut());
    }

    static RouteQuery with(RouteQuery q, Ask ask) {
        return new RouteQuery(q.alias(), ask, q.wish(), q.residency(), q.local(), q.cluster(), q.ruledOut());
    }

    static RouteQuery with(RouteQuery q, LocalReadiness local) {
        return new RouteQuery(q.alias(), q.ask(), q.wish(), q.residency(), local, q.cluster(), q.ruledOut());
    }

    static RouteQuery with(RouteQuery q, ClusterHealth health) {
        return with(q, new FixedCluster(health, 0, 0));
    }

    static RouteQuery with(RouteQuery q, ClusterView cluster) {
        return new RouteQuery(q.alias(), q.ask(), q.wish(), q.residency(), q.local(), cluster, q.ruledOut());
    }

    static Wish prefer(Prefer prefer) {
        return new Wish(prefer, Target.UNSET, Wish.NO_DEADLINE);
    }

    static Wish target(Target target) {
        return new Wish(Prefer.UNSET, target, Wish.NO_DEADLINE);
    }

    static Wish deadline(long nanos) {
        return new Wish(Prefer.UNSET, Target.UNSET, nanos);
    }

    /** A cluster that always says the same. */
    record FixedCluster(ClusterHealth health, long firstByte, long retryAfter) implements ClusterView {

        @Override
        public ClusterHealth health(Residency residency) {
            return health;
        }

        @Override
        public long firstByteNanos(Residency residency) {
            return firstByte;
        }

        @Override
        public long retryAfterNanos(Residency residency) {
            return retryAfter;
        }

        @Override
        public double saturation() {
            return 0;
        }
    }
}

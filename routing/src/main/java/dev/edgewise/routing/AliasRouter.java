package dev.edgewise.routing;

import dev.edgewise.routing.Obstacle.Effect;
import dev.edgewise.routing.model.CentralModel;
import dev.edgewise.routing.model.LocalModel;
import org.jspecify.annotations.Nullable;

/**
 * Routes by rules alone. For each place it asks what speaks against it, in the order hard constraints (the alias, the
 * caller's target, an earlier attempt, abilities, residency), then feasibility (readiness, health, deadline); then the
 * preference picks the first choice. A place that is <em>closed</em> is never used; a place that is merely
 * <em>slow</em> (a model to be loaded, endpoints that failed lately) is used when the other one is no better.
 *
 * <p>A reason always names what made the difference: the preference when the first choice was taken, else what spoke
 * against the first choice.
 *
 * <p>Immutable and safe for any thread. A decision allocates the decision itself and nothing else, unless it refuses.
 */
public final class AliasRouter implements Router {

    private final long localWaitNanosMax;
    private final Refusals refusals;

    /** A router with these bounds. */
    public AliasRouter(RouterSettings settings) {
        this.localWaitNanosMax = settings.localWaitMax().toNanos();
        this.refusals = new Refusals(settings.retryAfterDefault());
    }

    @Override
    public Decision decide(RouteQuery query) {
        @Nullable Obstacle edge = againstEdge(query);
        @Nullable Obstacle centre = againstCentre(query);
        FirstChoice choice = firstChoice(query);
        @Nullable Obstacle first = choice.edge ? edge : centre;
        @Nullable Obstacle other = choice.edge ? centre : edge;
        if (first == null) {
            return answer(query, choice.edge, choice.why);
        }
        if (first.effect == Effect.SLOWS && other != null) {
            return answer(query, choice.edge, choice.why);
        }
        if (other == null || other.effect == Effect.SLOWS) {
            return answer(query, !choice.edge, first.instead);
        }
        return refusals.refuse(query, first, other);
    }

    private static FirstChoice firstChoice(RouteQuery query) {
        return switch (query.ruledOut()) {
            case NOTHING -> wished(query);
            case LOCAL_FAILED -> FirstChoice.LOCAL_FAILED;
            case LOCAL_UNFIT -> FirstChoice.LOCAL_UNFIT;
            case LOCAL_UNSURE -> FirstChoice.LOCAL_UNSURE;
            case CENTRAL_FAILED -> FirstChoice.CENTRAL_FAILED;
        };
    }

    private static FirstChoice wished(RouteQuery query) {
        if (query.wish().target() == Target.EDGE) {
            return FirstChoice.TARGET_EDGE;
        }
        if (query.wish().target() == Target.CENTRAL) {
            return FirstChoice.TARGET_CENTRAL;
        }
        if (query.alias().central() == null) {
            return FirstChoice.ONLY_LOCAL;
        }
        if (query.alias().local() == null) {
            return FirstChoice.ONLY_CENTRAL;
        }
        return switch (query.wish().prefer()) {
            case UNSET -> FirstChoice.FITS_LOCAL;
            case COST -> FirstChoice.COST;
            case QUALITY -> FirstChoice.QUALITY;
            case LATENCY -> centreIsFaster(query) ? FirstChoice.CENTRE_FASTER : FirstChoice.LOCAL_FASTER;
        };
    }

    /** Without a measurement of the centre the node counts as faster: it is a network round trip nearer. */
    private static boolean centreIsFaster(RouteQuery query) {
        long centreNanos = query.cluster().firstByteNanos(query.residency());
        return centreNanos > 0 && centreNanos < query.local().waitNanos();
    }

    /** What speaks against the node, or null. */
    private @Nullable Obstacle againstEdge(RouteQuery query) {
        @Nullable LocalModel local = query.alias().local();
        if (local == null) {
            return Obstacle.NO_LOCAL_MODEL;
        }
        if (query.wish().target() == Target.CENTRAL) {
            return Obstacle.LOCAL_NOT_WANTED;
        }
        if (query.ruledOut() == RuledOut.LOCAL_FAILED) {
            return Obstacle.LOCAL_FAILED;
        }
        if (query.ruledOut() == RuledOut.LOCAL_UNSURE) {
            return Obstacle.LOCAL_UNSURE;
        }
        Ask ask = query.ask();
        if (query.ruledOut() == RuledOut.LOCAL_UNFIT || !local.fits(ask.operation(), ask.promptTokens(), ask.needs())) {
            return Obstacle.LOCAL_UNFIT;
        }
        return switch (query.local().state()) {
            case READY -> queued(query);
            case LOADING, COLD ->
                tooLate(query.local().waitNanos(), query) ? Obstacle.LOCAL_TOO_LATE : Obstacle.LOCAL_UNLOADED;
            case FULL -> Obstacle.LOCAL_FULL;
            // Where no other place may answer the engine is asked all the same: it alone knows why, and for how long.
            case FAILED ->
                mayForward(query) || tooLate(query.local().waitNanos(), query) ? Obstacle.LOCAL_FAILED : null;
            case PULLING -> Obstacle.LOCAL_PULLING;
            case ABSENT -> Obstacle.LOCAL_ABSENT;
        };
    }

    private static boolean mayForward(RouteQuery query) {
        return query.alias().central() != null && query.wish().target() != Target.EDGE;
    }

    private @Nullable Obstacle queued(RouteQuery query) {
        long waitNanos = query.local().waitNanos();
        if (tooLate(waitNanos, query)) {
            return Obstacle.LOCAL_TOO_LATE;
        }
        return waitNanos > localWaitNanosMax ? Obstacle.LOCAL_SLOW : null;
    }

    /** What speaks against the centre, or null. */
    private static @Nullable Obstacle againstCentre(RouteQuery query) {
        if (query.alias().central() == null) {
            return Obstacle.NO_CENTRAL_MODEL;
        }
        if (query.wish().target() == Target.EDGE) {
            return Obstacle.CENTRE_NOT_WANTED;
        }
        if (query.ruledOut() == RuledOut.CENTRAL_FAILED) {
            return Obstacle.CENTRE_DOWN;
        }
        return switch (query.cluster().health(query.residency())) {
            case UP -> centreTooLate(query) ? Obstacle.CENTRE_TOO_LATE : null;
            case SHAKY -> centreTooLate(query) ? Obstacle.CENTRE_TOO_LATE : Obstacle.CENTRE_SHAKY;
            case FULL -> Obstacle.CENTRE_FULL;
            case DOWN -> Obstacle.CENTRE_DOWN;
            case NO_ENDPOINT -> Obstacle.CENTRE_ELSEWHERE;
        };
    }

    private static boolean centreTooLate(RouteQuery query) {
        return tooLate(query.cluster().firstByteNanos(query.residency()), query);
    }

    private static boolean tooLate(long predictedNanos, RouteQuery query) {
        long deadlineNanos = query.wish().deadlineNanos();
        return deadlineNanos <= 0 || predictedNanos > deadlineNanos;
    }

    private static Decision answer(RouteQuery query, boolean edge, Why why) {
        @Nullable LocalModel local = query.alias().local();
        @Nullable CentralModel central = query.alias().central();
        if (edge && local != null) {
            return new Decision.Local(local.id(), why);
        }
        if (!edge && central != null) {
            return new Decision.Forward(central.cluster(), central.model(), why);
        }
        throw new IllegalStateException("a place without a model was left open for " + query.alias());
    }

    /** The place tried first, and the reason given when it is taken. */
    private enum FirstChoice {
        LOCAL_FAILED(false, Why.LOCAL_FAILED),
        LOCAL_UNFIT(false, Why.LOCAL_UNFIT),
        LOCAL_UNSURE(false, Why.LOW_CONFIDENCE),
        CENTRAL_FAILED(true, Why.CENTRAL_DOWN),
        TARGET_EDGE(true, Why.TARGET_EDGE),
        TARGET_CENTRAL(false, Why.TARGET_CENTRAL),
        ONLY_LOCAL(true, Why.ONLY_LOCAL),
        ONLY_CENTRAL(false, Why.ONLY_CENTRAL),
        FITS_LOCAL(true, Why.FITS_LOCAL),
        COST(true, Why.PREFER_COST),
        QUALITY(false, Why.PREFER_QUALITY),
        LOCAL_FASTER(true, Why.PREFER_LATENCY),
        CENTRE_FASTER(false, Why.PREFER_LATENCY);

        private final boolean edge;
        private final Why why;

        FirstChoice(boolean edge, Why why) {
            this.edge = edge;
            this.why = why;
        }
    }
}

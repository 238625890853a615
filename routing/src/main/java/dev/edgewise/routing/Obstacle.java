package dev.edgewise.routing;

import dev.edgewise.routing.model.CentralModel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can speak against answering a request at one of the two places. */
enum Obstacle {
    NO_LOCAL_MODEL(Why.ONLY_CENTRAL, Why.NO_ROUTE, Weight.SET_UP, Effect.CLOSES),
    LOCAL_NOT_WANTED(Why.TARGET_CENTRAL, Why.TARGET_CENTRAL, Weight.ASKED, Effect.CLOSES),
    LOCAL_FAILED(Why.LOCAL_FAILED, Why.LOCAL_FAILED, Weight.AT_THE_MOMENT, Effect.CLOSES),
    LOCAL_UNSURE(Why.LOW_CONFIDENCE, Why.NO_ROUTE, Weight.SET_UP, Effect.CLOSES),
    LOCAL_UNFIT(Why.LOCAL_UNFIT, Why.NO_ROUTE, Weight.ASKED, Effect.CLOSES),
    LOCAL_FULL(Why.LOCAL_BUSY, Why.LOCAL_BUSY, Weight.AT_THE_MOMENT, Effect.CLOSES),
    LOCAL_SLOW(Why.LOCAL_BUSY, Why.LOCAL_BUSY, Weight.AT_THE_MOMENT, Effect.SLOWS),
    LOCAL_UNLOADED(Why.LOCAL_NOT_READY, Why.LOCAL_NOT_READY, Weight.AT_THE_MOMENT, Effect.SLOWS),
    LOCAL_PULLING(Why.LOCAL_NOT_READY, Why.LOCAL_NOT_READY, Weight.AT_THE_MOMENT, Effect.CLOSES),
    LOCAL_ABSENT(Why.LOCAL_NOT_READY, Why.LOCAL_NOT_READY, Weight.AT_THE_MOMENT, Effect.CLOSES),
    LOCAL_TOO_LATE(Why.DEADLINE, Why.DEADLINE, Weight.AT_THE_MOMENT, Effect.CLOSES),
    NO_CENTRAL_MODEL(Why.ONLY_LOCAL, Why.NO_ROUTE, Weight.SET_UP, Effect.CLOSES),
    CENTRE_NOT_WANTED(Why.TARGET_EDGE, Why.TARGET_EDGE, Weight.ASKED, Effect.CLOSES),
    CENTRE_DOWN(Why.CENTRAL_DOWN, Why.CENTRAL_DOWN, Weight.AT_THE_MOMENT, Effect.CLOSES),
    CENTRE_SHAKY(Why.CENTRAL_DOWN, Why.CENTRAL_DOWN, Weight.AT_THE_MOMENT, Effect.SLOWS),
    CENTRE_FULL(Why.CENTRAL_BUSY, Why.CENTRAL_BUSY, Weight.AT_THE_MOMENT, Effect.CLOSES),
    CENTRE_ELSEWHERE(Why.RESIDENCY, Why.RESIDENCY, Weight.AT_THE_MOMENT, Effect.CLOSES),
    CENTRE_TOO_LATE(Why.DEADLINE, Why.DEADLINE, Weight.AT_THE_MOMENT, Effect.CLOSES);

    /** The reason told when the other place answers because of this. */
    final Why instead;

    /** The reason told when nobody answers because of this. */
    final Why refused;

    /** Of two obstacles the heavier one is told: it is what the caller did not know beforehand. */
    final Weight weight;

    /** Whether the place cannot answer at all, or is merely the worse choice. */
    final Effect effect;

    Obstacle(Why instead, Why refused, Weight weight, Effect effect) {
        this.instead = instead;
        this.refused = refused;
        this.weight = weight;
        this.effect = effect;
    }

    /** The obstacle as half a sentence. */
    String words(RouteQuery query) {
        return switch (this) {
            case NO_LOCAL_MODEL -> "it has no twin on this node";
            case LOCAL_NOT_WANTED -> "'Edge-Target: central' rules this node out";
            case LOCAL_FAILED -> "the node's model failed";
            case LOCAL_UNSURE -> "the node's answer was not sure enough";
            case LOCAL_UNFIT -> "the node's model cannot do this " + asked(query.ask());
            case LOCAL_FULL -> "the node's queue for it is full";
            case LOCAL_SLOW -> "the node's queue for it is long";
            case LOCAL_UNLOADED -> "the node has yet to load it";
            case LOCAL_PULLING -> "the node is still pulling it";
            case LOCAL_ABSENT -> "the node does not have it in its store";
            case LOCAL_TOO_LATE -> "the node would miss the deadline";
            case NO_CENTRAL_MODEL -> "it is not served centrally";
            case CENTRE_NOT_WANTED -> "'Edge-Target: edge' rules the centre out";
            case CENTRE_DOWN -> "no endpoint of " + cluster(query) + " answers";
            case CENTRE_SHAKY -> "every endpoint of " + cluster(query) + " failed lately";
            case CENTRE_FULL -> "every endpoint of " + cluster(query) + " is at its limit";
            case CENTRE_ELSEWHERE ->
                cluster(query) + " has no endpoint where the data may go (" + query.residency() + ")";
            case CENTRE_TOO_LATE -> cluster(query) + " would miss the deadline";
        };
    }

    private static String asked(Ask ask) {
        String operation = ask.operation().name().toLowerCase(Locale.ROOT);
        String length = ask.promptTokens() > 0 ? " of about " + ask.promptTokens() + " tokens" : "";
        String needs =
                ask.needs().isEmpty() ? "" : " with " + ask.needs().toString().toLowerCase(Locale.ROOT);
        return operation + " request" + length + needs;
    }

    private static String cluster(RouteQuery query) {
        @Nullable CentralModel central = query.alias().central();
        return central == null ? "the cluster" : "cluster '" + central.cluster() + "'";
    }

    /** How much of a surprise an obstacle is, the least first. */
    enum Weight {
        SET_UP,
        ASKED,
        AT_THE_MOMENT
    }

    /** What an obstacle does to its place. */
    enum Effect {
        CLOSES,
        SLOWS
    }
}

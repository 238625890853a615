package dev.edgewise.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Words a refusal: which of two obstacles is told, when to come back, and what to do. */
final class Refusals {

    private final Duration retryAfterDefault;

    Refusals(Duration retryAfterDefault) {
        this.retryAfterDefault = retryAfterDefault;
    }

    /** Tells the heavier obstacle as the reason, of two equal ones that of the first choice, and both in words. */
    Decision.Unavailable refuse(RouteQuery query, Obstacle first, Obstacle other) {
        Obstacle told = other.weight.compareTo(first.weight) > 0 ? other : first;
        String message = "Model '" + query.alias().name() + "' cannot be answered: " + first.words(query) + ", and "
                + other.words(query) + ". " + advice(told);
        return new Decision.Unavailable(told.refused, retryAfter(told, query), message);
    }

    private @Nullable Duration retryAfter(Obstacle told, RouteQuery query) {
        return switch (told) {
            case CENTRE_DOWN, CENTRE_SHAKY, CENTRE_FULL -> known(query.cluster().retryAfterNanos(query.residency()));
            case LOCAL_FULL, LOCAL_SLOW, LOCAL_UNLOADED, LOCAL_PULLING ->
                known(query.local().waitNanos());
            // With a time it is tried again then; else the operator has to.
            case LOCAL_ABSENT ->
                query.local().waitNanos() > 0 ? known(query.local().waitNanos()) : null;
            case LOCAL_FAILED, LOCAL_TOO_LATE, CENTRE_TOO_LATE -> retryAfterDefault;
            case NO_LOCAL_MODEL,
                    LOCAL_NOT_WANTED,
                    LOCAL_UNSURE,
                    LOCAL_UNFIT,
                    NO_CENTRAL_MODEL,
                    CENTRE_NOT_WANTED,
                    CENTRE_ELSEWHERE -> null;
        };
    }

    private Duration known(long nanos) {
        return nanos > 0 ? Duration.ofNanos(nanos) : retryAfterDefault;
    }

    /** What the caller can do, or who can. */
    private static String advice(Obstacle told) {
        return switch (told) {
            case LOCAL_NOT_WANTED, CENTRE_NOT_WANTED -> "Drop the 'Edge-Target' header or ask for another model.";
            case NO_LOCAL_MODEL, NO_CENTRAL_MODEL, LOCAL_UNSURE, LOCAL_UNFIT ->
                "Ask for another model; /v1/models lists them.";
            case LOCAL_TOO_LATE, CENTRE_TOO_LATE -> "Allow more time in 'Edge-Deadline'.";
            case CENTRE_DOWN,
                    CENTRE_SHAKY,
                    CENTRE_FULL,
                    LOCAL_FULL,
                    LOCAL_SLOW,
                    LOCAL_UNLOADED,
                    LOCAL_PULLING,
                    LOCAL_FAILED -> "Retry after the time in 'Retry-After'.";
            case LOCAL_ABSENT -> "The operator has to see why it could not be pulled, or pull it.";
            case CENTRE_ELSEWHERE -> "The operator has to add an endpoint there or a local twin.";
        };
    }
}

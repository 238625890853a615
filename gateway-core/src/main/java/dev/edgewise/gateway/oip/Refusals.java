package dev.edgewise.gateway.oip;

import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.Fault;
import java.time.Duration;
import java.util.Locale;

/** Why the node says no, with the status that fits. */
final class Refusals {
    static final Refusal CLOSING =
            Refusal.unavailable(503, "shutting_down", "This node is shutting down. Try again.", 1_000);
    static final Refusal FULL = Refusal.unavailable(
            503, "overloaded", "This node holds as many answers as it may. Try again shortly.", 1_000);

    private static final long RETRY_MILLIS = 1_000;

    private Refusals() {}

    /** @param sentence without a full stop */
    static Refusal invalid(String sentence) {
        return Refusal.invalid("invalid_tensors", null, told(sentence));
    }

    static Refusal notFound(String message) {
        return Refusal.client(404, "model_not_found", message);
    }

    /** What becomes of a request whose work has failed. */
    static Answered answered(Fault fault) {
        return fault.kind() == Fault.Kind.CANCELLED ? new Answered.Left() : new Answered.Failed(of(fault));
    }

    static Refusal of(Fault fault) {
        String message = told(fault.message());
        String code = "local_" + fault.kind().name().toLowerCase(Locale.ROOT);
        long retryMillis = fault.retryAfter().map(Duration::toMillis).orElse(RETRY_MILLIS);
        return switch (fault.kind()) {
            case INPUT_INVALID, INPUT_TOO_LONG, UNSUPPORTED -> Refusal.invalid(code, null, message);
            case MODEL_UNKNOWN -> Refusal.client(404, code, message);
            case CANCELLED -> Refusal.client(499, code, message);
            case DEADLINE -> Refusal.unavailable(504, code, message, retryMillis);
            case MODEL_REFUSED, MODEL_TOO_LARGE -> Refusal.hopeless(code, message);
            case MODEL_UNAVAILABLE, BUSY, CLOSED -> Refusal.unavailable(503, code, message, retryMillis);
            case INTERNAL -> Refusal.unavailable(500, code, message, retryMillis);
        };
    }

    private static String told(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + '.';
    }
}

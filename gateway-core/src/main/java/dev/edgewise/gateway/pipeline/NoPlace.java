package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.routing.Decision;
import dev.edgewise.routing.Why;
import java.time.Duration;

/** What is told to a caller whose request no place can answer, or on which the node failed. */
final class NoPlace {
    /** For a request that met a bug. */
    static final Refusal INTERNAL = Refusal.unavailable(
            500,
            "internal_error",
            "The node failed on this request; its log has the details under the request id.",
            -1);

    private NoPlace() {}

    /** The refusal; notes its reason in the record. */
    static Answered refuse(RequestRecord record, Decision.Unavailable unavailable) {
        record.why = unavailable.why();
        if (unavailable.why() == Why.NO_ROUTE) {
            // The caller's mistake, whatever the time: no retry mends it.
            return new Answered.Failed(Refusal.invalid("wrong_task", "model", unavailable.message()));
        }
        Duration wait = unavailable.retryAfter();
        return new Answered.Failed(new Refusal(
                503,
                "server_error",
                unavailable.why().wire().replace('-', '_'),
                null,
                unavailable.message(),
                wait != null,
                wait == null ? -1 : wait.toMillis()));
    }
}

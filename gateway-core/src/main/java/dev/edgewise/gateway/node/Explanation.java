package dev.edgewise.gateway.node;

import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.routing.Decision;

/** What would become of a request. */
public sealed interface Explanation {
    /**
     * Policy refuses it.
     *
     * @param rules version and ids of the rules that fired
     */
    record Denied(Refusal refusal, String rules) implements Explanation {}

    /**
     * Policy answers it.
     *
     * @param rules version and ids of the rules that fired
     */
    record Preset(String text, String rules) implements Explanation {}

    /** The request itself is wrong. */
    record Refused(Refusal refusal) implements Explanation {}

    /**
     * It is looked up, and goes this way when the answer is not there.
     *
     * @param keyed who asks for what, and where its answer is kept
     * @param notReused why its answer is not reused; empty when it is
     * @param scope who shares its answer within the tenant
     * @param compared with which questions its own is compared, or why it is not
     */
    record Routed(Keyed keyed, Decision decision, String notReused, String scope, String compared)
            implements Explanation {}
}

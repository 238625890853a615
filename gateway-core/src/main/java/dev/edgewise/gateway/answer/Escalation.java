package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.routing.RuledOut;

/**
 * Phase 8, escalate: whether the node's own answer stands. An answer that is there stands, as embeddings are never
 * unsure; where the node could not answer, the centre may, once.
 */
public sealed interface Escalation {
    /** The answer stands. */
    record Sure(Answered answered) implements Escalation {}

    /**
     * Another place should answer.
     *
     * @param ruledOut what the second decision must know
     * @param refusal what the caller is told when there is no other place
     */
    record Unsure(RuledOut ruledOut, Refusal refusal) implements Escalation {}

    static Escalation judge(LocalAnswers.Outcome outcome) {
        return switch (outcome) {
            case LocalAnswers.Outcome.Done done -> new Sure(done.answered());
            case LocalAnswers.Outcome.NotHere notHere -> new Unsure(notHere.why(), notHere.refusal());
        };
    }
}

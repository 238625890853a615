package dev.edgewise.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.Fault;
import org.junit.jupiter.api.Test;

/** How callers hear of what a model on the node refused. */
class LocalFaultTest {
    private static Refusal refusal(Fault fault, String inputField) {
        var done = (LocalAnswers.Outcome.Done) LocalAnswers.fault(fault, inputField);
        return ((Answered.Failed) done.answered()).refusal();
    }

    @Test
    void faultOfAFieldNamesThatFieldInItsOwnCase() {
        Refusal refusal = refusal(Fault.ofField("max_tokens", "max_tokens is 9, ask for at most 5"), "messages");

        assertThat(refusal.param()).isEqualTo("max_tokens");
        assertThat(refusal.message()).isEqualTo("max_tokens is 9, ask for at most 5.");
    }

    @Test
    void faultOfTheInputNamesWhereItCameIn() {
        Refusal refusal = refusal(Fault.of(Fault.Kind.INPUT_TOO_LONG, "the prompt has 9 tokens"), "messages");

        assertThat(refusal.param()).isEqualTo("messages");
        assertThat(refusal.message()).isEqualTo("The prompt has 9 tokens.");
    }
}

package dev.edgewise.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.Fault;
import dev.edgewise.routing.RuledOut;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How callers hear of what a model on the node refused. */
class LocalFaultTest {
    private static Refusal refusal(Fault fault, String inputField) {
        return switch (LocalAnswers.fault(fault, inputField)) {
            case LocalAnswers.Outcome.Done(var answered) -> ((Answered.Failed) answered).refusal();
            case LocalAnswers.Outcome.NotHere(var _, var refusal) -> refusal;
        };
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

    @ParameterizedTest
    @CsvSource({
        "INPUT_TOO_LONG,LOCAL_UNFIT",
        "UNSUPPORTED,LOCAL_UNFIT",
        "BUSY,LOCAL_FAILED",
        "INTERNAL,LOCAL_FAILED",
        "MODEL_TOO_LARGE,LOCAL_FAILED"
    })
    void whatThisModelCannotDoAnotherPlaceMay(Fault.Kind kind, RuledOut why) {
        assertThat(LocalAnswers.fault(Fault.of(kind, "no"), "input"))
                .isInstanceOfSatisfying(
                        LocalAnswers.Outcome.NotHere.class,
                        notHere -> assertThat(notHere.why()).isEqualTo(why));
    }
}

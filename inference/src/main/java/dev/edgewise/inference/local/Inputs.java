package dev.edgewise.inference.local;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.TextInput;
import java.util.List;

/** What every piece of work on texts must have. */
final class Inputs {
    private Inputs() {}

    /**
     * Checks texts.
     *
     * @param what what one of them is called
     * @throws EngineException if there is none, there are too many, or one is empty
     */
    static void check(String what, List<TextInput> inputs, int inputsMax) throws EngineException {
        if (inputs.isEmpty()) {
            throw invalid("there is no " + what + ": send at least one text");
        }
        if (inputs.size() > inputsMax) {
            throw invalid(inputs.size() + " " + what + "s are too many: send at most " + inputsMax);
        }
        for (int i = 0; i < inputs.size(); i++) {
            boolean empty = switch (inputs.get(i)) {
                case TextInput.Text(String text) -> text.isEmpty();
                case TextInput.Pair(String first, String second) -> first.isEmpty() || second.isEmpty();
                case TextInput.TokenIds ids -> ids.count() == 0;
            };
            if (empty) {
                throw invalid(what + " " + i + " is empty: send text");
            }
        }
    }

    /** The work is sound, but not for this model. */
    static EngineException unsupported(String message) {
        return EngineException.of(Fault.Kind.UNSUPPORTED, message);
    }

    static EngineException invalid(String message) {
        return EngineException.of(Fault.Kind.INPUT_INVALID, message);
    }
}

package dev.edgewise.gateway.answer;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.DeltaListener;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.GeneratedChoice;
import dev.edgewise.inference.Usage;
import java.util.ArrayList;
import java.util.List;

/** The prompts of one request, one after the other: several are written on as if they were choices of one. */
final class PromptsInTurn {
    private PromptsInTurn() {}

    /**
     * Has all of them written on.
     *
     * @param works at least one
     * @param listener told of all of them
     * @return the choices of the first, then those of the next, and what all took together
     * @throws EngineException if one of them fails, which ends the request; with what all took together until then
     */
    static Generated answer(Engine engine, List<Generate> works, DeltaListener listener, Call call)
            throws EngineException, InterruptedException {
        if (works.size() > 1) {
            // Who can be refused is refused before anything of the others is written, and paid for.
            for (int i = 0; i < works.size(); i++) {
                check(engine, works.get(i), i, call);
            }
        }
        List<GeneratedChoice> choices = new ArrayList<>();
        long read = 0;
        long written = 0;
        long reused = 0;
        for (Generate work : works) {
            int before = choices.size();
            DeltaListener heard =
                    before == 0 ? listener : delta -> listener.on(delta.ofChoice(before + delta.choice()));
            Generated answer;
            try {
                answer = (Generated) engine.answer(work.heardBy(heard), call);
            } catch (EngineException e) {
                throw e.having(new Usage(
                        read + e.used().promptTokens(), written + e.used().completionTokens()));
            }
            choices.addAll(answer.choices());
            read += answer.usage().promptTokens();
            written += answer.usage().completionTokens();
            reused += answer.promptTokensReused();
        }
        return new Generated(choices, new Usage(read, written), reused);
    }

    private static void check(Engine engine, Generate work, int index, Call call)
            throws EngineException, InterruptedException {
        try {
            engine.check(work, call);
        } catch (EngineException e) {
            Fault fault = e.fault();
            boolean named = ofPrompt(fault.kind()) && fault.field().isEmpty();
            throw new EngineException(
                    new Fault(
                            fault.kind(),
                            named ? "prompt " + index + ": " + fault.message() : fault.message(),
                            fault.retryAfter(),
                            fault.field()),
                    e);
        }
    }

    /** Whether such a fault is one of the prompt, not of the model or the time. */
    private static boolean ofPrompt(Fault.Kind kind) {
        return switch (kind) {
            case INPUT_INVALID, INPUT_TOO_LONG, UNSUPPORTED -> true;
            case MODEL_UNKNOWN,
                    MODEL_UNAVAILABLE,
                    MODEL_REFUSED,
                    MODEL_TOO_LARGE,
                    BUSY,
                    DEADLINE,
                    CANCELLED,
                    CLOSED,
                    INTERNAL -> false;
        };
    }
}

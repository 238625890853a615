package dev.edgewise.routing;

import dev.edgewise.inference.ModelId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a request is answered, always with the reason. */
public sealed interface Decision {

    /** The reason, as sent in {@code Edge-Why}. */
    Why why();

    /**
     * The node's own model answers.
     *
     * @param model the local model's name in the store
     */
    record Local(ModelId model, Why why) implements Decision {

        /** Refuses a reason that cannot explain a local answer. */
        public Local {
            require(why, Outcome.LOCAL);
        }
    }

    /**
     * The central cluster answers.
     *
     * @param cluster the cluster's name
     * @param upstreamModel the model's name there
     */
    record Forward(String cluster, String upstreamModel, Why why) implements Decision {

        /** Refuses a reason that cannot explain a central answer. */
        public Forward {
            require(why, Outcome.CENTRAL);
        }
    }

    /**
     * Nobody can answer.
     *
     * @param retryAfter when another try may succeed, or null when the same request will never succeed
     * @param message what is wrong and what to do about it, for the caller
     */
    record Unavailable(Why why, @Nullable Duration retryAfter, String message) implements Decision {

        /** Refuses a reason that cannot explain a refusal. */
        public Unavailable {
            if (!why.explains(Outcome.REFUSED)) {
                require(why, Outcome.UNAVAILABLE);
            }
        }
    }

    private static void require(Why why, Outcome outcome) {
        if (!why.explains(outcome)) {
            throw new IllegalArgumentException(why + " cannot explain " + outcome);
        }
    }
}

package dev.edgewise.loadtest.cluster;

import dev.edgewise.loadtest.cluster.answer.EventScript;
import dev.edgewise.loadtest.cluster.answer.Generation;
import dev.edgewise.loadtest.cluster.answer.GenerationJson;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;

/** A model's answer on its way to the wire: one JSON body or a stream of events. */
sealed interface Answer {
    /** Tokens read and, for a whole body, written. */
    int promptTokens();

    /**
     * One JSON body.
     *
     * @param paced tokens whose gaps pass before it is sent
     */
    record Whole(Buffer body, int promptTokens, int tokens, int paced) implements Answer {
        /** The first half, as after a break in mid-body. */
        Buffer half() {
            return body.slice(0, body.length() / 2);
        }
    }

    /** A stream. */
    record Events(Generation generation, Supplier<String> stamp) implements Answer {
        /** The stream's events, with or without {@code [DONE]}. */
        Parts parts(boolean done) {
            return PartsOf.events(new EventScript(generation), stamp, done);
        }

        @Override
        public int promptTokens() {
            return generation.usage().promptTokens();
        }
    }

    /** How a generation is answered. */
    static Answer of(Generation generation, Supplier<String> stamp) {
        int tokens = generation.usage().completionTokens();
        return generation.stream()
                ? new Events(generation, stamp)
                : new Whole(
                        Buffer.buffer(GenerationJson.of(generation).toString()),
                        generation.usage().promptTokens(),
                        tokens,
                        tokens);
    }
}

package dev.edgewise.cache.semantic.ask;

import dev.edgewise.cache.request.Scanned;

/** A request as the semantic tier reads it. */
public sealed interface Asked {
    /**
     * It asks a question in words.
     *
     * @param text what the user says last, as it was sent
     * @param frame the request with {@code null} in place of that text: all that must be the same
     */
    record Words(String text, Scanned frame) implements Asked {}

    /** It does not: only its exact repetition may get the same answer. */
    record NoWords(Reason reason) implements Asked {}

    /** Why a request has no question that could be compared. */
    enum Reason {
        /** Its API has no questions. */
        API("api"),
        /** It asks for several answers, or lets the model call tools. */
        EXACT_ONLY("exact-only"),
        /** Its last message is not the user's. */
        LAST_TURN("last-turn"),
        /** The last message, or the prompt, is not text alone. */
        NOT_TEXT("not-text"),
        /** The text is empty, or longer than what is compared. */
        LENGTH("length");

        private final String wire;

        Reason(String wire) {
            this.wire = wire;
        }

        /** Its name for users. */
        public String wire() {
            return wire;
        }
    }
}

package dev.edgewise.routing;

/** The prompt's text, extracted from the request only when a router reads it: most decisions never do. */
@FunctionalInterface
public interface PromptText {

    /** For requests without text, and for routers that look at none. */
    PromptText NONE = () -> "";

    /** The last user message, or the whole input where there are no messages; empty when there is no text. */
    String read();
}

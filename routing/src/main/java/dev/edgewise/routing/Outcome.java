package dev.edgewise.routing;

/** What became of a request, as far as a {@link Why} needs to tell it. */
public enum Outcome {
    /** A model on the node answered. */
    LOCAL("local"),
    /** The central cluster answered. */
    CENTRAL("central"),
    /** Nobody could answer; the caller got an error. */
    UNAVAILABLE("503"),
    /** Nobody ever could: the caller asked the wrong model. */
    REFUSED("refused"),
    /** A stored answer was sent. */
    CACHED("cache"),
    /** A policy rule answered. */
    RULED("policy");

    private final String label;

    Outcome(String label) {
        this.label = label;
    }

    /** The short word used in documentation. */
    public String label() {
        return label;
    }
}

package dev.edgewise.cache.reuse;

/** Whether a request's answer may be stored and reused. */
public sealed interface Reuse {
    /**
     * It may.
     *
     * @param because what makes it so
     * @param mayRead whether stored answers may be used for this request
     * @param mayStore whether its answer may be stored
     * @param exactOnly whether only an exact match may answer it
     */
    record Eligible(Grounds because, boolean mayRead, boolean mayStore, boolean exactOnly) implements Reuse {}

    /** It may not. */
    record NotEligible(Reason reason) implements Reuse {}

    /** What makes an answer reusable. */
    enum Grounds {
        /** Embeddings depend on their input alone. */
        DETERMINISTIC_API,
        TEMPERATURE_ZERO,
        SEED_SET,
        /** The request's headers ask for it. */
        REQUEST_OPTS_IN,
        /** The route's configuration asks for it. */
        ROUTE_RULE
    }

    /** What keeps an answer from being reused. */
    enum Reason {
        /** The request forbids both reading and storing. */
        REQUEST_FORBIDS,
        /** The route's configuration forbids it. */
        ROUTE_FORBIDS,
        /** Sampled anew each time, and nobody asked for reuse. */
        SAMPLED,
        /** A field that decides has a type it cannot have. */
        INVALID_FIELD
    }

    /** What a route's configuration says. */
    enum RouteRule {
        /** Nothing: the defaults hold. */
        UNSAID,
        /** Reuse sampled answers too. */
        REUSE,
        /** Never reuse. */
        NEVER
    }
}

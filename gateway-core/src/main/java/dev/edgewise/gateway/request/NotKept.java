package dev.edgewise.gateway.request;

/** Why an answer is neither looked for among the stored ones nor stored. */
public enum NotKept {
    /** It is, as far as the request lets it. */
    KEPT("", ""),
    /** The node stores nothing. */
    OFF("", "cache.memory is 0B"),
    /** The tenant has none of it. */
    TENANT("", "tenants[].cache is off for this tenant"),
    /** The route forbids it. */
    ROUTE("route", "routes[].cache is never for this model"),
    /** Answers are kept by user, and nobody is named. */
    NO_USER("no-user", "tenants[].cache_scope is user, and the request names none"),
    /** The request forbids it. */
    REQUEST("", "the request's headers forbid it"),
    /** It is another one each time. */
    SAMPLED(
            "",
            "the answer is sampled anew each time: no \"temperature\": 0, no \"seed\", and neither a header nor the route asks for reuse"),
    /** A field that decides is none. */
    INVALID_FIELD("", "temperature, seed or n has a type it cannot have");

    private final String detail;
    private final String sentence;

    NotKept(String detail, String sentence) {
        this.detail = detail;
        this.sentence = sentence;
    }

    /** What {@code Cache-Status} tells of it; empty where the request's own words or nature tell. */
    public String detail() {
        return detail;
    }

    /** For people; empty when it is kept. */
    public String sentence() {
        return sentence;
    }
}

package dev.edgewise.gateway.request;

/** Who answered, as {@code Edge-Served-By} says it. A closed list: users and dashboards rely on the names. */
public enum ServedBy {
    CACHE_EXACT("cache-exact"),
    /** A stored answer to a question that means the same. */
    CACHE_SEMANTIC("cache-semantic"),
    CACHE_STALE("cache-stale"),
    /** An answer that the operator wrote for this question. */
    PINNED("pinned"),
    COALESCED("coalesced"),
    LOCAL("local"),
    CENTRAL("central"),
    POLICY("policy"),
    /** The gateway itself: refusals, errors and the list of models. */
    GATEWAY("gateway");

    private final String wire;

    ServedBy(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}

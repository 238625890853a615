package dev.edgewise.cache.semantic.guard;

/** The rule that tells two questions apart: a closed list, shown in headers, the request log and metrics. */
public enum GuardRule {
    NUMBER("number"),
    UNIT("unit"),
    DATE("date"),
    NEGATION("negation"),
    POLARITY("polarity"),
    DIRECTION("direction"),
    COMPARISON("comparison"),
    ENTITY("entity"),
    QUOTE("quote"),
    SIGN("sign"),
    QUESTION_WORD("question-word"),
    CONTENT("content"),
    LANGUAGE("language");

    private final String wire;

    GuardRule(String wire) {
        this.wire = wire;
    }

    /** Its name for users. */
    public String wire() {
        return wire;
    }
}

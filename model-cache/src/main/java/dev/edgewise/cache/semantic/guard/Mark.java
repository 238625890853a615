package dev.edgewise.cache.semantic.guard;

/**
 * Something a text says that may change its answer: a number, a day, the side of a pair of opposites.
 *
 * @param rule the rule it belongs to
 * @param axis what it is a value of; only values of one axis stand against each other
 * @param value the value, the same for all its wordings
 * @param weight when its absence from the other text counts
 */
record Mark(GuardRule rule, String axis, String value, Weight weight) {
    /** When a mark that the other text lacks tells the two apart. */
    enum Weight {
        /** Always. */
        ALONE,
        /** When all else is much the same, or the other text has another value of its axis. */
        NEAR,
        /** When all else is much the same, and the other text has a value of its axis that this text lacks. */
        TWIN,
        /** When the other text has any value of its axis. */
        AXIS,
        /** When the other text has a value of its axis that this text lacks. */
        OPPOSED
    }

    /** Ends the name of an axis with two sides, one of which is the denial of the other. */
    static final String TURNS = "!";

    /** Whether to deny it is to say the other side. */
    boolean turns() {
        return axis.endsWith(TURNS);
    }

    boolean same(Mark other) {
        return rule == other.rule && axis.equals(other.axis) && value.equals(other.value);
    }
}

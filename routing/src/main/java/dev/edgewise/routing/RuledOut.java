package dev.edgewise.routing;

/** What an earlier attempt at the same request showed, so that a second decision does not repeat the first. */
public enum RuledOut {
    /** First decision: nothing has been tried. */
    NOTHING,
    /** The node's model failed. */
    LOCAL_FAILED,
    /** The node's model cannot do it, as it found when it read the request: too long a prompt, an option it lacks. */
    LOCAL_UNFIT,
    /** The node's model answered, but not surely enough. */
    LOCAL_UNSURE,
    /** Every central endpoint that could be tried failed before its first byte. */
    CENTRAL_FAILED
}

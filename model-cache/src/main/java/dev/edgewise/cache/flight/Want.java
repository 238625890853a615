package dev.edgewise.cache.flight;

/** What a follower wants to hear of a flight. */
public enum Want {
    /** The events as they were sent, from the first on, and the end. */
    EVENTS,
    /** Only the end: the caller asked for another form than the events are in. */
    COMPLETION
}

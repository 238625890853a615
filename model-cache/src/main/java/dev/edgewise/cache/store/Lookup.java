package dev.edgewise.cache.store;

import dev.edgewise.cache.answer.Form;

/** What a lookup found. Ages are whole seconds, rounded down. */
public sealed interface Lookup {
    /**
     * An answer that may be sent.
     *
     * @param ageS its age
     * @param ttlLeftS how long it stays fresh; negative when it is stale and the request accepts that
     * @param form the form the request asks for
     */
    record Hit(CacheEntry entry, long ageS, long ttlLeftS, Form form) implements Lookup {}

    /** An answer past its lifetime, kept for when a fresh one cannot be had. */
    record Stale(CacheEntry entry, long ageS, long staleForS) implements Lookup {}

    /** Nothing that may be sent. */
    record Miss(Cause cause) implements Lookup {}

    /** Why nothing may be sent. */
    enum Cause {
        /** There is no such answer. */
        ABSENT,
        /** The request does not want a stored answer. */
        BYPASSED,
        /** There is one, but older than the request accepts. */
        TOO_OLD,
        /** There is one, but it ends sooner than the request accepts. */
        ENDS_TOO_SOON
    }
}

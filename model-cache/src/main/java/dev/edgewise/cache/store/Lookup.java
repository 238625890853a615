package dev.edgewise.cache.store;

import dev.edgewise.cache.answer.Form;

/** What a lookup found. Ages are whole seconds, rounded down. */
public sealed interface Lookup {
    /**
     * An answer that may be sent.
     *
     * @param ageS its age
     * @param ttlLeftS how long it stays fresh; negative or 0 when it is stale
     * @param form the form the request asks for
     * @param state why it may be sent
     */
    record Hit(CacheEntry entry, long ageS, long ttlLeftS, Form form, State state) implements Lookup {}

    /**
     * An answer past its lifetime, kept for when a fresh one cannot be had.
     *
     * @param staleForS how long past
     * @param form the form the request asks for
     */
    record Stale(CacheEntry entry, long ageS, long staleForS, Form form) implements Lookup {}

    /** Nothing that may be sent. */
    record Miss(Cause cause) implements Lookup {}

    /** Why an answer may be sent. */
    enum State {
        FRESH,
        /** It is stale, and the request accepts that. */
        ACCEPTED,
        /** It is stale, but not so long that it could not be sent while a new one is fetched. */
        REVALIDATE,
        /** It is stale, and no fresh one could be had. */
        ERROR
    }

    /** Why nothing may be sent. */
    enum Cause {
        /** There is no such answer. */
        ABSENT,
        /** The request does not want a stored answer. */
        BYPASSED,
        /** There is one, but older than the request accepts. */
        TOO_OLD,
        /** There is one, but it ends sooner than the request accepts. */
        ENDS_TOO_SOON,
        /** There is one, but it has been stale for too long to be of use. */
        TOO_STALE
    }
}

package dev.edgewise.cache.store;

/**
 * How long an answer should serve, as the request and the answer's maker wish it; in seconds, {@link #UNSAID} where
 * nobody says anything. The store's settings bound each of them.
 *
 * @param ttlS how long it is fresh
 * @param revalidateS how long past that it may be sent while a new one is fetched
 * @param errorS how long past {@code ttlS} it may be sent when no fresh one can be had
 * @param acceptS how long past {@code ttlS} it may be sent to callers who accept a stale one
 * @param ageS how old it is already when it is stored; its lifetime begins only then
 */
public record Lifetime(long ttlS, long revalidateS, long errorS, long acceptS, long ageS) {
    /** Nobody says anything. */
    public static final long UNSAID = -1;

    /** The store's settings decide. */
    public static final Lifetime DEFAULT = new Lifetime(UNSAID, UNSAID, UNSAID, UNSAID);

    /** Of an answer that was made just now. */
    public Lifetime(long ttlS, long revalidateS, long errorS, long acceptS) {
        this(ttlS, revalidateS, errorS, acceptS, 0);
    }

    /** A wish about freshness alone. */
    public static Lifetime ofTtl(long ttlS) {
        return new Lifetime(ttlS, UNSAID, UNSAID, UNSAID);
    }
}

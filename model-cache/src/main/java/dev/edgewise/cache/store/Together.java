package dev.edgewise.cache.store;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.Lookup.Stale;
import dev.edgewise.cache.store.Lookup.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several stored answers as one. Pure. */
public final class Together {
    private Together() {}

    /**
     * One hit for answers that were put together: as old as the oldest, fresh for as long as all are, and from there on as stale
     * as the stalest. It is in no store.
     *
     * @param key the key of the request that asked for all
     * @param parts the stored ones, of one model; not empty
     * @param answer what was made of them
     * @param confidence how sure their model was of the least sure one; empty when nobody says
     */
    public static Hit of(CacheKey key, List<Hit> parts, CachedAnswer answer, String confidence) {
        Hit oldest = parts.getFirst();
        long ttlLeftS = oldest.ttlLeftS();
        State state = State.FRESH;
        long makeMs = 0;
        for (Hit part : parts) {
            oldest = part.ageS() > oldest.ageS() ? part : oldest;
            ttlLeftS = Math.min(ttlLeftS, part.ttlLeftS());
            state = part.state().compareTo(state) > 0 ? part.state() : state;
            makeMs += part.entry().makeMs();
        }
        Labels labels = oldest.entry().labels();
        CacheEntry first = oldest.entry();
        var whole = new CacheEntry(
                key,
                answer,
                new Labels(
                        labels.tenant(), labels.model(), labels.answeredBy(), confidence, labels.region(), List.of()),
                makeMs,
                0,
                first.span(),
                first.epoch());
        return new Hit(whole, oldest.ageS(), ttlLeftS, Form.JSON, state);
    }

    /**
     * An answer that was just made, before it is stored and whether or not it is: in no store, with no age.
     *
     * @param epoch the last purge before it was asked for
     */
    public static Hit justMade(CacheKey key, CachedAnswer answer, Labels labels, long epoch) {
        var entry = new CacheEntry(key, answer, labels, 0, 0, new Span(0, 0, 0, 0), epoch);
        return new Hit(entry, 0, 0, Form.JSON, State.FRESH);
    }

    /** What may stand in for an answer that cannot be had, of what was found in place of a fresh one; null for nothing. */
    public static @Nullable Stale old(Lookup found) {
        return switch (found) {
            case Hit hit
            when hit.state() == State.REVALIDATE -> new Stale(hit.entry(), hit.ageS(), -hit.ttlLeftS(), hit.form());
            case Hit hit -> null;
            case Stale stale -> stale;
            case Lookup.Miss miss -> null;
        };
    }
}

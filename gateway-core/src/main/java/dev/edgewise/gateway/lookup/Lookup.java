package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.directive.DirectiveParser;
import dev.edgewise.cache.directive.Directives;
import dev.edgewise.cache.flight.Flight;
import dev.edgewise.cache.flight.Joined;
import dev.edgewise.cache.flight.Subscription;
import dev.edgewise.cache.flight.Want;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.key.RawKeys;
import dev.edgewise.cache.request.Malformed;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.answer.Tee;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.rules.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Phase 5, look up: first by the unread body, then by what it says.
 *
 * <p>Threads: one instance per event loop; {@link #raw} on the loop, {@link #read} on the request's virtual thread.
 */
public final class Lookup {
    private final Caches caches;
    private final Keying keying;
    private final RawKeys rawKeys = new RawKeys();

    public Lookup(Caches caches, Keying keying) {
        this.caches = caches;
        this.keying = keying;
    }

    /** What the unread body gives. */
    public sealed interface Raw {
        record Refused(Refusal refusal) implements Raw {}

        record Stored(Caches.Found found) implements Raw {}

        /**
         * The body must be read.
         *
         * @param rawKey the key over it, or null when it was not computed
         * @param epoch the last purge before
         */
        record Unread(CacheDirectives directives, @Nullable CacheKey rawKey, long epoch) implements Raw {}
    }

    /** What the body, once read, gives. */
    public sealed interface Read {
        record Refused(Refusal refusal) implements Read {}

        record Stored(Caches.Found found) implements Read {}

        /** Another request is fetching the same answer. */
        record Joined(Keyed keyed, Subscription<Landed, Refusal> subscription) implements Read {}

        /**
         * The answer must be fetched.
         *
         * @param flight those who will wait for the same, or null when the answer is for this request alone
         */
        record Miss(Keyed keyed, @Nullable Flight<Landed, Refusal> flight) implements Read, AutoCloseable {
            public Tee tee() {
                return flight == null ? Tee.NONE : Tee.of(flight);
            }

            /** Lets nobody wait for an answer that will not come. */
            @Override
            public void close() {
                if (flight != null) {
                    flight.close();
                }
            }
        }
    }

    public Raw raw(Rules rules, Governed governed) {
        CacheDirectives directives;
        switch (DirectiveParser.parse(governed.arrival().headers()::all)) {
            case Directives.BadHeader bad -> {
                return new Raw.Refused(Refusal.invalid("invalid_header", bad.header(), bad.message()));
            }
            case Directives.Parsed parsed -> directives = parsed.directives();
        }
        long epoch = caches.answers().epoch();
        boolean useful = rules.caching().on() && (directives.mayRead() || directives.mayStore());
        if (!useful || governed.body().length > Lane.LIGHT_BODY_BYTES_MAX) {
            return new Raw.Unread(directives, null, epoch);
        }
        CacheKey key = keying.raw(rawKeys, rules, governed, directives);
        Caches.Found found = caches.found(caches.answers().lookupRaw(key, directives));
        return found == null ? new Raw.Unread(directives, key, epoch) : new Raw.Stored(found);
    }

    public Read read(Rules rules, Governed governed, Raw.Unread unread) {
        return switch (keying.scan(governed.body())) {
            case Malformed malformed ->
                new Read.Refused(Refusal.invalid("invalid_json", malformed.param(), malformed.message()));
            case Scanned scanned ->
                switch (keying.key(rules, governed, unread, scanned)) {
                    case Keying.Outcome.Wrong wrong -> new Read.Refused(wrong.refusal());
                    case Keying.Outcome.Done done -> find(done.keyed());
                };
        };
    }

    private Read find(Keyed keyed) {
        Keyed.Keys keys = keyed.keys();
        CacheDirectives directives = keyed.directives();
        if (keys == null) {
            return directives.onlyIfCached() ? notCached() : new Read.Miss(keyed, null);
        }
        Caches.Found found =
                caches.found(caches.answers().lookup(keys.canonical(), keyed.form(), keys.raw(), directives));
        if (found != null) {
            return new Read.Stored(found);
        }
        if (directives.onlyIfCached()) {
            return notCached();
        }
        if (!keys.mayStore() || !directives.mayRead()) {
            return new Read.Miss(keyed, null);
        }
        Want want = keyed.form() == Form.JSON ? Want.COMPLETION : Want.EVENTS;
        return switch (caches.flights().join(flightKey(keyed, keys.canonical()), want)) {
            case Joined.Lead<Landed, Refusal> lead -> new Read.Miss(keyed, lead.flight());
            case Joined.Follow<Landed, Refusal> follow -> new Read.Joined(keyed, follow.subscription());
            case Joined.Refused<Landed, Refusal> refused -> new Read.Miss(keyed, null);
        };
    }

    /**
     * Streams with a usage event fly apart: their events are not those of a stream without one. So do callers from before
     * and after a purge, for what was asked for before it may be what it is about.
     */
    private CacheKey flightKey(Keyed keyed, CacheKey key) {
        long purge = caches.answers()
                .dividingEpoch(
                        key, keyed.governed().tenant().id(), keyed.alias().name());
        long w0 = keyed.form() == Form.SSE_WITH_USAGE ? ~key.w0() : key.w0();
        return new CacheKey(w0, key.w1() ^ purge, key.w2(), key.w3());
    }

    private static Read notCached() {
        return new Read.Refused(new Refusal(
                504,
                "invalid_request_error",
                "not_cached",
                null,
                "The request says only-if-cached, and the answer is not in this node's cache. Leave the directive out to have it fetched.",
                false,
                -1));
    }
}

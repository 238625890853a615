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
import dev.edgewise.cache.pinned.PinnedAnswer;
import dev.edgewise.cache.request.Malformed;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.shared.Stamp;
import dev.edgewise.cache.store.CacheEntry;
import dev.edgewise.cache.store.Lookup.Stale;
import dev.edgewise.cache.store.Lookup.State;
import dev.edgewise.gateway.answer.Tee;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.rules.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Phase 5, look up: first by the unread body, then by what it says.
 *
 * <p>Threads: one instance per event loop; {@link #raw} on the loop, {@link #read} on the request's virtual thread.
 */
public final class Lookup {
    /** For a request that wants a stored answer or none. */
    public static final Refusal NOT_CACHED = new Refusal(
            504,
            "invalid_request_error",
            "not_cached",
            null,
            "The request says only-if-cached, and the answer is not in this node's cache. Leave the directive out to have it fetched.",
            false,
            -1);

    private final Caches caches;
    private final Batches batches;
    private final BatchItems items;
    private final Keying keying;
    private final RawKeys rawKeys = new RawKeys();

    public Lookup(Caches caches, Keying keying) {
        this.caches = caches;
        this.batches = new Batches(caches);
        this.items = new BatchItems(caches, batches);
        this.keying = keying;
    }

    /** What the unread body gives. */
    public sealed interface Raw {
        record Refused(Refusal refusal) implements Raw {}

        record Stored(Caches.Found found) implements Raw {}

        /** A stale answer that may be sent while this request has a new one fetched. */
        record Outdated(Caches.Found found, Unread again) implements Raw {}

        /**
         * The body must be read.
         *
         * @param rawKey the key over it, or null when it was not computed
         * @param epoch the last purge before
         * @param varied which lines answers vary by, as far as is known
         */
        record Unread(CacheDirectives directives, @Nullable CacheKey rawKey, long epoch, Varying.Known varied)
                implements Raw {}
    }

    /** What the body, once read, gives. */
    public sealed interface Read {
        record Refused(Refusal refusal) implements Read {}

        record Stored(Caches.Found found) implements Read {}

        /**
         * The operator wrote the answer.
         *
         * @param near how near his question is; empty when it is in the same words
         */
        record Pinned(Keyed keyed, PinnedAnswer answer, String near) implements Read {}

        /** The operator wrote answers for questions like this one; whether for this one, its meaning tells. */
        record Worded(Keyed keyed) implements Read {}

        /** A stale answer that may be sent while this request has a new one fetched. */
        record Outdated(Caches.Found found, Keyed again) implements Read {}

        /** Every item of a batch is stored. */
        record Together(Miss miss, BatchFound items) implements Read {}

        /**
         * Another request is fetching the same answer.
         *
         * @param alone what this request does where the other's answer does not serve
         */
        record Joined(Miss alone, Subscription<Landed, Refusal> subscription) implements Read {
            public Keyed keyed() {
                return alone.keyed;
            }
        }

        /**
         * The answer must be fetched.
         *
         * @param why why no stored one is sent
         * @param old the stored one that is sent when no fresh one can be had, or null
         * @param flight those who will wait for the same, or null when the answer is for this request alone
         * @param stamp with which the answer may be offered to the tier that nodes share, or null when it may not
         * @param items what of a batch is stored, or null when the answer is kept as a whole
         */
        record Miss(
                Keyed keyed,
                Forwarded why,
                @Nullable Stale old,
                @Nullable Flight<Landed, Refusal> flight,
                @Nullable Stamp stamp,
                @Nullable BatchFound items)
                implements Read, AutoCloseable {
            public Miss(Keyed keyed, Forwarded why, @Nullable Stale old, @Nullable Flight<Landed, Refusal> flight) {
                this(keyed, why, old, flight, null, null);
            }

            public Tee tee() {
                return flight == null ? Tee.NONE : Tee.of(flight);
            }

            /** The same, led for others, or for this request alone when there are none. */
            public Miss leading(@Nullable Flight<Landed, Refusal> others) {
                return new Miss(keyed, why, old, others, stamp, items);
            }

            /** The same, to be offered to the tier that nodes share. */
            Miss offering(@Nullable Stamp to) {
                return new Miss(keyed, why, old, flight, to, items);
            }

            /** The same, of whose batch that is at hand. */
            public Miss with(BatchFound now) {
                return new Miss(keyed, why, old, flight, stamp, now);
            }

            /** Gives an answer to those who wait for the same, if anybody may. */
            public void share(Landed landed) {
                if (flight != null) {
                    flight.complete(landed);
                }
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
        Varying.Known varied = caches.varying().known();
        boolean useful = rules.caches(governed.tenant()) && (directives.mayRead() || directives.mayStore());
        if (!useful || governed.body().length > Lane.LIGHT_BODY_BYTES_MAX) {
            return new Raw.Unread(directives, null, epoch, varied);
        }
        CacheKey key = keying.raw(rawKeys, rules, governed, directives, varied);
        Caches.Found found = key == null ? null : caches.found(caches.answers().lookupRaw(key, directives));
        if (found == null) {
            return new Raw.Unread(directives, key, epoch, varied);
        }
        return refreshes(rules, found, directives)
                ? new Raw.Outdated(found, new Raw.Unread(directives, key, epoch, varied))
                : new Raw.Stored(found);
    }

    /** Whether this request is the one to fetch a stale answer anew. */
    private boolean refreshes(Rules rules, Caches.Found found, CacheDirectives directives) {
        return found.hit().state() == State.REVALIDATE
                && directives.mayStore()
                && caches.answers().claimRefresh(found.hit().entry(), Duration.ofNanos(rules.deadlineNanos()));
    }

    public Read read(Rules rules, Governed governed, Raw.Unread unread) {
        return switch (asked(rules, governed, unread)) {
            case Asked.Refused(Refusal refusal) -> new Read.Refused(refusal);
            case Asked.Pinned(Keyed keyed, PinnedAnswer answer) -> new Read.Pinned(keyed, answer, "");
            case Asked.Worded(Keyed keyed) -> new Read.Worded(keyed);
            case Asked.Plain(Keyed keyed) -> find(rules, keyed);
        };
    }

    /** What a body asks for, before its answer is looked for. */
    public sealed interface Asked {
        record Refused(Refusal refusal) implements Asked {}

        /** What the operator answered in these words. */
        record Pinned(Keyed keyed, PinnedAnswer answer) implements Asked {}

        /** What the operator may have answered in other words. */
        record Worded(Keyed keyed) implements Asked {}

        /** What is looked for among what is stored. */
        record Plain(Keyed keyed) implements Asked {}
    }

    /** Reads a body without looking for its answer. */
    public Asked asked(Rules rules, Governed governed, Raw.Unread unread) {
        return switch (keying.scan(governed.body())) {
            case Malformed malformed ->
                new Asked.Refused(Refusal.invalid("invalid_json", malformed.param(), malformed.message()));
            case Scanned scanned ->
                switch (keying.key(rules, governed, unread, scanned)) {
                    case Keying.Outcome.Wrong wrong -> new Asked.Refused(wrong.refusal());
                    case Keying.Outcome.Done(Keyed keyed) ->
                        switch (Pinned.find(rules, keyed, keying.nowEpochMillis())) {
                            case Pinned.Outcome.Answer(PinnedAnswer answer) -> new Asked.Pinned(keyed, answer);
                            case Pinned.Outcome.Perhaps _ -> new Asked.Worded(keyed);
                            case Pinned.Outcome.Nothing _ -> new Asked.Plain(keyed);
                        };
                };
        };
    }

    /** What is stored for a request that gets no answer of the operator's own. */
    public Read find(Rules rules, Keyed keyed) {
        Keyed.Keys keys = keyed.keys();
        CacheDirectives directives = keyed.directives();
        if (keys == null) {
            return directives.onlyIfCached()
                    ? new Read.Refused(NOT_CACHED)
                    : new Read.Miss(keyed, Forwarded.BYPASS, null, null);
        }
        Keyed.Batch batch = keys.batch();
        // One that could not be taken apart is kept as a whole.
        if (batch != null && caches.answers().peek(keys.canonical()) == null) {
            return batch(keyed, keys, batch);
        }
        var result = caches.answers().lookup(keys.canonical(), keyed.form(), keys.raw(), directives);
        Caches.Found found = caches.found(result);
        if (found != null) {
            return refreshes(rules, found, directives) ? new Read.Outdated(found, keyed) : new Read.Stored(found);
        }
        if (directives.onlyIfCached()) {
            return onlyIfCached(rules, keyed, keys, Forwarded.of(result));
        }
        var miss = new Read.Miss(keyed, Forwarded.of(result), result instanceof Stale old ? old : null, null);
        if (!keys.mayStore()) {
            return miss;
        }
        if (!directives.mayRead()) {
            return unshared(miss, keys);
        }
        return shared(miss, keys);
    }

    private Read batch(Keyed keyed, Keyed.Keys keys, Keyed.Batch batch) {
        BatchFound found = batches.find(keyed, batch, BatchItems.BYTES_MAX);
        var miss = new Read.Miss(keyed, found.why(), null, null, null, found);
        if (found.missing().length == 0) {
            return new Read.Together(miss, found);
        }
        if (keyed.directives().onlyIfCached()) {
            SharedCache shared = keyed.directives().mayRead() ? caches.shared() : null;
            Read read = shared == null ? miss : shared(shared, miss, keys, found);
            return read instanceof Read.Miss ? new Read.Refused(NOT_CACHED) : read;
        }
        return keys.mayStore() && keyed.directives().mayRead() ? shared(miss, keys) : miss;
    }

    private Read shared(Read.Miss miss, Keyed.Keys keys) {
        return switch (join(miss.keyed(), keys)) {
            case Joined.Lead<Landed, Refusal> lead -> lead(miss.leading(lead.flight()), keys, lead.flight());
            case Joined.Follow<Landed, Refusal> follow -> new Read.Joined(miss, follow.subscription());
            case Joined.Refused<Landed, Refusal> refused -> miss;
        };
    }

    /** A batch with what the other nodes have of what is missing; they may have an answer that is kept as a whole, too. */
    private Read shared(SharedCache shared, Read.Miss miss, Keyed.Keys keys, BatchFound before) {
        List<CacheKey> asked = new ArrayList<>();
        asked.add(keys.canonical());
        asked.addAll(before.missingKeys());
        Keyed keyed = miss.keyed();
        Stamp stamp = shared.findAll(asked, keyed.governed().tenant().id(), keys.epoch());
        Caches.Found whole = caches.answers().peek(keys.canonical()) == null ? null : again(keyed, keys);
        if (whole != null) {
            return new Read.Stored(whole);
        }
        BatchFound now = batches.again(keyed, before, BatchItems.BYTES_MAX);
        var rest = new Read.Miss(keyed, now.why(), null, miss.flight(), stamp, now);
        return now.missing().length == 0 ? new Read.Together(rest, now) : rest;
    }

    /** A batch once more, after another request looked for it among the other nodes' answers; null when not all of it is there. */
    public Read.@Nullable Together again(Read.Miss alone) {
        BatchFound before = alone.items();
        BatchFound now = before == null ? null : batches.again(alone.keyed(), before, BatchItems.BYTES_MAX);
        return now == null || now.missing().length > 0 ? null : new Read.Together(alone, now);
    }

    /** Other nodes may have what this one has not; whoever leads a flight waits for them as long. */
    private Read onlyIfCached(Rules rules, Keyed keyed, Keyed.Keys keys, Forwarded why) {
        SharedCache shared = keyed.directives().mayRead() ? caches.shared() : null;
        if (shared != null
                && shared.find(keys.canonical(), keyed.governed().tenant().id(), keys.epoch())
                        instanceof SharedCache.Outcome.Found) {
            Caches.Found found = again(keyed, keys);
            if (found != null) {
                return new Read.Stored(found);
            }
        }
        // One that means the same may still be found.
        return rules.comparing(keyed) == null ? new Read.Refused(NOT_CACHED) : new Read.Miss(keyed, why, null, null);
    }

    /** What was taken in meanwhile, if it is for this request. */
    private Caches.@Nullable Found again(Keyed keyed, Keyed.Keys keys) {
        return caches.found(caches.answers().lookup(keys.canonical(), keyed.form(), keys.raw(), keyed.directives()));
    }

    /** A new answer takes the stored one's place, and a stream is recorded only as a flight: one that nobody else finds. */
    private Read.Miss unshared(Read.Miss miss, Keyed.Keys keys) {
        if (miss.keyed().form() == Form.JSON) {
            return miss;
        }
        return miss.leading(caches.flights().alone(keys.canonical()));
    }

    /** An answer that another request found, for this one too; null when it is too old for it, or has gone. */
    public Caches.@Nullable Found accepts(Read.Miss alone, CacheEntry stored) {
        Keyed keyed = alone.keyed();
        Keyed.Keys keys = keyed.keys();
        // An item is not the answer to its batch.
        if (alone.items() != null && keys != null && !stored.key().equals(keys.canonical())) {
            return null;
        }
        return caches.near(stored.key(), keyed.form(), keyed.directives());
    }

    /** The same request once more, to fetch what it was sent stale; null when another one does, or nothing is to be kept. */
    public Read.@Nullable Miss again(Rules rules, Governed governed, Raw.Unread unread) {
        return keying.scan(governed.body()) instanceof Scanned scanned
                        && keying.key(rules, governed, unread, scanned) instanceof Keying.Outcome.Done done
                ? again(done.keyed())
                : null;
    }

    /** The items of a batch that this request is to fetch anew, because it is sent them stale. */
    public StaleItems claim(Rules rules, Read.Together together) {
        Keyed keyed = together.miss().keyed();
        return keyed.directives().mayStore()
                ? batches.claim(together.items(), Duration.ofNanos(rules.deadlineNanos()))
                : new StaleItems(List.of(), List.of());
    }

    /** A request for these alone; null when another one fetches them, or nothing is to be kept. */
    public Read.@Nullable Miss again(Rules rules, Read.Together together, StaleItems stale) {
        Keyed less = asking(
                together.miss(),
                stale.places().stream().mapToInt(place -> place).toArray());
        if (less == null) {
            return null;
        }
        long epoch = caches.answers().epoch();
        var unread =
                new Raw.Unread(less.directives(), null, epoch, caches.varying().known());
        return again(rules, less.governed(), unread);
    }

    /** The same of a request that was read. */
    public Read.@Nullable Miss again(Keyed keyed) {
        Keyed.Keys keys = keyed.keys();
        if (keys == null || !keys.mayStore()) {
            return null;
        }
        BatchFound items = keys.batch() == null ? null : Batches.nothing(keys.batch());
        return switch (join(keyed, keys)) {
            case Joined.Lead<Landed, Refusal> lead ->
                new Read.Miss(keyed, Forwarded.STALE, null, lead.flight(), null, items);
            case Joined.Follow<Landed, Refusal> follow -> {
                follow.subscription().cancel();
                yield null;
            }
            case Joined.Refused<Landed, Refusal> refused ->
                new Read.Miss(keyed, Forwarded.STALE, null, null, null, items);
        };
    }

    /** What is sent in place of an answer that could not be had; null when there is nothing, or no longer. */
    public Caches.@Nullable Found insteadOfError(Read.Miss miss) {
        BatchFound items = miss.items();
        return items == null
                ? caches.insteadOfError(miss.old())
                : batches.insteadOfError(miss.keyed(), items, BatchItems.BYTES_MAX);
    }

    /** Of a batch's items, how many are stored that this request may have; -1 for what is no batch. Counts as no lookup. */
    public int itemsStored(Keyed keyed) {
        Keyed.Keys keys = keyed.keys();
        Keyed.Batch batch = keys == null ? null : keys.batch();
        return batch == null ? -1 : batches.stored(keyed, batch);
    }

    /** What is made of a batch's items once its answer has come. */
    public BatchItems items() {
        return items;
    }

    /** The same batch with the items at these places alone; null where that would be longer than a body may be. */
    public @Nullable Keyed asking(Read.Miss miss, int[] which) {
        Keyed.Batch batch = Objects.requireNonNull(miss.items()).batch();
        return switch (keying.scan(batch.items().asking(which))) {
            case Scanned scanned -> miss.keyed().asking(scanned);
            case Malformed malformed -> null;
        };
    }

    /** How many of its items a request wants, the best ones of a ranking. */
    public static int wanted(Read.Miss miss) {
        return Objects.requireNonNull(miss.items()).batch().items().top();
    }

    private Joined<Landed, Refusal> join(Keyed keyed, Keyed.Keys keys) {
        Want want = keyed.form() == Form.JSON ? Want.COMPLETION : Want.EVENTS;
        return caches.flights().join(FlightKeys.of(caches.answers(), keyed, keys), want);
    }

    /** Whoever is to fetch the answer asks the other nodes first, for all who wait. */
    private Read lead(Read.Miss miss, Keyed.Keys keys, Flight<Landed, Refusal> flight) {
        SharedCache shared = caches.shared();
        if (shared == null) {
            return miss;
        }
        boolean landed = false;
        try {
            Keyed keyed = miss.keyed();
            Read read = miss.items() != null
                    ? lead(shared, miss, keys, miss.items(), flight)
                    : switch (shared.find(
                            keys.canonical(), keyed.governed().tenant().id(), keys.epoch())) {
                        case SharedCache.Outcome.Found(CacheEntry entry) -> {
                            Caches.Found found = again(keyed, keys);
                            if (found == null) {
                                // Not for this one, and so not for those who wait for what it gets.
                                yield miss;
                            }
                            flight.complete(Landed.found(entry, ""));
                            yield new Read.Stored(found);
                        }
                        case SharedCache.Outcome.Nothing(Stamp stamp) -> miss.offering(stamp);
                    };
            landed = true;
            return read;
        } finally {
            if (!landed) {
                flight.close();
            }
        }
    }

    private Read lead(
            SharedCache shared, Read.Miss miss, Keyed.Keys keys, BatchFound items, Flight<Landed, Refusal> flight) {
        Read read = shared(shared, miss, keys, items);
        if (read instanceof Read.Stored(Caches.Found found)) {
            flight.complete(Landed.found(found.hit().entry(), ""));
        } else if (read instanceof Read.Together(Read.Miss rest, BatchFound all)) {
            // Each of those who wait puts it together for itself.
            flight.complete(Landed.found(all.found().getFirst().entry(), ""));
            return new Read.Together(rest.leading(null), all);
        }
        return read;
    }
}

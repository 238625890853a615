package dev.edgewise.cache.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Rendered;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.Lookup.Cause;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.Lookup.Miss;
import dev.edgewise.cache.store.Lookup.Stale;
import dev.edgewise.cache.store.Lookup.State;
import dev.edgewise.cache.store.Storing.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The exact store: answers by canonical key, weighed by bytes, admitted by use and by what they cost, and the raw keys that lead to them. Safe for use by
 * several threads; upkeep runs on the threads that call. Holds nothing after the process ends; what {@link #onStored} names
 * may keep it.
 */
public final class ResponseCache {
    /**
     * Most purge targets remembered one by one. One more, and the older half is forgotten but for its number: what was not
     * looked at since is taken for purged.
     */
    static final int PURGE_TARGETS_MAX = 10_000;

    /** The amounts of memory for which the share of hits is known, as multiples of what the store has. */
    public static final List<Double> MEMORY_MULTIPLES = Ghosts.MULTIPLES;

    /** Where a raw key leads, and the form its body asks for. */
    private record Alias(CacheKey canonical, Form form) {}

    private final Ticker ticker;
    private final RandomGenerator random;
    private final Epochs epochs = new Epochs(PURGE_TARGETS_MAX);
    private final Cache<CacheKey, CacheEntry> entries;
    private final Cache<CacheKey, Alias> aliases;
    private final LongAdder hitsRaw = new LongAdder();
    private final LongAdder hitsCanonical = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder evicted = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private volatile CacheSettings settings;
    private final Worth worth = new Worth();
    private volatile Ghosts ghosts;
    private volatile Consumer<CacheEntry> keeper = entry -> {};

    /**
     * An empty store.
     *
     * @param ticker a clock that only moves forward, such as {@link Ticker#systemTicker()}
     * @param random where the jitter of lifetimes comes from; called by several threads
     */
    public ResponseCache(CacheSettings settings, Ticker ticker, RandomGenerator random) {
        this.settings = settings;
        this.ticker = ticker;
        this.random = random;
        this.ghosts = new Ghosts(settings.bytesMax());
        entries = Caffeine.newBuilder()
                .maximumWeight(settings.bytesMax())
                .<CacheKey, CacheEntry>weigher((key, entry) -> entry.answer().weightBytes())
                .expireAfter(Expiry.<CacheKey, CacheEntry>writing((key, entry) -> lifetime(entry)))
                .evictionListener((key, entry, cause) -> count(cause))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
        aliases = Caffeine.newBuilder()
                .maximumSize(settings.aliasesMax())
                .executor(Runnable::run)
                .build();
    }

    /** Changes the bounds; what no longer fits is given up at once. Lifetimes hold for answers stored from now on. */
    public void apply(CacheSettings changed) {
        if (changed.bytesMax() != settings.bytesMax()) {
            ghosts = new Ghosts(changed.bytesMax());
        }
        settings = changed;
        entries.policy().eviction().orElseThrow().setMaximum(changed.bytesMax());
        aliases.policy().eviction().orElseThrow().setMaximum(changed.aliasesMax());
    }

    /** Has {@code keeper} told of each answer that is stored from now on, on the thread that stores it: it must not wait. */
    public void onStored(Consumer<CacheEntry> keeper) {
        this.keeper = keeper;
    }

    /** The number of the last purge: note it when a request comes in, and store its answer with it. */
    public long epoch() {
        return epochs.current();
    }

    /** Looks up by raw key. All but a hit says only that the canonical key must be asked, which counts it. */
    public Lookup lookupRaw(CacheKey raw, CacheDirectives directives) {
        Alias alias = aliases.getIfPresent(raw);
        CacheEntry entry = alias == null ? null : live(alias.canonical);
        if (alias == null || entry == null) {
            return new Miss(Cause.ABSENT);
        }
        Lookup found = Freshness.judge(entry, alias.form, ticker.read(), directives);
        if (found instanceof Hit) {
            hitsRaw.increment();
            if (ghosts.sees(entry.key())) {
                ghosts.asked(entry.key(), ticker.read(), asked());
            }
        }
        return found;
    }

    /**
     * Looks up by canonical key.
     *
     * @param form the form the request asks for
     * @param raw the same request's raw key, remembered as an alias when there is an entry; null for none
     */
    public Lookup lookup(CacheKey canonical, Form form, @Nullable CacheKey raw, CacheDirectives directives) {
        if (ghosts.sees(canonical)) {
            ghosts.asked(canonical, ticker.read(), asked());
        }
        CacheEntry entry = live(canonical);
        if (entry == null) {
            misses.increment();
            return new Miss(Cause.ABSENT);
        }
        if (raw != null) {
            aliases.put(raw, new Alias(canonical, form));
        }
        Lookup found = Freshness.judge(entry, form, ticker.read(), directives);
        switch (found) {
            case Hit hit -> hitsCanonical.increment();
            case Stale old -> stale.increment();
            case Miss miss -> misses.increment();
        }
        return found;
    }

    /**
     * What a lookup found stale, once no fresh answer could be had: a hit when it may still be sent, else null. Asks anew
     * for its age and for purges since.
     */
    public @Nullable Hit insteadOfError(Stale found) {
        CacheEntry entry = found.entry();
        long ageNanos = entry.ageNanos(ticker.read());
        long leftNanos = entry.ttlNanos() - ageNanos;
        if (!epochs.survives(entry) || -leftNanos >= entry.span().errorNanos()) {
            return null;
        }
        return new Hit(
                entry,
                TimeUnit.NANOSECONDS.toSeconds(ageNanos),
                Math.floorDiv(leftNanos, TimeUnit.SECONDS.toNanos(1)),
                found.form(),
                State.ERROR);
    }

    /**
     * Whether the caller is to fetch anew what it found stale: true for one caller in {@code lease}. It says how that went
     * by storing the answer, or by {@link #releaseRefresh}.
     */
    public boolean claimRefresh(CacheEntry entry, Duration lease) {
        return entry.claimRefresh(ticker.read(), lease.toNanos());
    }

    /** Lets an answer that was claimed, and not fetched, be claimed again after {@code wait}. */
    public void releaseRefresh(CacheEntry entry, Duration wait) {
        entry.releaseRefresh(ticker.read(), wait.toNanos());
    }

    /**
     * The last purge that may cover the answer to a question, 0 for none. Callers from before and after one must not share
     * an answer under way, even where only the answer could tell whether it is covered.
     */
    public long dividingEpoch(CacheKey canonical, String tenant, String model) {
        return epochs.dividing(canonical, tenant, model);
    }

    /**
     * The live answer under that key, for somebody who did not ask for it by that key; null when there is none. Counts
     * nothing, and is no use of the answer.
     */
    public @Nullable CacheEntry peek(CacheKey canonical) {
        CacheEntry entry = entries.policy().getIfPresentQuietly(canonical);
        return entry != null && epochs.survives(entry) ? entry : null;
    }

    /** Whether a request that was not keyed so may have this answer. Counts nothing. */
    public Lookup judge(CacheEntry entry, Form form, CacheDirectives directives) {
        return Freshness.judge(entry, form, ticker.read(), directives);
    }

    /** Notes that the answer was of use to a request that was not keyed so; null when it has gone meanwhile. */
    public @Nullable CacheEntry use(CacheKey canonical) {
        return live(canonical);
    }

    /** Stores an answer, in place of one under the same key. */
    public Outcome store(Storing storing) {
        CacheSettings now = settings;
        Outcome outcome = Outcome.STORED;
        Lifetime wish = storing.wish();
        long ttlS = wish.ttlS() < 0 ? now.ttlS() : Math.min(wish.ttlS(), now.ttlMaxS());
        long ageNanos = TimeUnit.SECONDS.toNanos(wish.ageS());
        CacheEntry entry = new CacheEntry(
                storing.canonical(),
                storing.answer(),
                storing.labels(),
                storing.makeMs(),
                ticker.read() - ageNanos,
                new Span(
                        ageNanos + jittered(ttlS, now.jitter()),
                        bounded(wish.revalidateS(), now.revalidateS()),
                        bounded(wish.errorS(), now.errorS()),
                        bounded(wish.acceptS(), now.acceptS())),
                storing.epoch());
        if (ttlS == 0) {
            outcome = Outcome.UNWANTED;
        } else if (storing.answer().weightBytes() > now.entryBytesMax()) {
            outcome = Outcome.TOO_LARGE;
        } else if (!epochs.survives(entry) || !replaces(entry)) {
            outcome = Outcome.PURGED;
        }
        if (outcome != Outcome.STORED) {
            refused.increment();
            return outcome;
        }
        int extraUses = worth.extraUses(entry.makeMs(), entry.answer().weightBytes());
        Worth.count(entries, entry.key(), extraUses);
        if (ghosts.sees(entry.key())) {
            long endNanos = ticker.read() - ageNanos + entry.ttlNanos();
            ghosts.stored(entry.key(), entry.answer().weightBytes(), extraUses, endNanos);
        }
        RawAlias alias = storing.alias();
        if (alias != null) {
            aliases.put(alias.raw(), new Alias(storing.canonical(), alias.form()));
        }
        stored.increment();
        keeper.accept(entry);
        return outcome;
    }

    /** Puts an entry in its place, but for one that was begun before a purge where one begun after it is. */
    private boolean replaces(CacheEntry entry) {
        return entries.asMap()
                        .compute(
                                entry.key(),
                                (key, held) -> held != null && held.epoch() > entry.epoch() && epochs.survives(held)
                                        ? held
                                        : entry)
                == entry;
    }

    /** Whether this entry, or one that was stored within a second of it, is held and live. Counts as no lookup. */
    public boolean holds(EntryRecord record, long nowEpochMs) {
        CacheEntry held = entries.policy().getIfPresentQuietly(record.key());
        return held != null
                && epochs.survives(held)
                && Math.abs(record(held, nowEpochMs).storedEpochMs() - record.storedEpochMs()) <= 1_000;
    }

    /** The live entry under a key as it is kept elsewhere, or null when there is none. Counts as no lookup. */
    public @Nullable EntryRecord record(CacheKey canonical, long nowEpochMs) {
        CacheEntry entry = entries.policy().getIfPresentQuietly(canonical);
        return entry == null || !epochs.survives(entry) ? null : record(entry, nowEpochMs);
    }

    /** An entry as it is kept elsewhere. */
    public EntryRecord record(CacheEntry entry, long nowEpochMs) {
        long ageMs = TimeUnit.NANOSECONDS.toMillis(entry.ageNanos(ticker.read()));
        return new EntryRecord(
                entry.key(),
                entry.answer(),
                entry.labels(),
                entry.makeMs(),
                nowEpochMs - ageMs,
                TimeUnit.NANOSECONDS.toMillis(entry.ttlNanos()),
                TimeUnit.NANOSECONDS.toMillis(entry.span().revalidateNanos()),
                TimeUnit.NANOSECONDS.toMillis(entry.span().errorNanos()),
                TimeUnit.NANOSECONDS.toMillis(entry.span().acceptNanos()));
    }

    /**
     * Takes in an entry that was kept elsewhere, with the age it has by now. A younger one under its key stays.
     *
     * @param epoch the last purge known to have happened before the record was asked for
     * @return the entry, or null when it is past its staleness, too large or purged
     */
    public @Nullable CacheEntry adopt(EntryRecord record, long nowEpochMs, long epoch) {
        long ageNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(0, nowEpochMs - record.storedEpochMs()));
        var entry = new CacheEntry(
                record.key(),
                record.answer(),
                record.labels(),
                record.makeMs(),
                ticker.read() - ageNanos,
                new Span(
                        TimeUnit.MILLISECONDS.toNanos(record.ttlMs()),
                        boundedMs(record.revalidateMs(), settings.revalidateS()),
                        boundedMs(record.errorMs(), settings.errorS()),
                        boundedMs(record.acceptMs(), settings.acceptS())),
                epoch);
        if (lifetime(entry).isZero()
                || record.answer().weightBytes() > settings.entryBytesMax()
                || !epochs.survives(entry)) {
            refused.increment();
            return null;
        }
        long now = ticker.read();
        return entries.asMap()
                .merge(
                        record.key(),
                        entry,
                        (held, taken) ->
                                epochs.survives(held) && held.ageNanos(now) <= taken.ageNanos(now) ? held : taken);
    }

    /** The answer in that form, made and weighed when it was not at hand; null when there is no such form. */
    public @Nullable Rendered form(CacheEntry entry, Form form) {
        Rendered held = entry.answer().held(form);
        if (held != null) {
            return held;
        }
        Rendered made = entry.answer().form(form);
        if (made != null) {
            // Writing the entry again makes the store weigh it again.
            entries.asMap().computeIfPresent(entry.key(), (key, current) -> current);
        }
        return made;
    }

    /**
     * Purges: from now on no lookup finds what a hard purge covers, nor is an answer stored whose request came in before; what
     * a soft one covers is stale. The time does not depend on how much is covered; bodies are cleared away later, by
     * {@link #tidy}. Called by {@link Purges} alone. Returns the purge's number.
     */
    long purge(Purge purge) {
        long epoch = epochs.purge(purge, ticker.read());
        if (!purge.soft() && purge.target() instanceof PurgeTarget.Key(var key)) {
            entries.invalidate(key);
        }
        return epoch;
    }

    /** How many live entries a purge of the target would cover. Looks at every entry: some 10 ms for 100,000. */
    public long count(PurgeTarget target) {
        long count = 0;
        for (CacheEntry entry : entries.asMap().values()) {
            count += target.covers(entry) && epochs.survives(entry) ? 1 : 0;
        }
        return count;
    }

    /** How many of those a soft purge would leave to be sent, while a new answer is fetched or when none can be had. */
    public long countSoft(PurgeTarget target) {
        long now = ticker.read();
        long count = 0;
        for (CacheEntry entry : entries.asMap().values()) {
            count += target.covers(entry) && epochs.survives(entry) && entry.outlivesSoftPurge(now) ? 1 : 0;
        }
        return count;
    }

    /**
     * Some live entries.
     *
     * @param matching how many live entries the filter covers
     * @param entries the youngest of them first
     */
    public record Listing(long matching, List<EntryView> entries) {
        /** Copies the list. */
        public Listing {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The youngest live entries that the filter covers, {@code limit} at most. Looks at every entry: not for an event
     * loop.
     */
    public Listing list(PurgeTarget filter, int limit) {
        long now = ticker.read();
        long matching = 0;
        // The oldest of those kept is on top, to give way to a younger one.
        var youngest = new PriorityQueue<CacheEntry>(Comparator.comparingLong((CacheEntry entry) -> entry.ageNanos(now))
                .reversed());
        for (CacheEntry entry : entries.asMap().values()) {
            if (filter.covers(entry) && epochs.survives(entry)) {
                matching++;
                youngest.add(entry);
                if (youngest.size() > limit) {
                    youngest.poll();
                }
            }
        }
        List<EntryView> views = new ArrayList<>(youngest.size());
        while (!youngest.isEmpty()) {
            views.add(EntryView.of(youngest.poll(), now));
        }
        return new Listing(matching, views.reversed());
    }

    /** Clears away what has been purged and what has expired. Looks at every entry: not for an event loop. */
    public void tidy() {
        long now = ticker.read();
        entries.asMap().values().removeIf(entry -> !epochs.survives(entry) || entry.isOver(now));
        entries.cleanUp();
        aliases.cleanUp();
    }

    /**
     * What share of lookups would be hits with each of {@link #MEMORY_MULTIPLES}; empty as long as too little was seen. By a
     * sample: right to some hundredths.
     */
    public List<Double> hitRatioCurve() {
        return ghosts.curve(asked());
    }

    private long asked() {
        return hitsRaw.sum() + hitsCanonical.sum() + stale.sum() + misses.sum();
    }

    /** What all entries may take, in bytes. */
    public long bytesMax() {
        return settings.bytesMax();
    }

    /** The counts. Cheap enough for every scrape. */
    public CacheStats stats() {
        long bytes = entries.policy().eviction().orElseThrow().weightedSize().orElse(0);
        return new CacheStats(
                hitsRaw.sum(),
                hitsCanonical.sum(),
                stale.sum(),
                misses.sum(),
                stored.sum(),
                refused.sum(),
                evicted.sum(),
                expired.sum(),
                entries.estimatedSize(),
                bytes,
                aliases.estimatedSize());
    }

    private @Nullable CacheEntry live(CacheKey canonical) {
        CacheEntry entry = entries.getIfPresent(canonical);
        if (entry != null && !epochs.survives(entry)) {
            entries.asMap().remove(canonical, entry);
            return null;
        }
        return entry;
    }

    private static long boundedMs(long wishedMs, long mostS) {
        long mostNanos = TimeUnit.SECONDS.toNanos(mostS);
        return wishedMs < 0 ? mostNanos : Math.min(TimeUnit.MILLISECONDS.toNanos(wishedMs), mostNanos);
    }

    private static long bounded(long wishedS, long mostS) {
        return TimeUnit.SECONDS.toNanos(wishedS < 0 ? mostS : Math.min(wishedS, mostS));
    }

    private long jittered(long ttlS, double jitter) {
        long nanos = TimeUnit.SECONDS.toNanos(ttlS);
        return jitter == 0 ? nanos : (long) (nanos * (1 - jitter * random.nextDouble()));
    }

    /** How long the store still keeps an entry: to the end of its staleness. */
    private Duration lifetime(CacheEntry entry) {
        long left = entry.span().keptNanos() - entry.ageNanos(ticker.read());
        return Duration.ofNanos(Math.max(0, left));
    }

    private void count(RemovalCause cause) {
        switch (cause) {
            case SIZE -> evicted.increment();
            case EXPIRED -> expired.increment();
            case EXPLICIT, REPLACED, COLLECTED -> {
                // Not given up by the store itself.
            }
        }
    }
}

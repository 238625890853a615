package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.ask.Asked;
import dev.edgewise.cache.semantic.ask.LastTurn;
import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.LiveAnswers;
import dev.edgewise.cache.semantic.tier.LiveAnswers.State;
import dev.edgewise.cache.semantic.tier.NotAsked;
import dev.edgewise.cache.semantic.tier.PairRules;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.cache.store.CacheEntry;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.PurgeListener;
import dev.edgewise.gateway.config.LimitsConfig;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.Keying;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.Engine;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The second half of phase 5: has an answer been given to a question that means the same? Asked by the one request that
 * would otherwise fetch the answer, on its virtual thread; the work is done on another, so that no event loop computes.
 *
 * <p>Threads: any; shared by all event loops.
 */
public final class Meanings {
    private static final System.Logger LOG = System.getLogger(Meanings.class.getName());

    /** Most questions being compared at once; one more is fetched without. */
    private static final int COMPARED_MAX = 64;

    /** After so many stored questions those without an answer are looked for. */
    private static final int TIDY_STORES = 2_048;

    private final SemanticTier tier;
    private final Caches caches;
    private final Keying keying;
    private final QuestionReader reader;
    private final AnswerChecks checks;
    private final NodeClock clock;
    private final LastTurn lastTurn = new LastTurn(LimitsConfig.BODY_BYTES_CONFIGURABLE);
    private final AtomicLong stores = new AtomicLong();
    private final AtomicBoolean tidying = new AtomicBoolean();
    private final Semaphore places = new Semaphore(COMPARED_MAX);

    /** @param learned runs now and then when something was learned, on a thread that may wait */
    public Meanings(
            SemanticTier tier,
            Caches caches,
            Keying keying,
            Engine engine,
            PairRules pairRules,
            NodeClock clock,
            Runnable learned) {
        this.tier = tier;
        this.caches = caches;
        this.keying = keying;
        this.reader = new QuestionReader(engine, pairRules);
        this.checks = new AnswerChecks(tier, reader, pairRules, clock, learned);
        this.clock = clock;
        caches.purges().listen((purge, epoch) -> {
            tidyLater();
            return PurgeListener.DONE;
        });
    }

    /** Looks for an answer; waits for the embedder and the search, for as long as the rules allow. */
    public Nearby find(Rules rules, Keyed keyed, RequestRecord record) {
        Rules.Comparing comparing = rules.comparing(keyed);
        if (comparing == null) {
            return Nearby.Missed.NOT_USED;
        }
        Nearby nearby = switch (lastTurn.of(
                Keying.family(keyed.arrival().api()), keyed.scanned(), comparing.questionCharsMax())) {
            case Asked.NoWords _ -> notAsked(keyed, NotAsked.FORM);
            case Asked.Words words -> compare(rules, comparing, keyed, record, words);
        };
        boolean missed = nearby instanceof Nearby.Missed;
        return missed && keyed.directives().onlyIfCached() ? new Nearby.Refused(Lookup.NOT_CACHED) : nearby;
    }

    private Nearby compare(
            Rules rules, Rules.Comparing comparing, Keyed keyed, RequestRecord record, Asked.Words words) {
        if (!places.tryAcquire()) {
            return notAsked(keyed, NotAsked.BUSY);
        }
        long deadline = Math.min(
                clock.nowNanos() + comparing.waitNanos(), keyed.arrival().deadlineNanos());
        var outcome = new CompletableFuture<Nearby>();
        record.spent(Phase.LOOK_UP);
        Thread.ofVirtual().name("edgewise-compare").start(() -> {
            try {
                outcome.complete(search(rules, comparing, keyed, words, deadline));
            } catch (Throwable bug) {
                outcome.completeExceptionally(bug);
            } finally {
                places.release();
            }
        });
        try {
            return outcome.get(Math.max(1, deadline - clock.nowNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return notAsked(keyed, NotAsked.LATE);
        } catch (ExecutionException bug) {
            LOG.log(Level.ERROR, "request " + keyed.arrival().requestId() + " could not be compared", bug.getCause());
            return notAsked(keyed, NotAsked.EMBEDDER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Nearby.Missed.NOT_USED;
        } finally {
            record.skip();
        }
    }

    private Nearby search(Rules rules, Rules.Comparing comparing, Keyed keyed, Asked.Words words, long deadline)
            throws InterruptedException {
        return switch (reader.read(comparing, words.text(), deadline)) {
            case QuestionReader.Read.Not not -> notAsked(keyed, not.why());
            case QuestionReader.Read.Done read -> {
                var partition = new Partition(
                        keyed.governed().tenant().id(),
                        keying.frame(rules, keyed, words.frame()),
                        read.question().language(),
                        comparing.vectorsOf());
                var ask = new Nearby.Ask(partition, read.question());
                yield switch (tier.find(partition, read.question(), answersFor(keyed))) {
                    case Found.Nothing _ -> new Nearby.Missed(ask, null, "");
                    case Found.Near near -> new Nearby.Missed(ask, near, Details.near(near));
                    case Found.Served served -> served(keyed, ask, served);
                };
            }
        };
    }

    private Nearby served(Keyed keyed, Nearby.Ask ask, Found.Served served) {
        Caches.Found found = caches.near(served.match().entry(), keyed.form(), keyed.directives());
        // It may have gone since it was found.
        return found == null ? new Nearby.Missed(ask, null, "") : new Nearby.Served(found, Details.served(served));
    }

    private LiveAnswers answersFor(Keyed keyed) {
        return entry -> {
            CacheEntry held = caches.answers().peek(entry);
            if (held == null) {
                return State.DEAD;
            }
            // One that is to be fetched anew is fetched anew, not served to other questions.
            boolean fresh = caches.answers().judge(held, keyed.form(), keyed.directives()) instanceof Hit hit
                    && hit.state() != dev.edgewise.cache.store.Lookup.State.REVALIDATE;
            return fresh && !held.answer().exactOnly() ? State.FIT : State.UNFIT;
        };
    }

    private Nearby notAsked(Keyed keyed, NotAsked why) {
        tier.notAsked(keyed.governed().tenant().id(), why);
        return new Nearby.Missed(null, null, why == NotAsked.FORM ? "" : Details.notAsked(why));
    }

    /**
     * Takes in the answer that was fetched after all: keeps its question, and has what was near compared with it.
     *
     * @param stored what was stored of it; null when nothing was
     */
    public void settle(Rules rules, Keyed keyed, Nearby.Missed missed, @Nullable CachedAnswer stored) {
        Nearby.Ask ask = missed.ask();
        Keyed.Keys keys = keyed.keys();
        if (ask == null || keys == null || stored == null || stored.exactOnly()) {
            return;
        }
        tier.store(ask.partition(), ask.question(), keys.canonical());
        if (stores.incrementAndGet() % TIDY_STORES == 0) {
            tidyLater();
        }
        Found.Near near = missed.near();
        if (near != null && near.compare()) {
            CacheEntry held = caches.answers().peek(near.match().entry());
            Rules.Comparing comparing = rules.comparing(keyed);
            if (held != null && comparing != null) {
                checks.compare(comparing, ask.partition(), near, held.answer(), stored);
            }
        }
    }

    /** Forgets questions whose answers have gone, on a thread of its own; one at a time. */
    private void tidyLater() {
        if (tidying.compareAndSet(false, true)) {
            Thread.ofVirtual().name("edgewise-tidy").start(() -> {
                try {
                    tier.tidy(entry -> gone(entry) ? State.DEAD : State.FIT);
                } finally {
                    tidying.set(false);
                }
            });
        }
    }

    private boolean gone(CacheKey entry) {
        return caches.answers().peek(entry) == null;
    }
}

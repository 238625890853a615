package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.pinned.PinnedAnswers;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.ask.Asked;
import dev.edgewise.cache.semantic.ask.LastTurn;
import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.LiveAnswers;
import dev.edgewise.cache.semantic.tier.LiveAnswers.State;
import dev.edgewise.cache.semantic.tier.NotAsked;
import dev.edgewise.cache.semantic.tier.PairRules;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.cache.semantic.tier.Standing;
import dev.edgewise.cache.store.CacheEntry;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.PurgeListener;
import dev.edgewise.gateway.config.LimitsConfig;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.Keying;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.Engine;
import java.util.List;
import java.util.Objects;
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
    private final Places places;
    private final PinnedQuestions pinned;
    private final PinnedFigures figures = new PinnedFigures();

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
        this.places = new Places(clock);
        this.pinned = new PinnedQuestions(reader, clock);
        caches.purges().listen((purge, epoch) -> {
            tidyLater();
            return PurgeListener.DONE;
        });
    }

    /** Looks for an answer; waits for the embedder and the search, for as long as the rules allow. */
    public Nearby find(Rules rules, Keyed keyed, RequestRecord record) {
        Nearby nearby = told(lookedFor(rules, keyed, record), keyed.heard());
        note(nearby, record);
        return nearby;
    }

    /** What a request's line and the metrics tell; an operator's question that is nearer has been noted before. */
    private static void note(Nearby nearby, RequestRecord record) {
        switch (nearby) {
            case Nearby.Served served -> {
                record.similarity = served.similarity();
                record.guard = "";
            }
            case Nearby.Missed missed -> {
                Found.Near near = missed.near();
                if (near != null && !(record.similarity >= near.match().similarity())) {
                    GuardRule rule = near.match().refusedBy();
                    record.similarity = near.match().similarity();
                    record.guard = rule == null ? "" : rule.wire();
                }
            }
            case Nearby.Refused _ -> {}
        }
    }

    /** Where one of the operator's questions is nearer than any stored one, that is what is told. */
    private static Nearby told(Nearby nearby, Keyed.@Nullable Heard heard) {
        if (heard == null || !(nearby instanceof Nearby.Missed missed)) {
            return nearby;
        }
        Found.Near near = missed.near();
        boolean nearer = near != null && heard.similarity() > near.match().similarity();
        return missed.detail().isEmpty() || nearer ? new Nearby.Missed(missed.ask(), near, heard.near()) : nearby;
    }

    private Nearby lookedFor(Rules rules, Keyed keyed, RequestRecord record) {
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

    /** Has the questions of answers that the operator wrote read, to be compared. */
    public void follow(Rules rules) {
        pinned.follow(rules);
    }

    /** How many of the operator's questions are read and compared now. */
    public int pinnedQuestions() {
        return pinned.ready();
    }

    /** What came of comparing questions with the operator's own. */
    public PinnedFigures pinnedFigures() {
        return figures;
    }

    /** Whether the operator answered what this request means. Waits for the embedder, for as long as the rules allow. */
    public PinnedByMeaning pinned(Rules rules, Keyed keyed, RequestRecord record) {
        Rules.Comparing comparing = rules.comparingWithPinned(keyed);
        if (comparing == null
                || !(lastTurn.of(Keying.family(keyed.arrival().api()), keyed.scanned(), comparing.questionCharsMax())
                        instanceof Asked.Words words)) {
            return new PinnedByMeaning.None(keyed);
        }
        long deadline = deadline(comparing, keyed);
        record.spent(Phase.LOOK_UP);
        try {
            PinnedByMeaning found = places.run(
                    "request " + keyed.arrival().requestId(),
                    deadline,
                    () -> pinned(rules, comparing, keyed, words, deadline),
                    why -> unheard(keyed, why));
            found.note(record);
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unheard(keyed, NotAsked.LATE);
        } finally {
            record.skip();
        }
    }

    private PinnedByMeaning pinned(
            Rules rules, Rules.Comparing comparing, Keyed keyed, Asked.Words words, long deadline)
            throws InterruptedException {
        List<PinnedQuestions.Row> rows = pinned.of(rules);
        if (rows == null) {
            return unheard(keyed, NotAsked.EMBEDDER);
        }
        return switch (reader.read(comparing, words.text(), deadline)) {
            case QuestionReader.Read.Not(NotAsked why) ->
                why == NotAsked.LANGUAGE ? new PinnedByMeaning.None(keyed) : unheard(keyed, why);
            case QuestionReader.Read.Done(Question question) -> {
                List<PinnedQuestions.Row> fit = fitting(rows, keyed, question);
                Standing.Verdict verdict = judge(keyed, question, fit);
                figures.count(verdict);
                Standing.Judged served = verdict.served();
                Standing.Judged near = verdict.near();
                if (served != null) {
                    yield new PinnedByMeaning.Answer(
                            keyed, fit.get(served.row()).answer(), Details.pinned(served), served.similarity());
                }
                yield new PinnedByMeaning.None(keyed.heard(heard(question, near)));
            }
        };
    }

    private List<PinnedQuestions.Row> fitting(List<PinnedQuestions.Row> rows, Keyed keyed, Question question) {
        long now = clock.nowEpochMillis();
        return rows.stream()
                .filter(row -> PinnedAnswers.fits(
                        row.answer(),
                        keyed.governed().effects().country(),
                        keyed.governed().tenant().id(),
                        keyed.alias().name(),
                        question.language(),
                        now))
                .toList();
    }

    /** Another time it may be heard: what is stored for these words must not be found before that. */
    private PinnedByMeaning unheard(Keyed keyed, NotAsked why) {
        figures.notCompared();
        return new PinnedByMeaning.None(keyed.alwaysRead().heard(new Keyed.Heard(null, Details.notAsked(why), 0, "")));
    }

    private Nearby compare(
            Rules rules, Rules.Comparing comparing, Keyed keyed, RequestRecord record, Asked.Words words) {
        long deadline = deadline(comparing, keyed);
        record.spent(Phase.LOOK_UP);
        try {
            return places.run(
                    "request " + keyed.arrival().requestId(),
                    deadline,
                    () -> search(rules, comparing, keyed, words, deadline),
                    why -> notAsked(keyed, why));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Nearby.Missed.NOT_USED;
        } finally {
            record.skip();
        }
    }

    private long deadline(Rules.Comparing comparing, Keyed keyed) {
        return Math.min(
                clock.nowNanos() + comparing.waitNanos(), keyed.arrival().deadlineNanos());
    }

    private Nearby search(Rules rules, Rules.Comparing comparing, Keyed keyed, Asked.Words words, long deadline)
            throws InterruptedException {
        return switch (read(comparing, keyed, words, deadline)) {
            case QuestionReader.Read.Not not -> notAsked(keyed, not.why());
            case QuestionReader.Read.Done read -> {
                Partition partition = partition(rules, comparing, keyed, words, read.question());
                var ask = new Nearby.Ask(partition, read.question());
                yield switch (tier.find(partition, read.question(), answersFor(keyed))) {
                    case Found.Nothing _ -> new Nearby.Missed(ask, null, "");
                    case Found.Near near -> new Nearby.Missed(ask, near, Details.near(near));
                    case Found.Served served -> served(keyed, ask, served);
                };
            }
        };
    }

    /** The question; one that was compared with the operator's own has been read. */
    private QuestionReader.Read read(Rules.Comparing comparing, Keyed keyed, Asked.Words words, long deadline)
            throws InterruptedException {
        Keyed.Heard heard = keyed.heard();
        return heard != null && heard.question() != null
                ? new QuestionReader.Read.Done(heard.question())
                : reader.read(comparing, words.text(), deadline);
    }

    /**
     * What comparing this request's question gives, for people who ask why. Counts nothing and keeps nothing; waits for the
     * embedder.
     *
     * @param withPinned whether the operator's own questions are compared too
     */
    public MeaningReport explain(Rules rules, Keyed keyed, boolean withPinned) throws InterruptedException {
        Rules.Comparing stored = rules.comparing(keyed);
        Rules.Comparing comparing = withPinned ? rules.comparingWithPinned(keyed) : stored;
        if (comparing == null) {
            return MeaningReport.not("cache.semantic, the tenant or the request leaves it out", tier.verifier());
        }
        long deadline = deadline(comparing, keyed);
        return switch (lastTurn.of(
                Keying.family(keyed.arrival().api()), keyed.scanned(), comparing.questionCharsMax())) {
            case Asked.NoWords(Asked.Reason reason) -> MeaningReport.not(reason.wire(), tier.verifier());
            case Asked.Words words ->
                switch (reader.read(comparing, words.text(), deadline)) {
                    case QuestionReader.Read.Not(NotAsked why) -> MeaningReport.not(why.wire(), tier.verifier());
                    case QuestionReader.Read.Done(Question question) ->
                        explain(rules, keyed, words, question, withPinned, stored != null);
                };
        };
    }

    private MeaningReport explain(
            Rules rules, Keyed keyed, Asked.Words words, Question question, boolean withPinned, boolean withStored)
            throws InterruptedException {
        List<PinnedQuestions.Row> rows = withPinned ? pinned.of(rules) : null;
        List<PinnedQuestions.Row> fit = rows == null ? List.of() : fitting(rows, keyed, question);
        Standing.Verdict verdict = judge(keyed, question, fit);
        List<MeaningReport.OfPinned> near = verdict.compared().stream()
                .map(judged -> new MeaningReport.OfPinned(
                        fit.get(judged.row()).answer().id(), judged))
                .toList();
        Standing.Judged sent = verdict.served();
        Standing.Judged kept = verdict.near();
        Keyed.Heard heard = heard(question, kept);
        if (!withStored) {
            return new MeaningReport(
                    "the answer is not to be reused",
                    null,
                    tier.verifier(),
                    near,
                    id(fit, sent),
                    null,
                    sent == null ? heard.near() : Details.pinned(sent));
        }
        Partition partition = partition(rules, Objects.requireNonNull(rules.comparing(keyed)), keyed, words, question);
        Found.Explained found = tier.explain(partition, question, answersFor(keyed), false);
        String detail = switch (found.found()) {
            case Found.Served served -> Details.served(served);
            case Found.Near other ->
                other.match().similarity() >= heard.similarity() ? Details.near(other) : heard.near();
            case Found.Nothing _ -> heard.near();
        };
        return new MeaningReport(
                "",
                partition,
                tier.verifier(),
                near,
                id(fit, sent),
                found,
                sent == null ? detail : Details.pinned(sent));
    }

    private static String id(List<PinnedQuestions.Row> rows, Standing.@Nullable Judged judged) {
        return judged == null ? "" : rows.get(judged.row()).answer().id();
    }

    private Standing.Verdict judge(Keyed keyed, Question question, List<PinnedQuestions.Row> rows)
            throws InterruptedException {
        return tier.judge(
                keyed.governed().tenant().id(),
                question,
                rows.stream().map(PinnedQuestions.Row::standing).toList());
    }

    private static Keyed.Heard heard(Question question, Standing.@Nullable Judged near) {
        if (near == null) {
            return new Keyed.Heard(question, "", 0, "");
        }
        GuardRule rule = near.refusedBy();
        return new Keyed.Heard(question, Details.pinnedNear(near), near.similarity(), rule == null ? "" : rule.wire());
    }

    private Partition partition(
            Rules rules, Rules.Comparing comparing, Keyed keyed, Asked.Words words, Question question) {
        return new Partition(
                keyed.governed().tenant().id(),
                keying.frame(rules, keyed, words.frame()),
                question.language(),
                comparing.vectorsOf());
    }

    private Nearby served(Keyed keyed, Nearby.Ask ask, Found.Served served) {
        Caches.Found found = caches.near(served.match().entry(), keyed.form(), keyed.directives());
        // It may have gone since it was found.
        return found == null
                ? new Nearby.Missed(ask, null, "")
                : new Nearby.Served(
                        found, Details.served(served), served.match().similarity());
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
            Aside.start("edgewise-tidy", () -> {
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

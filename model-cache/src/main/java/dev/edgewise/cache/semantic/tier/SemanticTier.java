package dev.edgewise.cache.semantic.tier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.StoredQuestion;
import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.semantic.ask.SameWords;
import dev.edgewise.cache.semantic.guard.GuardVerdict;
import dev.edgewise.cache.semantic.index.FlatIndex;
import dev.edgewise.cache.semantic.index.MemoryBudget;
import dev.edgewise.cache.semantic.index.Neighbour;
import dev.edgewise.cache.semantic.index.PartitionedIndex;
import dev.edgewise.cache.semantic.index.VectorIndex.Inserted;
import dev.edgewise.cache.semantic.tier.TenantFigures.Count;
import dev.edgewise.cache.semantic.verify.Verifier;
import dev.edgewise.cache.semantic.verify.VerifierException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stored questions and what is served for those that mean the same. Holds questions, not answers: those stay in the
 * response cache, and a question whose answer has gone is forgotten when it is met.
 *
 * <p>Thread safe. Looking takes some 100 µs and may wait for a verifier's model: not for an event loop.
 */
public final class SemanticTier {
    /** How many of the nearest are looked at. */
    static final int NEIGHBOURS = 8;

    /** How many of those that pass the rules the verifier scores, in one batch. */
    static final int CANDIDATES_MAX = 3;

    /** Scores down to this much below the threshold, in log odds, are still learned from. */
    private static final double SCORES_BELOW = 0.5;

    /** Most partitions held at once. */
    static final int PARTITIONS_MAX = 100_000;

    /** Of the memory, so much goes to the index; the rest holds the questions themselves. */
    private static final double INDEX_SHARE = 0.3;

    /** Vectors that point further away than this are no candidates. */
    static final float COSINE_MIN = 0.3f;

    /** What a question takes beside its vectors and text, in bytes: objects, keys, maps. Estimated. */
    private static final int OVERHEAD_BYTES = 700;

    private final PairRules rules;
    private final RandomGenerator random;
    private final MemoryBudget vectors;
    private final PartitionedIndex<Partition, CacheKey> index;
    private final Cache<CacheKey, Row> rows;
    private final Map<String, Tenant> tenants = new ConcurrentHashMap<>();
    private final TenantFigures all = new TenantFigures(null);
    private final KnownWrong knownWrong = new KnownWrong();
    private volatile Judging judging;
    private volatile Consumer<StoredQuestion> keeper = stored -> {};

    /** A stored question. */
    private record Row(Partition partition, Question question, TrackRecord record) {
        int weight() {
            Question asked = question;
            long bytes = OVERHEAD_BYTES
                    + 4L * asked.vector().length
                    + asked.tokens().bytes()
                    + asked.guarded().bytes()
                    + 4L * asked.text().length();
            return (int) Math.min(Integer.MAX_VALUE, bytes);
        }
    }

    /** How is judged now; scores of another scale tell nothing of this one's. */
    private record Judging(TierSettings settings, int scale) {
        Judging on(TierSettings changed, boolean otherScale) {
            return new Judging(changed, otherScale ? scale + 1 : scale);
        }
    }

    private record Tenant(TenantLedger ledger, TenantFigures figures) {}

    /** A row with its distance, and the rule that refused it. */
    private record Candidate(CacheKey entry, Row row, double similarity, int scale) {
        Match match(double score, double threshold, @Nullable GuardVerdict verdict) {
            var refusedBy = verdict instanceof GuardVerdict.Refused refused ? refused.rule() : null;
            return new Match(entry, row.question(), similarity, score, scale, threshold, refusedBy);
        }
    }

    /**
     * @param bytesMax what all questions may take; the least used are given up beyond
     * @param random decides which answers are audited
     */
    public SemanticTier(PairRules rules, TierSettings settings, long bytesMax, RandomGenerator random) {
        this.rules = rules;
        this.judging = new Judging(settings, 0);
        this.random = random;
        this.vectors = new MemoryBudget(forVectors(bytesMax));
        this.index = new PartitionedIndex<>(vectors, PARTITIONS_MAX, FlatIndex::new, this::dropped);
        this.rows = Caffeine.newBuilder()
                .maximumWeight(forQuestions(bytesMax))
                .<CacheKey, Row>weigher((key, row) -> row.weight())
                .evictionListener((key, row, cause) -> {
                    if (key != null && row != null) {
                        index.delete(row.partition(), key);
                    }
                })
                .executor(Runnable::run)
                .build();
    }

    private static long forQuestions(long bytesMax) {
        return (long) (bytesMax * (1 - INDEX_SHARE));
    }

    private static long forVectors(long bytesMax) {
        return (long) (bytesMax * INDEX_SHARE);
    }

    /** Judges by other settings from now on. What was learned of another verifier is forgotten. */
    public synchronized void apply(TierSettings changed, long bytesMax) {
        boolean other = !changed.verifier().id().equals(verifier());
        judging = judging.on(changed, other);
        rows.policy().eviction().orElseThrow().setMaximum(forQuestions(bytesMax));
        vectors.bytesMax(forVectors(bytesMax));
        if (other) {
            tenants.clear();
        }
    }

    /** Looks for an answer to the question. */
    public Found find(Partition partition, Question asked, LiveAnswers answers) throws InterruptedException {
        return explain(partition, asked, answers, true).found();
    }

    /**
     * The same with what was compared.
     *
     * @param counts whether it counts as a question asked; nothing is compared then that can change nothing
     */
    public Found.Explained explain(Partition partition, Question asked, LiveAnswers answers, boolean counts)
            throws InterruptedException {
        Tenant tenant = tenant(partition.tenant());
        Judging judges = judging;
        TierSettings now = judges.settings();
        double threshold = threshold(tenant, now);
        List<Match> compared = new ArrayList<>();
        List<Candidate> passed = new ArrayList<>();
        Found found = null;
        String words = SameWords.normal(asked.text());
        for (Candidate near : nearest(partition, asked, answers, judges.scale())) {
            boolean same =
                    found == null && SameWords.same(words, near.row().question().text());
            if (counts && !same && passed.size() == CANDIDATES_MAX) {
                // Nothing would come of it, and the rules' words lie far from the processor.
                continue;
            }
            GuardVerdict verdict =
                    rules.check(asked.guarded(), near.row().question().guarded());
            compared.add(near.match(Double.NaN, threshold, verdict));
            if (verdict instanceof GuardVerdict.Passed) {
                if (same) {
                    found = new Found.Served(near.match(Double.NaN, threshold, verdict), true);
                }
                passed.add(near);
            }
        }
        if (compared.isEmpty()) {
            found = new Found.Nothing();
        } else if (found == null && passed.isEmpty()) {
            found = new Found.Near(compared.getFirst(), Found.Why.GUARD, false);
        }
        double best = Double.NaN;
        if (found == null) {
            Scored scored = score(now.verifier(), asked, passed, threshold, needed(threshold, counts));
            found = scored == null
                    ? new Found.Near(passed.getFirst().match(Double.NaN, threshold, null), Found.Why.VERIFIER, false)
                    : judge(tenant, now, scored, counts);
            best = scored == null ? Double.NaN : scored.best().score();
            tell(scored, compared);
        }
        if (counts) {
            count(tenant, found, best);
        }
        return new Found.Explained(found, compared);
    }

    /** The live neighbours; those whose answer has gone are forgotten. */
    private List<Candidate> nearest(Partition partition, Question asked, LiveAnswers answers, int scale) {
        List<Candidate> live = new ArrayList<>();
        for (Neighbour<CacheKey> near : index.nearest(partition, asked.vector(), NEIGHBOURS, COSINE_MIN)) {
            Row row = rows.getIfPresent(near.key());
            // The row's own partition counts, whatever the index says.
            if (row == null || !row.partition().equals(partition)) {
                index.delete(partition, near.key());
                continue;
            }
            switch (answers.state(near.key())) {
                case FIT -> live.add(new Candidate(near.key(), row, near.cosine(), scale));
                case UNFIT -> {}
                case DEAD -> forget(near.key());
            }
        }
        return live;
    }

    /** Below the threshold scores are of use for a while: it may come down to them. */
    private static double needed(double threshold, boolean counts) {
        return counts && Double.isFinite(threshold) ? threshold - SCORES_BELOW : Double.NEGATIVE_INFINITY;
    }

    /** The candidate with the best score, and all that were scored. */
    private record Scored(Candidate candidate, Match best, List<Match> all) {}

    /** Puts the scores into what is told of the comparison. */
    private static void tell(@Nullable Scored scored, List<Match> compared) {
        if (scored != null) {
            compared.replaceAll(match -> scored.all().stream()
                    .filter(one -> one.entry().equals(match.entry()))
                    .findFirst()
                    .orElse(match));
        }
    }

    /** @param needed no lower score is used */
    private static @Nullable Scored score(
            Verifier verifier, Question asked, List<Candidate> passed, double threshold, double needed)
            throws InterruptedException {
        List<Candidate> few = passed.subList(0, Math.min(CANDIDATES_MAX, passed.size()));
        double[] scores;
        try {
            scores = verifier.score(
                    asked,
                    few.stream().map(candidate -> candidate.row().question()).toList(),
                    needed);
        } catch (VerifierException noVerdict) {
            return null;
        }
        int best = 0;
        List<Match> all = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
            // One that was not worth a look has no score to tell.
            all.add(few.get(i).match(Double.isInfinite(scores[i]) ? Double.NaN : scores[i], threshold, null));
        }
        return Double.isNaN(scores[best]) ? null : new Scored(few.get(best), all.get(best), all);
    }

    private Found judge(Tenant tenant, TierSettings now, Scored scored, boolean counts) {
        Match match = scored.best();
        double score = match.score();
        if (Double.isNaN(score)) {
            return new Found.Near(match, Found.Why.SCORE, false);
        }
        double expectedWrong = tenant.ledger().wrongAt(score, now.prior());
        double marginWrong = Double.isFinite(match.threshold())
                ? Math.max(now.wrongMax(), tenant.ledger().wrongAt(match.threshold(), now.prior()))
                : now.wrongMax();
        boolean serves = scored.candidate()
                .row()
                .record()
                .serves(score, match.scale(), match.threshold(), expectedWrong, marginWrong);
        if (serves) {
            return counts && random.nextDouble() < now.auditShare()
                    ? new Found.Near(match, Found.Why.AUDIT, true)
                    : new Found.Served(match, false);
        }
        Found.Why why = Double.isInfinite(match.threshold())
                ? Found.Why.UNPROVEN
                : score >= match.threshold() ? Found.Why.RECORD : Found.Why.SCORE;
        return new Found.Near(match, why, tenant.ledger().wantsToKnow(score, random.nextDouble()));
    }

    private static double threshold(Tenant tenant, TierSettings now) {
        return now.threshold().isPresent()
                ? now.threshold().getAsDouble()
                : tenant.ledger().threshold(now.wrongMax(), now.confidence(), now.prior());
    }

    private static void count(Tenant tenant, Found found, double best) {
        TenantFigures figures = tenant.figures();
        figures.count(Count.ASKED);
        tenant.ledger().asked(best);
        switch (found) {
            case Found.Served served -> {
                figures.count(Count.SERVED);
                if (served.sameWords()) {
                    figures.count(Count.SAME_WORDS);
                }
            }
            case Found.Near near -> figures.near(near);
            case Found.Nothing nothing -> figures.count(Count.NOTHING);
        }
    }

    /** Compares the question with some whose answers an operator wrote; counts nothing. */
    public Standing.Verdict judge(String tenant, Question asked, List<Standing> standing) throws InterruptedException {
        TierSettings now = judging.settings();
        return new StandingJudge(rules, now, threshold(tenant(tenant), now)).judge(asked, standing);
    }

    /** Counts a question that was not looked for. */
    public void notAsked(String tenant, NotAsked why) {
        tenant(tenant).figures().notAsked(why);
    }

    /** Has {@code keeper} told of each question that is stored from now on, on the thread that stores it: it must not wait. */
    public void onStored(Consumer<StoredQuestion> keeper) {
        this.keeper = keeper;
    }

    /** Keeps a question whose answer was just stored under that key. */
    public void store(Partition partition, Question question, CacheKey entry) {
        keep(partition, question, entry);
        keeper.accept(new StoredQuestion(entry, partition, question));
    }

    /** Takes in a question that an earlier run has kept; a younger one stays. */
    public void adopt(StoredQuestion kept) {
        if (rows.getIfPresent(kept.entry()) == null) {
            keep(kept.partition(), kept.question(), kept.entry());
        }
    }

    private void keep(Partition partition, Question question, CacheKey entry) {
        Row old = rows.getIfPresent(entry);
        if (old != null && !old.partition().equals(partition)) {
            index.delete(old.partition(), entry);
        }
        // A fresh answer to the same question keeps its record: which other questions it answers has not changed. The
        // row
        // comes first, for a vector without one is taken for a leftover.
        rows.put(entry, new Row(partition, question, old == null ? knownWrong.recordOf(entry) : old.record()));
        if (index.insert(partition, entry, question.vector()) == Inserted.REFUSED) {
            rows.asMap().remove(entry);
        }
    }

    /** Takes in what comparing a near answer with the real one gave. */
    public void learn(Partition partition, Found.Near near, Outcome outcome) {
        Tenant tenant = tenant(partition.tenant());
        TenantFigures figures = tenant.figures();
        boolean audited = near.why() == Found.Why.AUDIT;
        switch (outcome) {
            case RIGHT -> {
                figures.count(Count.RIGHT);
                if (audited) {
                    figures.count(Count.AUDITED_RIGHT);
                }
            }
            case WRONG -> {
                figures.count(Count.WRONG);
                if (audited) {
                    figures.count(Count.AUDITED_WRONG);
                }
            }
            case UNSURE -> {
                figures.count(Count.UNSURE);
                return;
            }
        }
        Match match = near.match();
        if (match.scale() != judging.scale()) {
            // It was scored before the verifier changed.
            return;
        }
        tenant.ledger().learn(match.score(), outcome == Outcome.RIGHT);
        Row row = rows.getIfPresent(match.entry());
        if (row != null) {
            row.record().learn(match.score(), match.scale(), outcome == Outcome.RIGHT);
        }
    }

    /** Forgets every question whose answer has gone. Looks at each: not for an event loop. */
    public void tidy(LiveAnswers answers) {
        List<CacheKey> dead = rows.asMap().keySet().stream()
                .filter(entry -> answers.state(entry) == LiveAnswers.State.DEAD)
                .toList();
        dead.forEach(this::forget);
        rows.cleanUp();
    }

    private void forget(CacheKey entry) {
        Row row = rows.asMap().remove(entry);
        if (row != null) {
            index.delete(row.partition(), entry);
        }
    }

    /** The index gave a partition up for another. */
    private void dropped(Partition partition, List<CacheKey> entries) {
        for (CacheKey entry : entries) {
            rows.asMap().computeIfPresent(entry, (key, row) -> row.partition().equals(partition) ? null : row);
        }
    }

    /** Drops the figures and the learning of tenants that are not among these. */
    public void follow(Collection<String> known) {
        tenants.keySet().retainAll(known);
    }

    /** What each tenant's traffic has taught of the verifier in use, to be kept over a restart. */
    public Map<String, LedgerState> learned() {
        Map<String, LedgerState> states = new TreeMap<>();
        tenants.forEach((id, tenant) -> {
            LedgerState state = tenant.ledger().state();
            if (state.labels() > 0) {
                states.put(id, state);
            }
        });
        return states;
    }

    /** Forgets what was learned of scores: they are made from other vectors from now on. */
    public synchronized void unlearn() {
        judging = judging.on(judging.settings(), true);
        tenants.clear();
    }

    /** Begins with what an earlier run has learned of this verifier. */
    public void restore(Map<String, LedgerState> learned) {
        learned.forEach((id, state) -> tenant(id).ledger().restore(state));
    }

    /** What is known of answers that were wrong, of 10,000 at most. Looks at each question: not for an event loop. */
    public Map<CacheKey, WrongAt> wrong() {
        int scale = judging.scale();
        Map<CacheKey, WrongAt> wrong = new HashMap<>();
        rows.asMap().forEach((entry, row) -> {
            WrongAt at = wrong.size() < KnownWrong.ANSWERS_MAX ? row.record().wrongAt(scale) : null;
            if (at != null) {
                wrong.put(entry, at);
            }
        });
        return knownWrong.with(wrong);
    }

    /** Begins with what an earlier run knew of answers that were wrong, at this verifier's scores. */
    public void restoreWrong(Map<CacheKey, WrongAt> wrong) {
        knownWrong.restore(wrong, judging.scale());
    }

    /** Names the verifier in use. */
    public String verifier() {
        return judging.settings().verifier().id();
    }

    /** Each tenant's figures, by its id. */
    public Map<String, TenantStats> tenants() {
        TierSettings now = judging.settings();
        Map<String, TenantStats> stats = new TreeMap<>();
        tenants.forEach((id, tenant) -> stats.put(
                id,
                tenant.figures()
                        .stats(threshold(tenant, now), tenant.ledger().state().labels())));
        return stats;
    }

    /** All tenants' figures together since the start, those that are gone included; without a threshold. */
    public TenantStats total() {
        return all.stats(Double.NaN, 0);
    }

    /** What is held now. */
    public Held held() {
        long questions = rows.policy().eviction().orElseThrow().weightedSize().orElse(0);
        return new Held(
                rows.estimatedSize(), questions + vectors.taken(), index.stats().partitions());
    }

    /**
     * What is held.
     *
     * @param questions stored questions; estimated
     * @param bytes what they take
     * @param partitions how many partitions they lie in
     */
    public record Held(long questions, long bytes, int partitions) {}

    private Tenant tenant(String id) {
        return tenants.computeIfAbsent(id, unseen -> new Tenant(new TenantLedger(), new TenantFigures(all)));
    }
}

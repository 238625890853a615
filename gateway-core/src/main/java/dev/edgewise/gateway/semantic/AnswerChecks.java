package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.semantic.ask.SameWords;
import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.guard.GuardText;
import dev.edgewise.cache.semantic.guard.GuardVerdict;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.Outcome;
import dev.edgewise.cache.semantic.tier.PairRules;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.gateway.lane.Aside;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.EngineException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares, after the fact, the answer that was near with the one that was fetched, and has the tier learn from it. Nobody
 * waits for it; when too many are under way, one more is left out.
 *
 * <p>Threads: any; each comparison has a virtual thread of its own.
 */
final class AnswerChecks {
    private static final System.Logger LOG = System.getLogger(AnswerChecks.class.getName());

    /** Most comparisons under way at once. */
    private static final int CHECKS_MAX = 8;

    /** What was learned is kept after so many. */
    private static final int KEPT_CHECKS = 64;

    /** How long a comparison may wait for the embedder. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(2);

    /** Longest start of an answer that is compared, in characters: what embedders read. */
    private static final int COMPARED_CHARS_MAX = 800;

    /** Answers this similar say the same, where no rule tells them apart and most of their words are shared. */
    private static final double SAME_MIN = 0.92;

    /** Share of all words that answers must share: cosines alone mean another thing with every embedder. */
    private static final double SHARED_WORDS_MIN = 0.7;

    /** Answers that share fewer words than this differ. */
    private static final double SHARED_WORDS_FEW = 0.3;

    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final SemanticTier tier;
    private final QuestionReader reader;
    private final PairRules rules;
    private final NodeClock clock;
    private final Runnable learned;
    private final AtomicLong compared = new AtomicLong();
    private final Semaphore places = new Semaphore(CHECKS_MAX);

    /** @param learned runs after every {@link #KEPT_CHECKS} comparisons */
    AnswerChecks(SemanticTier tier, QuestionReader reader, PairRules rules, NodeClock clock, Runnable learned) {
        this.tier = tier;
        this.reader = reader;
        this.rules = rules;
        this.clock = clock;
        this.learned = learned;
    }

    void compare(
            Rules.Comparing comparing, Partition partition, Found.Near near, CachedAnswer held, CachedAnswer real) {
        if (!places.tryAcquire()) {
            return;
        }
        Aside.start("edgewise-check", () -> {
            try {
                tier.learn(partition, near, judge(comparing, held, real));
                if (compared.incrementAndGet() % KEPT_CHECKS == 0) {
                    learned.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Throwable bug) {
                LOG.log(Level.ERROR, "two answers could not be compared", bug);
            } finally {
                places.release();
            }
        });
    }

    /** A doubt never counts as right. */
    private Outcome judge(Rules.Comparing comparing, CachedAnswer held, CachedAnswer real) throws InterruptedException {
        String one = AnswerText.of(held);
        String other = AnswerText.of(real);
        if (one == null || other == null || one.isBlank() || other.isBlank()) {
            return Outcome.UNSURE;
        }
        if (SameWords.folded(one).equals(SameWords.folded(other))) {
            return Outcome.RIGHT;
        }
        if (rules.check(guarded(one), guarded(other)) instanceof GuardVerdict.Refused refused) {
            // Answers are set in other marks, and decorated with other pictures, each time.
            return refused.rule() == GuardRule.SIGN ? Outcome.UNSURE : Outcome.WRONG;
        }
        double shared = sharedWords(one, other);
        if (shared < SHARED_WORDS_MIN) {
            return shared < SHARED_WORDS_FEW ? Outcome.WRONG : Outcome.UNSURE;
        }
        try {
            Embeddings vectors = reader.embed(
                    comparing, Optional.empty(), List.of(cut(one), cut(other)), clock.nowNanos() + WAIT_MAX.toNanos());
            double similarity = cosine(vectors.vector(0), vectors.vector(1));
            return similarity >= SAME_MIN ? Outcome.RIGHT : Outcome.UNSURE;
        } catch (EngineException noVectors) {
            return Outcome.UNSURE;
        }
    }

    private GuardText guarded(String text) {
        String cut = cut(text);
        return rules.prepare(cut, rules.language(cut));
    }

    /** How many of the words of both are in each, as a share. */
    private static double sharedWords(String one, String other) {
        Set<String> both = words(one);
        Set<String> all = words(other);
        int others = all.size();
        all.addAll(both);
        return all.isEmpty() ? 0 : (double) (both.size() + others - all.size()) / all.size();
    }

    private static Set<String> words(String text) {
        return Arrays.stream(NOT_A_WORD.split(SameWords.folded(cut(text))))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String cut(String text) {
        return text.length() <= COMPARED_CHARS_MAX ? text : text.substring(0, COMPARED_CHARS_MAX);
    }

    private static double cosine(float[] one, float[] other) {
        float[] a = QuestionReader.unit(one);
        float[] b = QuestionReader.unit(other);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

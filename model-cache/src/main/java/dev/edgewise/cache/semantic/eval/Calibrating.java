package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.semantic.tier.CountedScores;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.LedgerState;
import dev.edgewise.cache.semantic.tier.LiveAnswers.State;
import dev.edgewise.cache.semantic.tier.PairRules;
import dev.edgewise.cache.semantic.tier.Prior;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.cache.semantic.tier.StandardRules;
import dev.edgewise.cache.semantic.tier.TierSettings;
import dev.edgewise.cache.semantic.verify.Verifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Counts how right a verifier's scores are, on labelled questions: they are stored in the tier itself and asked of it, so
 * that partitions, neighbours, rules and choice are those of a node.
 */
public final class Calibrating {
    private static final long BYTES_MAX = 8L << 30;
    private static final double EVERYTHING = -1e9;
    private static final CacheKey FRAME = new CacheKey(1, 2, 3, 4);

    private Calibrating() {}

    /**
     * The counts of some runs, one after the other.
     *
     * @param questions by number of text; made for every text of the runs
     * @param spoken the languages of the embedder
     * @throws InterruptedException if the thread is interrupted while it waits for the verifier
     */
    public static LedgerState count(
            Verifier verifier,
            LabelledQuestions labels,
            List<Trial> runs,
            IntFunction<Question> questions,
            Languages spoken)
            throws InterruptedException {
        var counts = new CountedScores();
        PairRules rules = new StandardRules();
        var settings = new TierSettings(verifier, Prior.NONE, 1, OptionalDouble.of(EVERYTHING), 0);
        for (Trial run : runs) {
            var tier = new SemanticTier(rules, settings, BYTES_MAX, new Random(1));
            Map<CacheKey, Integer> texts = new HashMap<>();
            for (int text : run.stored()) {
                Question question = questions.apply(text);
                if (spoken.speaks(question)) {
                    CacheKey key = new CacheKey(text, 0, 0, 0);
                    texts.put(key, text);
                    tier.store(partition(question), question, key);
                }
            }
            for (int text : run.asked()) {
                Question question = questions.apply(text);
                if (spoken.speaks(question)
                        && tier.find(partition(question), question, entry -> State.FIT) instanceof Found.Served served
                        && !served.sameWords()) {
                    Integer stored = texts.get(served.match().entry());
                    counts.add(
                            served.match().score(),
                            stored != null && labels.same(text, stored),
                            labels.component(text));
                } else {
                    counts.addNone(labels.component(text));
                }
            }
        }
        return counts.state();
    }

    private static Partition partition(Question question) {
        return new Partition("labelled", FRAME, question.language(), "labelled");
    }
}

package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.verify.LightScorer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/** Scorers that runs have taught, and what ways of choosing make of runs: each worked out once, however many splits share it. One thread. */
final class Ways {
    private final String embedder;
    private final IntFunction<Question> questions;
    private final IntUnaryOperator group;
    private final IdentityHashMap<Near, Integer> numbers = new IdentityHashMap<>();
    private final Map<BitSet, LightScorer> scorers = new HashMap<>();
    private final IdentityHashMap<LightScorer, Way> ways = new IdentityHashMap<>();
    private final IdentityHashMap<Way, Map<Integer, Judged>> judged = new IdentityHashMap<>();

    /**
     * @param embedder the model that made the vectors
     * @param questions by number of text
     * @param group of a text: the same for all that is asked about the same thing
     */
    Ways(String embedder, IntFunction<Question> questions, IntUnaryOperator group) {
        this.embedder = embedder;
        this.questions = questions;
        this.group = group;
    }

    /** What these runs teach, in whatever order. */
    LightScorer learned(List<Near> runs) {
        BitSet which = new BitSet();
        runs.forEach(run -> which.set(number(run)));
        return scorers.computeIfAbsent(which, _ -> Learning.train(embedder, runs, questions, group));
    }

    /** The way of a scorer. */
    Way of(LightScorer scorer) {
        return ways.computeIfAbsent(scorer, fresh -> Way.of(fresh, questions));
    }

    /** What {@link Way#best} says. */
    Judged best(Way way, Near run, boolean guarded) {
        return judged.computeIfAbsent(way, _ -> new HashMap<>())
                .computeIfAbsent(2 * number(run) + (guarded ? 1 : 0), _ -> way.best(run, guarded));
    }

    private int number(Near run) {
        return numbers.computeIfAbsent(run, _ -> numbers.size());
    }
}

package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.verify.CorrectedCosine;
import dev.edgewise.cache.semantic.verify.CorrectionTrainer;
import dev.edgewise.cache.semantic.verify.LightScorer;
import dev.edgewise.cache.semantic.verify.LightScorerTrainer;
import dev.edgewise.cache.semantic.verify.LightScorerTrainer.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Trains a light scorer on what runs of the cache find: the near neighbours that it will have to tell apart, without
 * those that the guards keep from it.
 */
public final class Learning {
    /** Of the right candidates, the part that is farther than all that is learned from. */
    private static final double FAR_SHARE = 0.03;

    private Learning() {}

    /**
     * Trains on a whole file.
     *
     * @param questions by number of text; made for every text that is stored or asked in {@code runs}
     */
    public static LightScorer train(
            String embedder, LabelledQuestions labels, List<Trial> runs, IntFunction<Question> questions) {
        return train(
                embedder,
                runs.stream()
                        .map(run -> Near.of(run, labels, questions, Languages.ALL, Near.COSINE_MIN))
                        .toList(),
                questions,
                labels::group);
    }

    /**
     * Trains a correction of the cosine on what runs of the cache find and the guards let through.
     *
     * @param questions by number of text; made for every text that is stored or asked in {@code runs}
     */
    public static CorrectedCosine correction(
            CorrectionTrainer.Title title,
            LabelledQuestions labels,
            List<Trial> runs,
            IntFunction<Question> questions) {
        List<CorrectionTrainer.Example> examples = new ArrayList<>();
        for (Trial run : runs) {
            Near near = Near.of(run, labels, questions, Languages.ALL, Near.COSINE_MIN);
            for (int i = 0; i < near.asked().length; i++) {
                for (Candidate candidate : near.few(i, true)) {
                    examples.add(new CorrectionTrainer.Example(
                            questions.apply(near.asked()[i]), questions.apply(candidate.stored()), candidate.right()));
                }
            }
        }
        return CorrectionTrainer.train(title, examples);
    }

    /** @param group of a text: the same for all that is asked about the same thing */
    static LightScorer train(
            String embedder, List<Near> runs, IntFunction<Question> questions, IntUnaryOperator group) {
        Predicate<Candidate> learned = learned(runs);
        float far = far(runs, learned);
        List<Example> examples = new ArrayList<>();
        TreeSet<Integer> texts = new TreeSet<>();
        for (Near near : runs) {
            for (int i = 0; i < near.asked().length; i++) {
                texts.add(near.asked()[i]);
                for (Candidate candidate : near.candidates().get(i)) {
                    texts.add(candidate.stored());
                    if (candidate.cosine() >= far && learned.test(candidate)) {
                        examples.add(new Example(
                                questions.apply(near.asked()[i]),
                                questions.apply(candidate.stored()),
                                candidate.right(),
                                group.applyAsInt(near.asked()[i])));
                    }
                }
            }
        }
        return LightScorerTrainer.train(
                embedder, texts.stream().map(questions::apply).toList(), examples);
    }

    /** Whether there are right and wrong candidates to learn from. */
    static boolean canLearn(List<Near> runs) {
        return both(runs, learned(runs));
    }

    /** What the guards let through, which is what will be scored; all where that leaves nothing to tell apart. */
    private static Predicate<Candidate> learned(List<Near> runs) {
        Predicate<Candidate> passed = candidate -> candidate.refused() == null;
        return both(runs, passed) ? passed : candidate -> true;
    }

    private static boolean both(List<Near> runs, Predicate<Candidate> learned) {
        float far = far(runs, learned);
        return candidates(runs).anyMatch(candidate -> candidate.right() && learned.test(candidate))
                && candidates(runs)
                        .anyMatch(candidate ->
                                !candidate.right() && candidate.cosine() >= far && learned.test(candidate));
    }

    private static Stream<Candidate> candidates(List<Near> runs) {
        return runs.stream().flatMap(near -> near.candidates().stream()).flatMap(List::stream);
    }

    private static float far(List<Near> runs, Predicate<Candidate> learned) {
        double[] cosines = candidates(runs)
                .filter(candidate -> candidate.right() && learned.test(candidate))
                .mapToDouble(Candidate::cosine)
                .sorted()
                .toArray();
        return cosines.length == 0 ? -1 : (float) cosines[(int) (FAR_SHARE * cosines.length)];
    }
}

package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.guard.GuardVerdict;
import dev.edgewise.cache.semantic.guard.Guards;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a run of the cache finds before anything is judged.
 *
 * @param asked numbers of the texts asked
 * @param candidates for each of them the nearest stored ones, the nearest first: as many as a verifier scores where
 *     there are no guards, and as many of those that the guards let through; none where the embedder does not speak the
 *     question's language
 * @param nextCosine for each the cosine of the nearest one that is no candidate any more, for the control
 */
record Near(int[] asked, List<List<Candidate>> candidates, float[] nextCosine) {
    /** As many as a verifier scores. */
    static final int CANDIDATES_MAX = 3;

    /** What a node takes for a candidate. */
    static final double COSINE_MIN = 0.3;

    /** Among so many nearest ones the guards look for those. */
    static final int NEIGHBOURS = 8;

    /**
     * The few that a verifier scores of one question, the nearest first.
     *
     * @param i which of the questions asked
     * @param guarded whether the guards keep some out
     */
    List<Candidate> few(int i, boolean guarded) {
        return candidates.get(i).stream()
                .filter(candidate -> !guarded || candidate.refused() == null)
                .limit(CANDIDATES_MAX)
                .toList();
    }

    /**
     * Looks up what is asked. Uses all cores.
     *
     * @param questions by number of text
     * @param spoken what the embedder speaks
     * @param cosineMin what is farther away is no candidate
     */
    static Near of(
            Trial trial,
            LabelledQuestions labels,
            IntFunction<Question> questions,
            Languages spoken,
            double cosineMin) {
        int[] stored = Arrays.stream(trial.stored())
                .filter(text -> spoken.speaks(questions.apply(text)))
                .toArray();
        Scan scan = new Scan(Arrays.stream(stored)
                .mapToObj(text -> questions.apply(text).vector())
                .toArray(float[][]::new));
        Guards guards = new Guards();
        float[] next = new float[trial.asked().length];
        List<List<Candidate>> candidates = IntStream.range(0, next.length)
                .parallel()
                .mapToObj(i -> {
                    int text = trial.asked()[i];
                    Question asked = questions.apply(text);
                    if (!spoken.speaks(asked)) {
                        return List.<Candidate>of();
                    }
                    float[] cosines = scan.cosines(asked.vector());
                    List<Candidate> near = new ArrayList<>(NEIGHBOURS);
                    int passed = 0;
                    int[] best = Scan.best(cosines, NEIGHBOURS);
                    for (int k = 0; k < best.length && (k < CANDIDATES_MAX || passed < CANDIDATES_MAX); k++) {
                        if (cosines[best[k]] < cosineMin) {
                            break;
                        }
                        Question other = questions.apply(stored[best[k]]);
                        GuardRule refused = refused(guards, asked, other);
                        passed += refused == null ? 1 : 0;
                        if (k < CANDIDATES_MAX || refused == null) {
                            boolean same = labels.same(text, stored[best[k]]);
                            near.add(new Candidate(stored[best[k]], cosines[best[k]], same, refused));
                        }
                    }
                    next[i] = best.length > CANDIDATES_MAX ? cosines[best[CANDIDATES_MAX]] : 0;
                    return List.copyOf(near);
                })
                .toList();
        return new Near(trial.asked(), candidates, next);
    }

    private static @Nullable GuardRule refused(Guards guards, Question asked, Question stored) {
        return switch (guards.check(asked.guarded(), stored.guarded())) {
            case GuardVerdict.Passed _ -> null;
            case GuardVerdict.Refused(GuardRule rule) -> rule;
        };
    }
}

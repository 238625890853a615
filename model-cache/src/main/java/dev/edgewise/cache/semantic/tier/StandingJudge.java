package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.guard.GuardVerdict;
import dev.edgewise.cache.semantic.verify.VerifierException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Compares a question with those that an operator answered: the same steps in the same order as for stored ones. Nothing
 * is learned from it, for there is no other answer to compare with.
 */
final class StandingJudge {
    private final PairRules rules;
    private final TierSettings settings;
    private final double threshold;

    /** @param threshold the tenant's, in log odds; infinite when nothing can be promised */
    StandingJudge(PairRules rules, TierSettings settings, double threshold) {
        this.rules = rules;
        this.settings = settings;
        this.threshold = threshold;
    }

    private record Near(int row, Standing standing, double similarity) {}

    Standing.Verdict judge(Question asked, List<Standing> standing) throws InterruptedException {
        List<Standing.Judged> compared = new ArrayList<>();
        List<Integer> unscored = new ArrayList<>();
        for (Near near : nearest(asked, standing)) {
            GuardRule rule =
                    rules.check(asked.guarded(), near.standing().question().guarded())
                                    instanceof GuardVerdict.Refused refused
                            ? refused.rule()
                            : null;
            OptionalDouble min = near.standing().similarityMin();
            if (rule == null && min.isEmpty()) {
                unscored.add(compared.size());
            }
            Found.Why why = rule != null
                    ? Found.Why.GUARD
                    : min.isEmpty()
                            ? Found.Why.UNPROVEN
                            : near.similarity() >= min.getAsDouble() ? null : Found.Why.SCORE;
            compared.add(new Standing.Judged(
                    near.row(), near.standing(), near.similarity(), Double.NaN, threshold, rule, why));
        }
        score(asked, compared, unscored.subList(0, Math.min(SemanticTier.CANDIDATES_MAX, unscored.size())));
        return new Standing.Verdict(
                compared.stream()
                        .filter(judged -> judged.why() == null)
                        .findFirst()
                        .orElse(null),
                compared);
    }

    /** Has the verifier score those rows, and puts what follows in their place. */
    private void score(Question asked, List<Standing.Judged> compared, List<Integer> rows) throws InterruptedException {
        // Without a threshold no score would matter.
        if (rows.isEmpty() || Double.isInfinite(threshold)) {
            return;
        }
        double[] scores;
        try {
            scores = settings.verifier()
                    .score(
                            asked,
                            rows.stream()
                                    .map(row -> compared.get(row).standing().question())
                                    .toList(),
                            threshold);
        } catch (VerifierException noVerdict) {
            rows.forEach(row -> compared.set(row, with(compared.get(row), Double.NaN, Found.Why.VERIFIER)));
            return;
        }
        for (int i = 0; i < scores.length; i++) {
            int row = rows.get(i);
            compared.set(row, with(compared.get(row), scores[i], scores[i] >= threshold ? null : Found.Why.SCORE));
        }
    }

    private static Standing.Judged with(Standing.Judged judged, double score, Found.@Nullable Why why) {
        return new Standing.Judged(
                judged.row(),
                judged.standing(),
                judged.similarity(),
                score,
                judged.threshold(),
                judged.refusedBy(),
                why);
    }

    private static List<Near> nearest(Question asked, List<Standing> standing) {
        List<Near> near = new ArrayList<>();
        for (int row = 0; row < standing.size(); row++) {
            Standing one = standing.get(row);
            // As in the cache, questions of one language meet.
            if (one.question().language().equals(asked.language())) {
                double similarity = dot(asked.vector(), one.question().vector());
                if (similarity >= SemanticTier.COSINE_MIN) {
                    near.add(new Near(row, one, similarity));
                }
            }
        }
        near.sort(Comparator.comparingDouble((Near one) -> -one.similarity()));
        return near.subList(0, Math.min(SemanticTier.NEIGHBOURS, near.size()));
    }

    /** In four sums, for one after the other would wait for each addition. */
    private static double dot(float[] a, float[] b) {
        if (a.length != b.length) {
            return 0;
        }
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += a[i] * b[i];
        }
        return (double) s0 + s1 + s2 + s3;
    }
}

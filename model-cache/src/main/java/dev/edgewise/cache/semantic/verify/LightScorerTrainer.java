package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Trains a {@link LightScorer}. The same pairs in the same order give the same scorer. */
public final class LightScorerTrainer {
    private static final int[] NONE = {};

    /** With fewer things asked about, what is learned of single words is learned by heart. */
    private static final int GROUPS_FOR_WORDS = 1_000;

    private LightScorerTrainer() {}

    /**
     * A pair to learn from.
     *
     * @param asked one question
     * @param stored another one
     * @param same whether the answer to one is right for the other
     * @param group what else is asked about the same thing has the same number
     */
    public record Example(Question asked, Question stored, boolean same, int group) {}

    /**
     * Trains on pairs like those that will be judged: near neighbours, right and wrong ones.
     *
     * <p>About 20 µs a pair and a tenth of a millisecond for each thousand pairs, tree and feature; uses all cores.
     *
     * @param embedder the model that made the vectors
     * @param texts the questions from which is learned how rare each token is
     * @param examples the pairs
     * @throws IllegalArgumentException if there are not both right and wrong ones among them
     */
    public static LightScorer train(String embedder, Collection<Question> texts, List<Example> examples) {
        long right = examples.stream().filter(Example::same).count();
        if (right == 0 || right == examples.size()) {
            throw new IllegalArgumentException("a verifier learns from pairs that mean the same and from near ones that"
                    + " do not: there are " + right + " of " + examples.size() + " that do");
        }
        TokenWeights weights =
                TokenWeights.of(texts.stream().map(text -> text.tokens().ids()).toList());
        PairFeatures features = new PairFeatures(weights, new TokenDifference(new byte[0]));
        float[] values = new float[Math.multiplyExact(examples.size(), PairFeatures.COUNT)];
        float[] labels = new float[examples.size()];
        IntStream.range(0, labels.length).parallel().forEach(i -> {
            Example example = examples.get(i);
            features.write(PairFeatures.Asked.of(example.asked()), example.stored(), values, i * PairFeatures.COUNT);
            labels[i] = example.same() ? 1 : 0;
        });
        long groups = examples.stream().mapToInt(Example::group).distinct().count();
        float[] each = new float[labels.length];
        Arrays.fill(each, 1);
        if (groups < GROUPS_FOR_WORDS) {
            TreeTrainer.Settings few = TreeTrainer.Settings.FEW;
            Trees trees = new TreeTrainer(few, values, PairFeatures.COUNT, labels, each).train();
            return new LightScorer(embedder, weights, new TokenDifference(new byte[0]), trees);
        }
        List<TokenDifference.Sample> samples = IntStream.range(0, labels.length)
                .mapToObj(i -> new TokenDifference.Sample(
                        values[i * PairFeatures.COUNT + 1],
                        only(examples.get(i)),
                        examples.get(i).same()))
                .toList();
        // Trees would trust too much what was learned of the very pairs they see: each half is told by the other.
        for (int half = 0; half < 2; half++) {
            tell(TokenDifference.train(half(samples, examples, 1 - half)), half, samples, examples, values);
        }
        Trees trees = new TreeTrainer(TreeTrainer.Settings.DEFAULT, values, PairFeatures.COUNT, labels, each).train();
        return new LightScorer(embedder, weights, TokenDifference.train(samples), trees);
    }

    private static int[] only(Example example) {
        return TokenDifference.of(
                example.asked().tokens().ids(), example.stored().tokens().ids());
    }

    private static List<TokenDifference.Sample> half(
            List<TokenDifference.Sample> samples, List<Example> examples, int half) {
        return IntStream.range(0, samples.size())
                .filter(i -> (examples.get(i).group() & 1) == half)
                .mapToObj(samples::get)
                .toList();
    }

    private static void tell(
            TokenDifference difference,
            int half,
            List<TokenDifference.Sample> samples,
            List<Example> examples,
            float[] values) {
        for (int i = 0; i < samples.size(); i++) {
            if ((examples.get(i).group() & 1) == half) {
                PairFeatures.differing(samples.get(i).tokens(), NONE, difference, values, i * PairFeatures.COUNT);
            }
        }
    }
}

package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Trains a {@link LightScorer}. The same pairs in the same order give the same scorer. */
public final class LightScorerTrainer {
    private LightScorerTrainer() {}

    /**
     * A pair to learn from.
     *
     * @param asked one question
     * @param stored another one
     * @param same whether the answer to one is right for the other
     */
    public record Example(Question asked, Question stored, boolean same) {}

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
        PairFeatures features = new PairFeatures(weights);
        float[] values = new float[Math.multiplyExact(examples.size(), PairFeatures.COUNT)];
        float[] labels = new float[examples.size()];
        IntStream.range(0, labels.length).parallel().forEach(i -> {
            Example example = examples.get(i);
            features.write(PairFeatures.Asked.of(example.asked()), example.stored(), values, i * PairFeatures.COUNT);
            labels[i] = example.same() ? 1 : 0;
        });
        return new LightScorer(embedder, weights, trees(values, PairFeatures.COUNT, labels));
    }

    /** Trees on other features: for controls. */
    static Trees trees(float[] values, int width, float[] labels) {
        float[] weights = new float[labels.length];
        Arrays.fill(weights, 1);
        return new TreeTrainer(TreeTrainer.Settings.DEFAULT, values, width, labels, weights).train();
    }
}

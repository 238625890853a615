package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A verifier in plain Java: boosted trees on how well the tokens of two questions find each other, by meaning and as
 * written. Some 15 µs a pair of a dozen tokens each; never waits. Its score is a log odds, for one embedder's vectors
 * only.
 */
public final class LightScorer implements Verifier {
    private final String embedder;
    private final TokenWeights weights;
    private final TokenDifference difference;
    private final Trees trees;
    private final PairFeatures features;
    private final String id;

    LightScorer(String embedder, TokenWeights weights, TokenDifference difference, Trees trees) {
        this.embedder = embedder;
        this.weights = weights;
        this.trees = trees;
        this.difference = difference;
        this.features = new PairFeatures(weights, difference);
        this.id = "light:" + LightScorerFile.checksum(this);
    }

    /**
     * Reads a scorer that {@code cache train-verifier} wrote.
     *
     * @param embedder the model that makes the vectors it will judge
     * @throws IOException if the file cannot be read, is broken, is of another version, or was trained on the vectors
     *     of another embedder; the message says which
     */
    public static LightScorer read(Path file, String embedder) throws IOException {
        try (InputStream from = Files.newInputStream(file)) {
            return LightScorerFile.read(from, file.toString()).forEmbedder(embedder, file.toString());
        }
    }

    private LightScorer forEmbedder(String wanted, String file) throws IOException {
        if (!embedder.equals(wanted)) {
            throw new IOException(file + " judges vectors of " + embedder + " and not of " + wanted
                    + ": train one with './edgewise cache train-verifier --embedder " + wanted + "'");
        }
        return this;
    }

    /** Writes it where {@link #read} finds it, as a whole or not at all. */
    public void write(Path file) throws IOException {
        WholeFile.write(file, LightScorerFile.bytes(this));
    }

    @Override
    public double[] score(Question asked, List<Question> stored) {
        PairFeatures.Asked one = PairFeatures.Asked.of(asked);
        float[] values = new float[PairFeatures.COUNT];
        double[] scores = new double[stored.size()];
        for (int i = 0; i < scores.length; i++) {
            features.write(one, stored.get(i), values, 0);
            scores[i] = trees.score(values, 0);
        }
        return scores;
    }

    @Override
    public String id() {
        return id;
    }

    /** The embedder whose vectors it judges. */
    public String embedder() {
        return embedder;
    }

    TokenWeights weights() {
        return weights;
    }

    TokenDifference difference() {
        return difference;
    }

    Trees trees() {
        return trees;
    }
}

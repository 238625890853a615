package dev.edgewise.inference.generate;

/** Arrays as long as the vocabulary, reused from token to token. The decoder's thread only. */
final class Scratch {
    /** The model's own distribution. */
    final float[] logits;

    /** The same with the caller's settings applied. */
    final float[] changed;

    final Candidates candidates;
    final Weights weights = new Weights();
    final TokenReports reports;

    Scratch(int size, Vocabulary vocabulary) {
        this.logits = new float[size];
        this.changed = new float[size];
        this.candidates = new Candidates(size);
        this.reports = new TokenReports(vocabulary, candidates);
    }
}

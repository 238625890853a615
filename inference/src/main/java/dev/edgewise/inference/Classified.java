package dev.edgewise.inference;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Labels of texts, pictures or rows of numbers: for each input one score per label, 0 to 1, in the order of the labels. Any thread. */
public final class Classified implements Answer {
    private final List<String> labels;
    private final boolean several;
    private final double holdsFrom;
    private final float[] scores;
    private final List<LabelConfidence> confidence;
    private final Usage usage;

    /**
     * Takes the array over: the caller must not change it afterwards.
     *
     * @param labels names of the labels
     * @param several whether more than one may hold at once; otherwise the scores of an input add up to 1
     * @param holdsFrom a label with this score or more counts as found
     * @param scores the inputs' scores one after another
     * @param confidence one for each input
     * @throws IllegalArgumentException if the numbers of scores, labels and inputs do not fit
     */
    public Classified(
            List<String> labels,
            boolean several,
            double holdsFrom,
            float[] scores,
            List<LabelConfidence> confidence,
            Usage usage) {
        if (labels.isEmpty() || scores.length != labels.size() * confidence.size()) {
            throw new IllegalArgumentException(
                    scores.length + " scores for " + labels.size() + " labels of " + confidence.size() + " inputs");
        }
        this.labels = List.copyOf(labels);
        this.several = several;
        this.holdsFrom = holdsFrom;
        this.scores = scores;
        this.confidence = List.copyOf(confidence);
        this.usage = usage;
    }

    /** How many inputs. */
    public int count() {
        return confidence.size();
    }

    /** Names of the labels. */
    public List<String> labels() {
        return labels;
    }

    /** Whether more than one label may hold at once. */
    public boolean several() {
        return several;
    }

    /** The score from which on a label counts as found. */
    public double holdsFrom() {
        return holdsFrom;
    }

    /** Whether a label counts as found in an input. */
    public boolean holds(int input, int label) {
        return score(input, label) >= holdsFrom;
    }

    /**
     * The score of a label of an input.
     *
     * @throws IndexOutOfBoundsException if there is no such input or label
     */
    public float score(int input, int label) {
        return scores[Objects.checkIndex(input, count()) * labels.size() + Objects.checkIndex(label, labels.size())];
    }

    /** A copy of all scores of an input. */
    public float[] scores(int input) {
        int from = Objects.checkIndex(input, count()) * labels.size();
        return Arrays.copyOfRange(scores, from, from + labels.size());
    }

    /** Index of the label with the highest score of an input. */
    public int best(int input) {
        int best = 0;
        for (int label = 1; label < labels.size(); label++) {
            if (score(input, label) > score(input, best)) {
                best = label;
            }
        }
        return best;
    }

    /** How sure the model is of an input's labels. */
    public LabelConfidence confidence(int input) {
        return confidence.get(input);
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public String toString() {
        return "Classified[" + count() + " × " + labels.size() + ", " + usage + "]";
    }
}

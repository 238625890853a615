package dev.edgewise.inference.version;

import dev.edgewise.inference.Answer;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.Reranked;
import dev.edgewise.inference.tensor.Tensor;
import java.nio.ByteBuffer;

/** How far two answers to the same work agree, from 0 to 1. Pure. */
final class Agreement {
    private Agreement() {}

    /**
     * The lowest cosine of vectors; the share of inputs with the same label; whether the same document comes first; how
     * much of the longer text is a common beginning, in characters; whether tensors are the same. 0 for answers of two
     * kinds or sizes.
     */
    static double of(Answer one, Answer other) {
        return switch (one) {
            case Embeddings vectors -> other instanceof Embeddings others ? cosine(vectors, others) : 0;
            case Classified labels -> other instanceof Classified others ? labels(labels, others) : 0;
            case Reranked scores -> other instanceof Reranked others ? first(scores, others) : 0;
            case Generated text -> other instanceof Generated others ? beginning(text, others) : 0;
            case Inferred tensors -> other instanceof Inferred others ? same(tensors, others) : 0;
        };
    }

    private static double cosine(Embeddings one, Embeddings other) {
        if (one.count() != other.count() || one.dimensions() != other.dimensions()) {
            return 0;
        }
        double least = 1;
        for (int vector = 0; vector < one.count(); vector++) {
            double dot = 0;
            double lengths = 0;
            double others = 0;
            for (int d = 0; d < one.dimensions(); d++) {
                dot += (double) one.at(vector, d) * other.at(vector, d);
                lengths += (double) one.at(vector, d) * one.at(vector, d);
                others += (double) other.at(vector, d) * other.at(vector, d);
            }
            double cosine = dot / Math.sqrt(lengths * others);
            least = Math.min(least, Double.isFinite(cosine) ? Math.clamp(cosine, 0, 1) : 0);
        }
        return least;
    }

    private static double labels(Classified one, Classified other) {
        if (one.count() != other.count()) {
            return 0;
        }
        int same = 0;
        for (int input = 0; input < one.count(); input++) {
            String label = one.labels().get(one.best(input));
            same += label.equals(other.labels().get(other.best(input))) ? 1 : 0;
        }
        return same / (double) one.count();
    }

    private static double first(Reranked one, Reranked other) {
        return one.count() == other.count() && first(one) == first(other) ? 1 : 0;
    }

    private static int first(Reranked scores) {
        int best = 0;
        for (int document = 1; document < scores.count(); document++) {
            best = scores.score(document) > scores.score(best) ? document : best;
        }
        return best;
    }

    private static double beginning(Generated one, Generated other) {
        String text = one.choices().getFirst().text();
        String others = other.choices().getFirst().text();
        int longer = Math.max(text.length(), others.length());
        int same = 0;
        while (same < Math.min(text.length(), others.length()) && text.charAt(same) == others.charAt(same)) {
            same++;
        }
        return longer == 0 ? 1 : same / (double) longer;
    }

    private static double same(Inferred one, Inferred other) {
        if (one.outputs().size() != other.outputs().size()) {
            return 0;
        }
        for (int i = 0; i < one.outputs().size(); i++) {
            Tensor tensor = one.outputs().get(i);
            Tensor others = other.outputs().get(i);
            ByteBuffer data = tensor.data();
            if (!tensor.name().equals(others.name()) || !data.equals(others.data())) {
                return 0;
            }
        }
        return 1;
    }
}

package dev.edgewise.inference;

import java.util.Objects;

/** Scores of documents, in the order they were given; the higher, the better the document fits. Any thread. */
public final class Reranked implements Answer {
    private final float[] scores;
    private final Method method;
    private final Usage usage;

    /** How scores were made. */
    public enum Method {
        /** A model read query and document together: 0 to 1. */
        CROSS_ENCODER,
        /** Cosine of the vectors of query and document: −1 to 1. Sees the subject, not whether it answers. */
        SIMILARITY
    }

    /** Takes the array over: the caller must not change it afterwards. */
    public Reranked(float[] scores, Method method, Usage usage) {
        this.scores = scores;
        this.method = method;
        this.usage = usage;
    }

    /** How many documents. */
    public int count() {
        return scores.length;
    }

    /**
     * The score of a document.
     *
     * @throws IndexOutOfBoundsException if there is no such document
     */
    public float score(int document) {
        return scores[Objects.checkIndex(document, scores.length)];
    }

    /** How the scores were made. */
    public Method method() {
        return method;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public String toString() {
        return "Reranked[" + scores.length + ", " + method + ", " + usage + "]";
    }
}

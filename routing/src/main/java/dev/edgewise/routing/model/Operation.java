package dev.edgewise.routing.model;

/** The kinds of work a model is asked for. */
public enum Operation {
    /** A conversation's next message. */
    CHAT,
    /** The continuation of a text. */
    COMPLETION,
    /** Vectors for texts. */
    EMBEDDING,
    /** Labels of texts, pictures or rows of numbers. */
    CLASSIFICATION,
    /** Scores of documents for a query. */
    RERANKING,
    /** A model's raw outputs for raw inputs. */
    TENSORS
}

package dev.edgewise.inference;

/** What a model can do. */
public enum Task {
    /** Text to vector: {@link Embed}. */
    EMBED,
    /** Text to more text, token by token: chat and completion. */
    GENERATE,
    /** Text to one or more labels, each with a score. */
    CLASSIFY,
    /** A pair of texts to one score: how well the second answers the first. */
    RERANK,
    /** A picture to one or more labels, each with a score. */
    CLASSIFY_IMAGE,
    /** A row of numbers, in one or several tensors, to one or more labels, each with a score. */
    CLASSIFY_TENSOR,
    /** Tensors to tensors, whatever they mean. */
    INFER
}

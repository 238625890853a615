package dev.edgewise.inference.catalog;

/** How an embedder makes one vector of the hidden states of all tokens. */
public enum Pooling {
    /** Their mean. */
    MEAN,
    /** The first token's state. */
    CLS,
    /** The last token's state. */
    LAST,
    /** The largest value of each dimension. */
    MAX,
    /** The model's graph does it: its output is the vector. */
    IN_GRAPH
}

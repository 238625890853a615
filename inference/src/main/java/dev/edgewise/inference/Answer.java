package dev.edgewise.inference;

/** What an {@link Engine} computed for a {@link Work}. Immutable. */
public sealed interface Answer permits Embeddings, Generated, Inferred, Classified, Reranked {
    /** What it took, in tokens. */
    Usage usage();
}

package dev.edgewise.inference;

import java.util.List;

/**
 * Say how well each document answers a query. Answered by {@link Reranked}, one score per document, in order.
 *
 * @param model a cross-encoder, or an embedder, whose vectors are then compared
 * @param query the question
 * @param documents the answers to judge; an engine refuses an empty list, and one longer than its bound
 */
public record Rerank(ModelId model, String query, List<String> documents) implements Work {
    /** Copies the list. */
    public Rerank {
        documents = List.copyOf(documents);
    }
}

package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.Question;
import java.util.Set;

/**
 * The languages that an embedder speaks; for others there is no semantic cache.
 *
 * @param codes ISO 639-1; empty for all
 */
public record Languages(Set<String> codes) {
    /** Speaks all. */
    public static final Languages ALL = new Languages(Set.of());

    /** Copies the set. */
    public Languages {
        codes = Set.copyOf(codes);
    }

    boolean speaks(Question question) {
        return codes.isEmpty() || codes.contains(question.language());
    }
}

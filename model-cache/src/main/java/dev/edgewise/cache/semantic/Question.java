package dev.edgewise.cache.semantic;

import dev.edgewise.cache.semantic.guard.GuardText;

/**
 * A question as the semantic tier sees it, made once per request and kept with the stored answer. Immutable: nobody
 * writes to its arrays.
 *
 * @param text the last turn of the user, NFC, as it was asked
 * @param language ISO 639-1 code of its language, or {@code und} when it is not known
 * @param vector the embedder's sentence vector, of length 1
 * @param tokens the embedder's vectors of its tokens, from the same run
 * @param guarded the text as the guards read it
 */
public record Question(String text, String language, float[] vector, TokenVectors tokens, GuardText guarded) {}

package dev.edgewise.cache.semantic.guard;

/**
 * A text as the guards read it. Immutable.
 *
 * @param text the text, NFC
 * @param language ISO 639-1 code, or {@code und}
 */
public record GuardText(String text, String language) {}

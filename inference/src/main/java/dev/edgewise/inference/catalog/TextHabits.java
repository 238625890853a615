package dev.edgewise.inference.catalog;

/**
 * What an embedder was trained to have done with its texts.
 *
 * @param lowercase whether texts are written in small letters before they are cut into tokens
 * @param promptsPooled whether the tokens of a prompt count in the vector; else those before the text's own are left out
 */
public record TextHabits(boolean lowercase, boolean promptsPooled) {
    /** Texts as they are, prompts and all. */
    public static final TextHabits USUAL = new TextHabits(false, true);
}

package dev.edgewise.cache.semantic.tier;

/** Why a question was not looked for, though its tenant may have semantic answers. */
public enum NotAsked {
    /** The request has no question in words, or more than one answer is wanted. */
    FORM("form"),
    /** The embedder does not speak its language. */
    LANGUAGE("language"),
    /** Too many are being looked for, or the embedder's queue is full. */
    BUSY("busy"),
    /** The embedder or the search took too long. */
    LATE("late"),
    /** The embedder is not loaded, or cannot read the text. */
    EMBEDDER("embedder");

    private final String wire;

    NotAsked(String wire) {
        this.wire = wire;
    }

    /** Its name for users. */
    public String wire() {
        return wire;
    }
}

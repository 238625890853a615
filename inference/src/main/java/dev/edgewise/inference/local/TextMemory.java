package dev.edgewise.inference.local;

import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.residency.Footprint;

/**
 * Memory for the keys and values of the texts that a model writes.
 *
 * @param textBytes what one text of full length takes, in bytes
 * @param tokensMax that length, prompt and answer together
 * @param slots texts written at once
 * @param spares places that runs need beside those of the texts
 */
public record TextMemory(long textBytes, int tokensMax, int slots, int spares) {
    /**
     * As the model's files tell.
     *
     * @param contextTokensMax most tokens of one text; the model may have fewer
     */
    public static TextMemory of(Skill.Generation skill, int slots, int contextTokensMax) {
        int tokens = Math.min(skill.tokensMax(), contextTokensMax);
        return new TextMemory(skill.memoryBytesPerToken() * tokens, tokens, slots, skill.spareText() ? 1 : 0);
    }

    /** The same where a text is known to take so much. */
    TextMemory measured(long bytes) {
        return new TextMemory(bytes, tokensMax, slots, spares);
    }

    /** What a load takes: a device gives the memory of all texts at once, the host that of one, and of others as they come. */
    public Footprint atLoad(boolean onDevice) {
        return onDevice ? new Footprint(0, textBytes * (slots + spares)) : Footprint.ofHost(textBytes * (1 + spares));
    }
}

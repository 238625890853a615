package dev.edgewise.inference.version;

import dev.edgewise.inference.ModelId;
import java.util.Optional;

/**
 * The versions of one model.
 *
 * @param active answers whatever no canary does
 * @param shadow answers the same work once more, unseen, to be compared; empty for none
 */
public record Versions(ModelId active, Optional<Canary> canary, Optional<ModelId> shadow) {
    /**
     * A version that answers part of the work.
     *
     * @param sharePercent of the work, 0 to 100
     */
    public record Canary(ModelId model, int sharePercent) {}
}

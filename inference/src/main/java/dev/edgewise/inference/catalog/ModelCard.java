package dev.edgewise.inference.catalog;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Task;

/**
 * What a node knows about a model before it loads it.
 *
 * @param id the name callers use
 * @param skill what it does
 * @param source where its files are
 * @param licence SPDX id of the weights' licence; {@code unknown} where nobody says
 */
public record ModelCard(ModelId id, Skill skill, ModelSource source, String licence) {
    /** What tells two states of its files apart: letters, digits and {@code -}. */
    public String revision() {
        return source.revision();
    }

    /** The task it is for. */
    public Task task() {
        return skill.task();
    }
}

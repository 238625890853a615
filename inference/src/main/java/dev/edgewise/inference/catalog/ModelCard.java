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
 * @param wishes what its manifest asks of the node
 */
public record ModelCard(ModelId id, Skill skill, ModelSource source, String licence, Wishes wishes) {
    /** A model that asks nothing of the node. */
    public ModelCard(ModelId id, Skill skill, ModelSource source, String licence) {
        this(id, skill, source, licence, Wishes.NONE);
    }

    /** What tells two states of its files apart: letters, digits and {@code -}. */
    public String revision() {
        return source.revision();
    }

    /** The task it is for. */
    public Task task() {
        return skill.task();
    }
}

package dev.edgewise.inference.store.folder;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.catalog.Wishes;
import dev.edgewise.inference.store.scan.GraphSummary;

/**
 * A model folder that was read and found sound.
 *
 * @param source its files
 * @param skill what it does
 * @param graph what its graph takes and gives
 * @param licence SPDX id; {@code unknown} where the folder does not say
 * @param wishes what its manifest asks of the node
 */
public record ModelFolder(ModelSource.Folder source, Skill skill, GraphSummary graph, String licence, Wishes wishes) {
    /** The same with a revision that somebody knows better. */
    public ModelFolder ofRevision(String revision) {
        return new ModelFolder(
                new ModelSource.Folder(
                        source.root(), source.model(), source.tokenizer(), revision, source.weightBytes()),
                skill,
                graph,
                licence,
                wishes);
    }

    /** The card of the model under a name. */
    public ModelCard card(ModelId id) {
        return new ModelCard(id, skill, source, licence, wishes);
    }
}

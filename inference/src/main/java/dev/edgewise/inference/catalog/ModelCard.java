package dev.edgewise.inference.catalog;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Task;

/**
 * What a node knows about a model before it loads it.
 *
 * @param id the name callers use
 * @param task what it does
 * @param dimensions length of the vectors it gives
 * @param tokensMax most tokens it reads in one input, special tokens included
 * @param vocabularySize its token ids are 0 to this − 1
 * @param rowsPerBatchMax most inputs run together; 1 where an answer would depend on its neighbours in the batch
 * @param source where its files are
 * @param licence SPDX id of the weights' licence
 */
public record ModelCard(
        ModelId id,
        Task task,
        int dimensions,
        int tokensMax,
        int vocabularySize,
        int rowsPerBatchMax,
        ModelSource source,
        String licence) {
    /** @throws IllegalArgumentException if a number is not positive */
    public ModelCard {
        if (dimensions <= 0 || tokensMax <= 0 || vocabularySize <= 0 || rowsPerBatchMax <= 0) {
            throw new IllegalArgumentException("model " + id + ": every size must be positive");
        }
    }
}

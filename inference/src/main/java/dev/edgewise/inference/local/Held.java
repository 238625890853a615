package dev.edgewise.inference.local;

import dev.edgewise.inference.catalog.ModelCard;

/**
 * A model in memory, and what it was loaded as: its card may be another in the catalogue by now.
 *
 * @param card what it is
 */
record Held(ModelCard card, LoadedModel model) implements AutoCloseable {
    @Override
    public void close() {
        model.close();
    }
}

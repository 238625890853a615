package dev.edgewise.gateway.config;

import dev.edgewise.inference.store.ModelReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Set;

/** Tells which models can run on this node, so that a configuration cannot name another. */
public interface KnownModels {
    /** Whether the model is there: by name, by a reference it was pulled with, or as a folder. Reads the disk. */
    boolean has(NodeConfig config, String model);

    /** Names that can be told to someone who named a wrong one. */
    Collection<String> names(NodeConfig config);

    /** A fixed list, and every folder. */
    static KnownModels of(Set<String> names) {
        Set<String> known = Set.copyOf(names);
        return new KnownModels() {
            @Override
            public boolean has(NodeConfig config, String model) {
                return known.contains(model) || ModelReference.isReference(model);
            }

            @Override
            public Collection<String> names(NodeConfig config) {
                return known;
            }
        };
    }

    /** All there could be: for commands that a model need not be there for. */
    static KnownModels any() {
        return new KnownModels() {
            @Override
            public boolean has(NodeConfig config, String model) {
                return true;
            }

            @Override
            public Collection<String> names(NodeConfig config) {
                return Set.of();
            }
        };
    }

    /** Those inside the node's own jars, those of its store, and every folder that exists. */
    static KnownModels ofStore() {
        return new KnownModels() {
            @Override
            public boolean has(NodeConfig config, String model) {
                try {
                    return ModelFiles.library(config).has(model);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public Collection<String> names(NodeConfig config) {
                try {
                    return ModelFiles.library(config).names();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}

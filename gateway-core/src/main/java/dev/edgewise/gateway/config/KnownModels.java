package dev.edgewise.gateway.config;

import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.NotPulledException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Tells which models can run on this node, so that a configuration cannot name another. */
public interface KnownModels {
    /** Whether the model is there: by name, by a reference it was pulled with, or as a folder. Reads the disk. */
    boolean has(NodeConfig config, String model);

    /** Names that can be told to someone who named a wrong one. */
    Collection<String> names(NodeConfig config);

    /** Why this node could not serve a model that is there; empty where nobody looks into its files. */
    default Optional<String> fault(NodeConfig config, String model) {
        return Optional.empty();
    }

    /** What a model that is there still needs from elsewhere before it can be served; empty for nothing, or where nobody looks. */
    default Optional<ModelReference> awaited(NodeConfig config, String model) {
        return Optional.empty();
    }

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
        return new OfStore();
    }

    /** The same, and each is read and scanned from end to end, as a node does before it loads it. */
    static KnownModels opened() {
        return new OfStore() {
            @Override
            public Optional<String> fault(NodeConfig config, String model) {
                try {
                    ModelCard card = ModelFiles.library(config).card(model);
                    String region = config.node().region();
                    return card.wishes().allows(region)
                            ? Optional.empty()
                            : Optional.of("its manifest allows regions "
                                    + card.wishes().regions() + ", and this node stands in " + region
                                    + " (node.region)");
                } catch (IOException e) {
                    return Optional.of(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
                }
            }

            @Override
            public Optional<ModelReference> awaited(NodeConfig config, String model) {
                try {
                    ModelFiles.library(config).card(model);
                    return Optional.empty();
                } catch (NotPulledException e) {
                    return Optional.of(e.reference());
                } catch (IOException e) {
                    // Another fault, which is told as such.
                    return Optional.empty();
                }
            }
        };
    }

    /** Looks on the disk. */
    class OfStore implements KnownModels {
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
    }
}

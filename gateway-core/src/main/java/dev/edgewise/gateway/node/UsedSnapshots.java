package dev.edgewise.gateway.node;

import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.store.InUse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Keeps the files of the models in force in the store while this node may load them. Any thread. */
final class UsedSnapshots {
    private static final System.Logger LOG = System.getLogger(UsedSnapshots.class.getName());

    private final InUse inUse;

    /** Keeps nothing yet. */
    UsedSnapshots(NodeConfig config) {
        this.inUse = ModelFiles.store(config).inUse();
    }

    /** Keeps those of these models, and of no others. */
    void follow(NodeModels models) {
        List<Path> folders =
                models.cards().stream().flatMap(UsedSnapshots::folders).toList();
        try {
            inUse.set(folders);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "files of models in use may be freed from the store: {0}", e.getMessage());
        }
    }

    private static Stream<Path> folders(ModelCard card) {
        return switch (card.source()) {
            case ModelSource.Embedded _ -> Stream.empty();
            case ModelSource.Folder folder -> Stream.of(folder.root());
            case ModelSource.Head head -> Stream.concat(Stream.of(head.folder()), folders(head.embedder()));
        };
    }

    void close() {
        try {
            inUse.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "models stay marked as in use in the store: {0}", e.getMessage());
        }
    }
}

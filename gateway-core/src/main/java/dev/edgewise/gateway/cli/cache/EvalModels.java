package dev.edgewise.gateway.cli.cache;

import dev.edgewise.gateway.cli.model.Aliases;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The models that a command names, and an engine for them. */
final class EvalModels {
    private EvalModels() {}

    /** A name of the configuration or of the store, a reference, or a folder. */
    static ModelCard card(NodeConfig config, String name) throws IOException {
        Path folder = Path.of(name);
        if (Files.isDirectory(folder)) {
            String last = folder.toAbsolutePath().normalize().getFileName().toString();
            return ModelFiles.reader(config).read(folder, Optional.empty()).card(new ModelId(last));
        }
        return ModelFiles.library(config).card(Aliases.local(config, name));
    }

    /** With twice the threads of a node that serves: nothing else runs here. */
    static LocalEngine engine(NodeConfig config, List<ModelCard> cards) {
        return new LocalEngine(
                new ModelCatalog(cards),
                ModelFiles.folder(config.store()),
                LocalLimits.ofCores(2 * Runtime.getRuntime().availableProcessors()),
                System::nanoTime);
    }
}

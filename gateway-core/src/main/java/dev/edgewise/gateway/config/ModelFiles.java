package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.unit.Secret;
import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelLibrary;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.pull.PullSettings;
import dev.edgewise.inference.store.pull.Puller;
import dev.edgewise.inference.store.scan.ScanLimits;
import dev.edgewise.inference.store.upload.UploadLimits;
import dev.edgewise.inference.store.upload.Uploads;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** The model store as the configuration describes it. Any thread. */
public final class ModelFiles {
    private ModelFiles() {}

    /** The folder of models below the node's own. */
    public static Path folder(StoreConfig store) {
        return store.dir().resolve("models");
    }

    /** The store. */
    public static ModelStore store(NodeConfig config) {
        return new ModelStore(folder(config.store()), InstantSource.system());
    }

    /** The models a configuration can name. */
    public static ModelLibrary library(NodeConfig config) {
        return new ModelLibrary(store(config), reader(config));
    }

    /** What the store may take. */
    public static DiskBudget budget(NodeConfig config) {
        return new DiskBudget(config.store().dir(), config.store().diskBytesMax(), store(config)::makeRoom);
    }

    /** What brings models into the store. */
    public static Puller puller(NodeConfig config) {
        HubConfig hub = config.inference().hub();
        PullSettings base = PullSettings.of(hub.endpoint());
        return new Puller(
                store(config),
                budget(config),
                new PullSettings(
                        hub.endpoint(),
                        Optional.ofNullable(hub.token()).map(Secret::reveal),
                        hub.mirrors(),
                        hub.allow(),
                        hub.redirects(),
                        Optional.ofNullable(hub.maven()),
                        new Exports(hub.exports()),
                        config.store().diskBytesMax(),
                        base.triesMax(),
                        base.pauseFirst(),
                        base.connectTimeMax(),
                        base.idleTimeMax()),
                reader(config));
    }

    /** What takes the models that an operator sends. */
    public static Uploads uploads(NodeConfig config) {
        return new Uploads(
                store(config),
                budget(config),
                reader(config),
                UploadLimits.within(config.store().diskBytesMax()));
    }

    /** Reads and scans model folders. */
    public static FolderReader reader(NodeConfig config) {
        HubConfig hub = config.inference().hub();
        return new FolderReader(new Exports(hub.exports()), ScanLimits.DEFAULT, Signatures.by(hub.keys()));
    }
}

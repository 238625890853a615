package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import java.nio.file.Path;

/**
 * Where the node keeps files.
 *
 * @param dir models, the cache on disk and the ledger live below it
 * @param diskBytesMax what they may take together, in bytes
 * @param dirGiven whether the operator named the folder
 */
public record StoreConfig(Path dir, long diskBytesMax, boolean dirGiven) {

    private static final Setting<Path> DIR = Setting.of(
                    "dir", Scalars.path(), "Folder for models and all other files the node keeps.")
            .byDefault("var")
            .needsRestart();
    private static final Setting<Long> DISK_MAX = Setting.of(
                    "disk_max", Scalars.bytes("100MB", "1000TB"), "What they may take together.")
            .byDefault("50GB");

    static final Group<StoreConfig> GROUP = Group.of(
            "Where the node keeps files.",
            values -> new StoreConfig(values.get(DIR), values.get(DISK_MAX), values.isGiven(DIR)),
            DIR,
            DISK_MAX);
}

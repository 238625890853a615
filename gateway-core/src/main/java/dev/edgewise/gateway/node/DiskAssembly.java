package dev.edgewise.gateway.node;

import dev.edgewise.cache.segment.DiskCache;
import dev.edgewise.cache.segment.DiskSettings;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.lookup.Caches;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Opens what the node keeps of its answers on disk. */
final class DiskAssembly {
    private static final System.Logger LOG = System.getLogger(DiskAssembly.class.getName());

    private DiskAssembly() {}

    /** Begins to keep answers and to take in those that are there; null when none are kept, or the disk refuses. */
    static @Nullable DiskCache open(NodeConfig config, Caches caches, NodeOptions options) {
        long bytesMax = config.cache().diskBytesMax(config.store());
        if (bytesMax == 0) {
            return null;
        }
        try {
            return DiskCache.open(
                    config.store().dir().resolve("cache"),
                    new DiskSettings(bytesMax, (int)
                            Math.min(Integer.MAX_VALUE, config.cache().entryBytesMax())),
                    caches.answers(),
                    caches.purges(),
                    options.clock().epochMillis(),
                    options.clock().nanos()::getAsLong,
                    options.random());
        } catch (IOException refused) {
            LOG.log(Level.WARNING, "answers are not kept on disk: {0}", refused.toString());
            return null;
        }
    }
}

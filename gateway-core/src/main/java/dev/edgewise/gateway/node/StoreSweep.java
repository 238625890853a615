package dev.edgewise.gateway.node;

import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelStore;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** Frees what a killed node or command left in the model store, behind the start of the next node. */
final class StoreSweep {
    private static final System.Logger LOG = System.getLogger(StoreSweep.class.getName());

    private StoreSweep() {}

    /** Looks, and sweeps on a thread of its own where there is something. */
    static void start(NodeConfig config) {
        ModelStore store = ModelFiles.store(config);
        try {
            if (store.hasLeftovers()) {
                Thread.ofPlatform().daemon().name("edgewise-store-sweep").start(() -> sweep(store));
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private static void sweep(ModelStore store) {
        try {
            long freed = store.sweep();
            if (freed > 0) {
                LOG.log(Level.INFO, "{0} of the model store freed that no model has", DiskBudget.show(freed));
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private static void failed(IOException e) {
        LOG.log(Level.WARNING, "the model store was not swept: {0}", e.getMessage());
    }
}

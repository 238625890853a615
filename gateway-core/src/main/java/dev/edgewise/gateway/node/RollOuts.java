package dev.edgewise.gateway.node;

import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.cache.store.Purges;
import dev.edgewise.routing.model.ModelAlias;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.List;

/** What a new configuration makes out of date: the answers of models that stand behind another name now, or behind none. */
final class RollOuts {
    private static final System.Logger LOG = System.getLogger(RollOuts.class.getName());

    private RollOuts() {}

    /**
     * Purges the answers of every alias that {@code now} has no more, or with another target. On this node alone. A purge that
     * is not safe on disk is in force all the same: it is logged, and whoever puts a configuration in force goes on.
     */
    static void purge(Purges purges, List<ModelAlias> before, List<ModelAlias> now) {
        for (ModelAlias alias : before) {
            if (!now.contains(alias)) {
                try {
                    purges.purgeHere(Purge.hard(new PurgeTarget.Model(alias.name())));
                } catch (UncheckedIOException notKept) {
                    LOG.log(Level.ERROR, "answers of " + alias.name() + " were purged for a roll-out", notKept);
                }
            }
        }
    }
}

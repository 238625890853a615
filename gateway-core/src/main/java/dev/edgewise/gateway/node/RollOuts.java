package dev.edgewise.gateway.node;

import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.cache.store.Purges;
import dev.edgewise.routing.model.ModelAlias;
import java.util.List;

/** What a new configuration makes out of date: the answers of models that stand behind another name now, or behind none. */
final class RollOuts {
    private RollOuts() {}

    /** Purges the answers of every alias that {@code now} has no more, or with another target. On this node alone. */
    static void purge(Purges purges, List<ModelAlias> before, List<ModelAlias> now) {
        for (ModelAlias alias : before) {
            if (!now.contains(alias)) {
                purges.purgeHere(Purge.hard(new PurgeTarget.Model(alias.name())));
            }
        }
    }
}

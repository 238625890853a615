package dev.edgewise.gateway.node;

import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.cache.fleet.FleetListener;
import dev.edgewise.cache.shared.SharedTier;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.cache.store.Purges;
import dev.edgewise.gateway.config.FleetConfig;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.unit.Secret;
import dev.edgewise.gateway.fleet.Fleet;
import dev.edgewise.gateway.fleet.FleetSettings;
import dev.edgewise.gateway.fleet.NatsBus;
import org.jspecify.annotations.Nullable;

/** Makes a node part of its fleet. */
final class FleetAssembly {
    private FleetAssembly() {}

    /** A connection that is made when it is started; null when the node is alone. */
    static @Nullable NatsBus bus(
            NodeConfig config, Purges purges, @Nullable SharedTier shared, NodePins pins, NodeOptions options) {
        FleetConfig fleet = config.fleet();
        if (fleet == null) {
            return null;
        }
        Secret password = fleet.password();
        return new NatsBus(
                new FleetSettings(
                        fleet.nats(),
                        fleet.user(),
                        password == null ? null : password.reveal(),
                        fleet.namespace(),
                        config.node().id(),
                        config.store().dir().resolve("fleet.position")),
                follower(purges, shared, pins),
                options.random(),
                options.clock().nanos());
    }

    static Fleet fleet(FleetConfig config, NatsBus bus) {
        return new Fleet(
                bus,
                new Fleet.CutOff(
                        config.cutOff().after().toNanos(),
                        switch (config.cutOff().then()) {
                            case SERVE -> Fleet.Then.SERVE;
                            case BYPASS -> Fleet.Then.BYPASS;
                        }));
    }

    /** Puts in force here what other nodes told. */
    static FleetListener follower(Purges purges, @Nullable SharedTier shared, NodePins pins) {
        return new FleetListener() {
            @Override
            public void heard(FleetEvent event) {
                try {
                    // The node that purged may not have reached the tier that both share.
                    if (shared != null && event instanceof FleetEvent.Purged(Purge purge)) {
                        var _ = shared.purge(purge.target());
                    }
                } finally {
                    takenUp(event);
                }
            }

            @Override
            public void takenUp(FleetEvent event) {
                switch (event) {
                    case FleetEvent.Purged(Purge purge) -> purges.purgeHere(purge);
                    case FleetEvent.Pinned _, FleetEvent.Unpinned _ -> pins.follow(event);
                }
            }

            // What the tier has is the others' too, and whoever purged tells it until it knows.
            @Override
            public void missed() {
                purges.purgeHere(Purge.hard(new PurgeTarget.All()));
            }
        };
    }
}

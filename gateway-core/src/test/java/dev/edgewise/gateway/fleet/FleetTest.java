package dev.edgewise.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.fleet.FleetBus;
import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.cache.fleet.FleetState;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FleetTest {
    private final List<FleetEvent> told = new ArrayList<>();
    private long silentNanos;

    private final FleetBus bus = new FleetBus() {
        @Override
        public CompletableFuture<Long> publish(FleetEvent event) {
            told.add(event);
            return CompletableFuture.completedFuture((long) told.size());
        }

        @Override
        public long silentNanos() {
            return silentNanos;
        }

        @Override
        public FleetState state() {
            return FleetState.ALONE;
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    };

    @Test
    void a_purge_is_told() {
        var fleet = new Fleet(bus, new Fleet.CutOff(100, Fleet.Then.SERVE));

        fleet.purged(Purge.soft(new PurgeTarget.All()), 7).run();

        assertThat(told).containsExactly(new FleetEvent.Purged(Purge.soft(new PurgeTarget.All())));
    }

    @Test
    void a_node_that_is_silent_too_long_is_unsynced_and_withholds_only_where_told_to() {
        var serving = new Fleet(bus, new Fleet.CutOff(100, Fleet.Then.SERVE));
        var bypassing = new Fleet(bus, new Fleet.CutOff(100, Fleet.Then.BYPASS));
        silentNanos = 100;
        assertThat(serving.isUnsynced()).isFalse();
        assertThat(bypassing.withholds()).isFalse();

        silentNanos = 101;

        assertThat(serving.isUnsynced()).isTrue();
        assertThat(serving.withholds()).isFalse();
        assertThat(bypassing.withholds()).isTrue();
    }
}

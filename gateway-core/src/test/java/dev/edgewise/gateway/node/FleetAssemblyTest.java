package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.cache.fleet.FleetListener;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.pinned.PinnedAnswers;
import dev.edgewise.cache.shared.SharedFound;
import dev.edgewise.cache.shared.SharedStats;
import dev.edgewise.cache.shared.SharedTier;
import dev.edgewise.cache.shared.Stamp;
import dev.edgewise.cache.store.CacheSettings;
import dev.edgewise.cache.store.EntryRecord;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.cache.store.Purges;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.gateway.lookup.SharedCache;
import dev.edgewise.gateway.request.NodeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a purge does to the tier that all share. */
class FleetAssemblyTest {
    private static final PurgeTarget MODEL = new PurgeTarget.Model("chat");

    private final List<PurgeTarget> tierPurges = new ArrayList<>();
    private final List<Long> epochs = new ArrayList<>();
    private boolean diskFull;
    private final ResponseCache cache =
            new ResponseCache(new CacheSettings(1 << 20, 1 << 16, 100, 60, 60, 0, 0, 0), () -> 5, new Random(1));
    private final FleetListener follower = FleetAssembly.follower(
            new Purges(cache),
            new Noting(),
            new NodePins(
                    () -> {
                        throw new IllegalStateException("nothing is pinned here");
                    },
                    () -> PinnedAnswers.NONE,
                    () -> {}));

    private final class Noting implements SharedTier {
        @Override
        public CompletableFuture<SharedFound> get(CacheKey key) {
            return CompletableFuture.completedFuture(new SharedFound.Unavailable());
        }

        @Override
        public void put(EntryRecord record, Stamp stamp, long keepMs) {
            // It is full.
        }

        @Override
        public CompletableFuture<Boolean> purge(PurgeTarget target) {
            tierPurges.add(target);
            epochs.add(cache.epoch());
            if (diskFull) {
                throw new UncheckedIOException(new IOException("no space left"));
            }
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public SharedStats stats() {
            return SharedStats.NONE;
        }

        @Override
        public void close() {
            // Nothing to close.
        }
    }

    @Test
    void whatMayHaveBeenMissedIsPurgedHereAndNotFromTheOthers() {
        follower.missed();

        assertThat(cache.epoch()).isEqualTo(1);
        assertThat(tierPurges).isEmpty();
    }

    @Test
    void whatWasToldBeforeTheNodeCameIsPurgedHereAndNotFromTheOthers() {
        follower.takenUp(new FleetEvent.Purged(Purge.hard(MODEL)));

        assertThat(cache.epoch()).isEqualTo(1);
        assertThat(tierPurges).isEmpty();
    }

    @Test
    void whatIsToldNowIsPurgedFromTheTierTooForTheNodeThatPurgedMayNotReachIt() {
        follower.heard(new FleetEvent.Purged(Purge.hard(MODEL)));

        assertThat(cache.epoch()).isEqualTo(1);
        assertThat(tierPurges).containsExactly(MODEL);
    }

    @Test
    void whatIsToldIsPurgedHereWhereTheTiersCannotBeWrittenDown() {
        diskFull = true;

        assertThatThrownBy(() -> follower.heard(new FleetEvent.Purged(Purge.hard(MODEL))))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(cache.epoch()).isEqualTo(1);
    }

    @Test
    void aRequestThatSeesAPurgeFindsATierThatKnowsOfIt() {
        var purges = new Purges(cache);
        purges.listen(new SharedCache(new Noting(), cache, NodeClock.system()));

        purges.purge(Purge.hard(MODEL));

        assertThat(tierPurges).containsExactly(MODEL);
        assertThat(epochs)
                .as("the last purge that a request saw when the tier was told")
                .containsExactly(0L);
    }
}

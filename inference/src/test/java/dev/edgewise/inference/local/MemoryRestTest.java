package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryRestTest {
    private static final long MEBIBYTE = 1 << 20;

    private final AtomicLong heapBytes = new AtomicLong(64 * MEBIBYTE);
    private final AtomicLong oldBytes = new AtomicLong(3 * MEBIBYTE);
    private final AtomicLong liveBytes = new AtomicLong();
    private final AtomicInteger collections = new AtomicInteger();
    private final AtomicInteger trims = new AtomicInteger();

    /** Where half of the garbage of an unloaded model cannot be given back. */
    private final MemoryRest rest = new MemoryRest(new MemoryRest.Memory(
            heapBytes::get,
            oldBytes::get,
            liveBytes::get,
            () -> {
                collections.incrementAndGet();
                heapBytes.addAndGet(-20 * MEBIBYTE);
                oldBytes.set(3 * MEBIBYTE);
            },
            trims::incrementAndGet));

    @Test
    void theHeapIsCollectedOnceWhenAModelHasLeftAndItGrew() {
        heapBytes.set(104 * MEBIBYTE);
        rest.look(1, 1, true);
        rest.look(1, 1, true);

        assertThat(collections).hasValue(1);
    }

    @Test
    void nothingIsCollectedWhileAModelIsInUse() {
        heapBytes.set(104 * MEBIBYTE);
        rest.look(1, 1, false);
        assertThat(collections).hasValue(0);

        rest.look(1, 1, true);
        assertThat(collections).hasValue(1);
    }

    @Test
    void nothingIsCollectedWhereNoModelHasLeft() {
        heapBytes.set(200 * MEBIBYTE);
        oldBytes.set(40 * MEBIBYTE);
        quiet(1, 0);

        assertThat(collections).hasValue(0);
    }

    @Test
    void whatStaysAfterACollectionIsNotLookedThroughAgainAtTheNextUnload() {
        heapBytes.set(104 * MEBIBYTE);
        rest.look(1, 1, true);
        rest.look(2, 2, true);
        assertThat(collections).hasValue(1);

        heapBytes.addAndGet(40 * MEBIBYTE);
        quiet(3, 3);
        assertThat(collections).hasValue(2);
    }

    @Test
    void aLargeHeapIsLeftToTheCollector() {
        heapBytes.set(1024 * MEBIBYTE);
        oldBytes.set(600 * MEBIBYTE);
        quiet(1, 1);

        assertThat(collections).hasValue(0);
    }

    @Test
    void aLargeHeapThatHeldLittleAtTheCollectorsLastLookIsCollected() {
        heapBytes.set(1024 * MEBIBYTE);
        liveBytes.set(500 * MEBIBYTE);
        rest.look(1, 1, true);
        assertThat(collections).hasValue(0);

        liveBytes.set(40 * MEBIBYTE);
        quiet(2, 2);
        assertThat(collections).hasValue(1);
    }

    @Test
    void whatModelsLeftOnASmallHeapIsCollectedAndNotTooOften() {
        for (int second = 0; second < 25; second++) {
            oldBytes.addAndGet(7 * MEBIBYTE);
            rest.look(second + 1, second + 1, true);
        }

        assertThat(collections).hasValue(3);
    }

    @Test
    void whatModelsLeftOnASmallHeapIsCollectedWhenAllIsQuietIfItWasTooEarly() {
        oldBytes.set(12 * MEBIBYTE);
        rest.look(1, 1, true);
        oldBytes.set(12 * MEBIBYTE);
        rest.look(2, 2, true);
        assertThat(collections).hasValue(1);

        quiet(2, 2);
        assertThat(collections).hasValue(2);
    }

    @Test
    void aModelThatLeftLittleOnTheHeapIsNoReasonToCollect() {
        oldBytes.set(12 * MEBIBYTE);
        quiet(1, 1);
        oldBytes.addAndGet(2 * MEBIBYTE);
        quiet(2, 2);
        assertThat(collections).hasValue(1);

        oldBytes.addAndGet(5 * MEBIBYTE);
        quiet(3, 3);
        assertThat(collections).hasValue(2);
    }

    @Test
    void theNativeHeapIsTrimmedOnceAfterEachTimeThatModelsMoved() {
        quiet(0, 0);
        assertThat(trims).as("after the start").hasValue(1);
        quiet(1, 0);
        quiet(1, 0);
        assertThat(trims).hasValue(2);

        for (int loads = 2; loads < 40; loads++) {
            rest.look(loads, loads - 1, true);
        }
        assertThat(trims).as("while models come and go").hasValue(2);
        quiet(39, 38);
        assertThat(trims).hasValue(3);
    }

    private void quiet(long loads, long unloads) {
        for (int seconds = 0; seconds < 12; seconds++) {
            rest.look(loads, unloads, true);
        }
    }
}

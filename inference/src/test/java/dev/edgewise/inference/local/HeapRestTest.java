package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeapRestTest {
    private static final long MEBIBYTE = 1 << 20;

    private final AtomicLong heapBytes = new AtomicLong(64 * MEBIBYTE);
    private final AtomicInteger collections = new AtomicInteger();

    /** Where half of the garbage of an unloaded model cannot be given back. */
    private final HeapRest rest = new HeapRest(heapBytes::get, () -> {
        collections.incrementAndGet();
        heapBytes.addAndGet(-20 * MEBIBYTE);
    });

    @Test
    void theHeapIsCollectedOnceWhenAModelHasLeftAndItGrew() {
        heapBytes.set(104 * MEBIBYTE);
        rest.look(1, true);
        rest.look(1, true);

        assertThat(collections).hasValue(1);
    }

    @Test
    void nothingIsCollectedWhileAModelIsInUse() {
        heapBytes.set(104 * MEBIBYTE);
        rest.look(1, false);
        assertThat(collections).hasValue(0);

        rest.look(1, true);
        assertThat(collections).hasValue(1);
    }

    @Test
    void nothingIsCollectedWhereNoModelHasLeft() {
        heapBytes.set(200 * MEBIBYTE);
        rest.look(0, true);

        assertThat(collections).hasValue(0);
    }

    @Test
    void whatStaysAfterACollectionIsNotLookedThroughAgainAtTheNextUnload() {
        heapBytes.set(104 * MEBIBYTE);
        rest.look(1, true);
        rest.look(2, true);
        assertThat(collections).hasValue(1);

        heapBytes.addAndGet(40 * MEBIBYTE);
        rest.look(3, true);
        assertThat(collections).hasValue(2);
    }

    @Test
    void aLargeHeapIsLeftToTheCollector() {
        heapBytes.set(1024 * MEBIBYTE);
        rest.look(1, true);

        assertThat(collections).hasValue(0);
    }
}

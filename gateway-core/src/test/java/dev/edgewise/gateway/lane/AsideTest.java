package dev.edgewise.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsideTest {
    private static final int MOST = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void workUpToTheBoundIsDoneOnTheCallersThread() {
        assertThat(Aside.above(MOST, MOST, Thread::currentThread)).isSameAs(Thread.currentThread());
    }

    @Test
    void workAboveTheBoundIsDoneByAVirtualThreadOfItsOwn() {
        Thread worker = Aside.above(MOST, MOST + 1, Thread::currentThread);

        assertThat(worker).isNotSameAs(Thread.currentThread());
        assertThat(worker.isVirtual()).isTrue();
    }

    /** The loop is busy until the work is done: on the loop it would never be. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void workOfAThreadThatALoopCarriesLeavesTheLoop(boolean started) throws Exception {
        try (ExecutorService loop = Executors.newSingleThreadExecutor()) {
            var done = new AtomicBoolean();
            Runnable work = () -> done.set(true);
            var lane = new Lane(loop, loop);
            var seen = new CompletableFuture<Boolean>();

            lane.slow(0, () -> {
                if (started) {
                    Aside.start("aside", work);
                } else {
                    lane.slow(Lane.LIGHT_BODY_BYTES_MAX + 1, work);
                }
                long end = System.nanoTime() + PATIENCE.toNanos();
                while (!done.get() && System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
                seen.complete(done.get());
            });

            assertThat(seen.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void workThatFailsAsideIsToldWithItsCause() {
        var bug = new IllegalArgumentException("no");

        assertThatThrownBy(() -> Aside.above(MOST, MOST + 1, () -> {
                    throw bug;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(bug);
    }
}

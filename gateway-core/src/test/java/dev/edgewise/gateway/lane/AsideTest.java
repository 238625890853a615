package dev.edgewise.gateway.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AsideTest {
    private static final int MOST = 10;

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

package dev.edgewise.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedStopTest {
    private final AtomicInteger halts = new AtomicInteger();

    @Test
    void anEndThatComesIsWaitedFor() {
        AtomicInteger ends = new AtomicInteger();

        new BoundedStop(Duration.ofMinutes(5), halts::incrementAndGet).run(ends::incrementAndGet);

        assertThat(ends).hasValue(1);
        assertThat(halts).hasValue(0);
    }

    @Test
    void anEndThatDoesNotComeIsCutOff() {
        CountDownLatch never = new CountDownLatch(1);

        new BoundedStop(Duration.ofMillis(1), halts::incrementAndGet).run(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(halts).hasValue(1);
        never.countDown();
    }
}

package dev.edgewise.inference.store.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StallTest {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final InputStream body = new InputStream() {
        @Override
        public int read() {
            return -1;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    };

    @Test
    void a_connection_from_which_single_bytes_come_now_and_then_is_cut() {
        try (Stall stall = new Stall(body, Duration.ofSeconds(1))) {
            Awaitility.await().until(() -> {
                // Ten polls a second: a twentieth of the least that may come.
                stall.moved(1);
                return stall.hasCut();
            });
            assertThat(closed).isTrue();
        }
    }

    @Test
    void one_that_has_ended_is_left_alone() {
        Stall stall = new Stall(body, Duration.ofSeconds(1));
        stall.close();

        assertThat(stall.hasCut()).isFalse();
        assertThat(closed).isFalse();
    }
}

package dev.edgewise.gateway.node;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.Upstream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The probes of a cluster's endpoints. */
class ProberTest {
    private final AtomicInteger looks = new AtomicInteger();

    /** Fails the first time that a prober looks at it. */
    private long nanos() {
        boolean probing = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(Prober.class.getName())
                        && frame.getMethodName().equals("start")));
        if (probing && looks.incrementAndGet() == 1) {
            throw new IllegalStateException("made by the test");
        }
        return System.nanoTime();
    }

    @Test
    void probeThatCannotStartIsNotTheLast() {
        var clock = new NodeClock(this::nanos, NodeClock.system().epochMillis());
        try (Upstream upstream = Upstream.start();
                var node = dev.edgewise.gateway.support.TestNode.before(upstream, "", clock)) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> looks.get() > 1 && node.port() > 0);
        }
    }
}

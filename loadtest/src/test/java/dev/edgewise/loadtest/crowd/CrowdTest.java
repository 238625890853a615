package dev.edgewise.loadtest.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.loadtest.client.Target;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Idle and slow connections against a server that only counts. */
class CrowdTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void crowdComesDripsAndComesBackWhenItIsCutOff() throws Exception {
        Vertx vertx = Vertx.vertx();
        List<NetSocket> sockets = new CopyOnWriteArrayList<>();
        var bytes = new AtomicLong();
        try {
            int port = vertx.createNetServer()
                    .connectHandler(socket -> {
                        sockets.add(socket);
                        socket.handler(some -> bytes.addAndGet(some.length()));
                    })
                    .listen(0, "127.0.0.1")
                    .await()
                    .actualPort();
            Target target = Target.parse("http://127.0.0.1:" + port, false);
            try (Crowd crowd = Crowd.gather(target, 150, 50)) {
                assertThat(crowd.await(200, LIMIT)).isEqualTo(200);
                await().atMost(LIMIT).until(() -> sockets.size() == 200);
                long heads = bytes.get();
                await().atMost(LIMIT).until(() -> bytes.get() > heads);

                sockets.subList(0, 20).forEach(NetSocket::close);

                await().atMost(LIMIT).until(() -> sockets.size() == 220 && crowd.size() == 200);
                assertThat(crowd.cut()).isEqualTo(20);
                assertThat(crowd.refused()).isZero();
            }
        } finally {
            vertx.close().await();
        }
    }
}

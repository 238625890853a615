package dev.edgewise.gateway.node;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes of an endpoint that takes connections and never answers. */
class HangingProbeTest {
    private static final int ENDED_MIN = 3;

    @TempDir
    Path folder;

    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @Test
    void probesThatTimeOutLeaveNoConnectionsOpen() throws IOException {
        try (var hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> take(hanging));
            String yaml = TestNode.LISTEN + """
                    models: [{name: chat, central: {cluster: main, model: m}}]
                    clusters:
                      main:
                        endpoints: [{url: "http://127.0.0.1:%d"}]
                        health: {interval: 200ms, timeout: 100ms}
                    """.formatted(hanging.getLocalPort());
            try (var _ = TestNode.start(folder, yaml)) {
                await().atMost(Duration.ofSeconds(30)).until(() -> ended.get() >= ENDED_MIN);
                await().atMost(Duration.ofSeconds(30)).until(() -> taken.get() - ended.get() <= 1);
            }
        }
    }

    private void take(ServerSocket hanging) {
        try {
            while (true) {
                Socket connection = hanging.accept();
                taken.incrementAndGet();
                Thread.ofVirtual().start(() -> waitForEnd(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void waitForEnd(Socket connection) {
        try (connection) {
            while (connection.getInputStream().read() >= 0) {
                // The probe's own bytes.
            }
        } catch (IOException reset) {
            // An end too.
        }
        ended.incrementAndGet();
    }
}

package dev.edgewise.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.support.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The connections to an HTTP/1.1 endpoint: how many, for how long, and what ends them. */
class Http1EndpointTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String GOOD = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";

    private static RawServer good() {
        return RawServer.start(peer -> {
            while (peer.request() != null) {
                peer.send(GOOD);
            }
        });
    }

    private static ClusterTarget.Bounds bounds(int connections, int waiting, int idleSeconds) {
        return new ClusterTarget.Bounds(connections, waiting, 10_000, idleSeconds, 60_000);
    }

    @Test
    void connectionThatTheEndpointClosedWhileIdleIsReplacedUnseen() throws IOException {
        try (RawServer server = RawServer.start(peer -> {
                    peer.request();
                    peer.send(GOOD);
                });
                Endpoints endpoints = Endpoints.to(server.port())) {
            for (int i = 0; i < 5; i++) {
                assertThat(endpoints.ask("{}").body()).isEqualTo("hello");
                assertThat(server.peers()).hasSize(i + 1);
                await().atMost(LIMIT).until(() -> endpoints.connections() == 0);
            }
        }
    }

    @Test
    void idleConnectionIsClosedAfterItsTime() throws IOException {
        try (RawServer server = good();
                Endpoints endpoints = Endpoints.to(server.port(), bounds(10, 10, 1))) {
            assertThat(endpoints.ask("{}").body()).isEqualTo("hello");
            await().atMost(LIMIT).until(() -> server.peers().getFirst().isOver());
            assertThat(endpoints.ask("{}").body()).isEqualTo("hello");
        }
    }

    @Test
    void endpointThatKeepsConnectionsForLessIsBelieved() throws IOException {
        try (RawServer server = RawServer.start(peer -> {
                    while (peer.request() != null) {
                        peer.send("HTTP/1.1 200 OK\r\nkeep-alive: timeout=2\r\ncontent-length: 0\r\n\r\n");
                    }
                });
                Endpoints endpoints = Endpoints.to(server.port(), bounds(10, 10, 3_600))) {
            endpoints.ask("{}");
            await().atMost(LIMIT).until(() -> server.peers().getFirst().isOver());
        }
    }

    @Test
    void requestsBeyondTheConnectionsWaitAndThoseBeyondTheRoomAreRefused() throws IOException {
        var answers = new Semaphore(0);
        try (RawServer server = RawServer.start(peer -> {
                    while (peer.request() != null) {
                        answers.acquireUninterruptibly();
                        peer.send(GOOD);
                    }
                });
                Endpoints endpoints = Endpoints.to(server.port(), bounds(2, 2, 60))) {
            List<Heard> heard = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                heard.add(new Heard());
                endpoints.send(heard.getLast(), "{}");
            }

            assertThat(heard.getLast().await().fault()).isEqualTo(UpstreamFault.BUSY);
            answers.release(4);
            assertThat(heard.subList(0, 4)).allMatch(one -> one.await().body().equals("hello"));
            assertThat(server.peers()).hasSize(2);
        }
    }

    @Test
    void callThatIsCancelledWhileItWaitsIsNeverSent() throws IOException {
        var answers = new Semaphore(0);
        try (RawServer server = RawServer.start(peer -> {
                    while (peer.request() != null) {
                        answers.acquireUninterruptibly();
                        peer.send(GOOD);
                    }
                });
                Endpoints endpoints = Endpoints.to(server.port(), bounds(1, 10, 60))) {
            var first = new Heard();
            endpoints.send(first, "first");
            var waits = new Heard();
            UpstreamCall call = endpoints.send(waits, "waits");
            var last = new Heard();
            endpoints.send(last, "last");
            endpoints.onLoop(() -> {
                call.cancel();
                call.cancel();
                return true;
            });
            answers.release(10);

            assertThat(first.await().body()).isEqualTo("hello");
            assertThat(last.await().body()).isEqualTo("hello");
            assertThat(waits.end).isNotDone();
            assertThat(server.peers().getFirst().requests()).hasSize(2).noneMatch(request -> request.endsWith("waits"));
        }
    }

    @Test
    void cancelledCallClosesItsConnectionAndHearsNothingMore() throws IOException {
        try (RawServer server = RawServer.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello");
                    peer.awaitEnd();
                });
                Endpoints endpoints = Endpoints.to(server.port())) {
            var heard = new Heard();
            UpstreamCall call = endpoints.send(heard, "{}");
            await().atMost(LIMIT).until(() -> heard.bytes.get() == 5);
            endpoints.onLoop(() -> {
                call.cancel();
                return true;
            });

            await().atMost(LIMIT).until(() -> server.peers().getFirst().isOver());
            endpoints.onLoop(() -> true);
            assertThat(heard.end).isNotDone();
        }
    }

    @Test
    void pausedCallStopsTheEndpointUntilItIsResumed() throws IOException {
        int pieces = 4_096;
        String piece = "x".repeat(16 * 1024);
        var sent = new AtomicLong();
        var paused = new CountDownLatch(1);
        try (RawServer server = RawServer.start(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\ncontent-length: " + (long) pieces * piece.length() + "\r\n\r\n");
                    for (int i = 0; i < pieces; i++) {
                        if (i == 1) {
                            awaitPause(paused);
                        }
                        peer.send(piece);
                        sent.addAndGet(piece.length());
                    }
                });
                Endpoints endpoints = Endpoints.to(server.port())) {
            var heard = new Heard();
            UpstreamCall call = endpoints.send(heard, "{}");
            await().atMost(LIMIT).until(() -> heard.bytes.get() > 0);
            endpoints.onLoop(() -> {
                call.pause();
                return true;
            });
            paused.countDown();
            // Nothing moves between two looks once every buffer between here and there is full.
            var last = new AtomicLong(-1);
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> last.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan((long) pieces * piece.length());

            endpoints.onLoop(() -> {
                call.resume();
                return true;
            });
            assertThat(heard.await().fault()).isNull();
            assertThat(heard.bytes.get()).isEqualTo((long) pieces * piece.length());
        }
    }

    private static void awaitPause(CountDownLatch paused) {
        try {
            paused.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void largeBodyArrivesWhole() throws IOException {
        try (RawServer server = good();
                Endpoints endpoints = Endpoints.to(server.port())) {
            String body = "y".repeat(3_000_000);
            assertThat(endpoints.ask(body).body()).isEqualTo("hello");
            assertThat(endpoints.ask("small").body()).isEqualTo("hello");
            assertThat(server.peers().getFirst().requests().getFirst()).endsWith("\r\n\r\n" + body);
        }
    }

    @Test
    void answerBeforeTheRequestIsThroughIsTakenAndItsConnectionNotUsedAgain() throws IOException {
        var hold = new Semaphore(0);
        try (RawServer server = RawServer.start(peer -> {
                    if (peer.number() == 0) {
                        peer.send("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig");
                        hold.acquireUninterruptibly();
                    } else {
                        peer.request();
                        peer.send(GOOD);
                    }
                });
                Endpoints endpoints = Endpoints.to(server.port())) {
            var heard = new Heard();
            // More than the buffers between the two can take.
            endpoints.send(heard, "z".repeat(64 * 1024 * 1024));
            assertThat(heard.await().status()).isIn(0, 413);
            assertThat(endpoints.ask("{}").body()).isEqualTo("hello");
            hold.release();
        }
    }

    @Test
    void refusedConnectionFailsEveryoneWhoWaitsForOne() throws IOException {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (Endpoints endpoints = Endpoints.to(port, bounds(2, 10, 60))) {
            List<Heard> heard = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                heard.add(new Heard());
                endpoints.send(heard.getLast(), "{}");
            }
            assertThat(heard).allMatch(one -> isUnreachable(one.await().fault()));
        }
    }

    private static boolean isUnreachable(@Nullable UpstreamFault fault) {
        return fault != null
                && fault.kind() == UpstreamFault.UNREACHABLE.kind()
                && fault.cause().contains("refused");
    }

    @Test
    void nameIsResolvedAndSentAsHost() throws IOException {
        try (RawServer server = good();
                Endpoints known = new Endpoints("http://localhost:" + server.port(), null, Endpoints.BOUNDS)) {
            assertThat(known.ask("{}").body()).isEqualTo("hello");
            assertThat(server.peers().getFirst().requests().getFirst()).contains("host: localhost:" + server.port());
        }
    }

    @Test
    void stoppedClientEndsItsConnectionsAndCalls() throws IOException {
        try (RawServer server = RawServer.start(peer -> {
                    peer.request();
                    if (peer.number() == 0) {
                        peer.send(GOOD);
                    }
                    peer.awaitEnd();
                });
                Endpoints endpoints = Endpoints.to(server.port())) {
            endpoints.ask("{}");
            var heard = new Heard();
            endpoints.send(heard, "{}");
            endpoints.stop();

            assertThat(heard.await().fault()).isEqualTo(UpstreamFault.UNANSWERED);
            assertThat(endpoints.ask("{}").fault()).isEqualTo(UpstreamFault.BUSY);
            await().atMost(LIMIT).until(() -> server.peers().getFirst().isOver());
        }
    }

    @Test
    void probeIsASignOfLifeBelow500AndNoneLater() throws IOException {
        var status = new AtomicLong(404);
        try (RawServer server = RawServer.start(peer -> {
                    while (peer.request() != null) {
                        if (status.get() > 0) {
                            peer.send("HTTP/1.1 " + status.get() + " Some\r\ncontent-length: 2\r\n\r\n{}");
                        }
                    }
                });
                Endpoints endpoints = Endpoints.to(server.port())) {
            assertThat(endpoints.probe(20_000)).isTrue();
            assertThat(server.peers().getFirst().requests().getFirst())
                    .isEqualTo("GET /v1/models HTTP/1.1\r\nhost: 127.0.0.1:" + server.port() + "\r\n\r\n");
            status.set(500);
            assertThat(endpoints.probe(20_000)).isFalse();
            status.set(0);
            assertThat(endpoints.probe(100)).isFalse();
            await().atMost(LIMIT).until(() -> server.peers().getFirst().isOver());
        }
    }
}

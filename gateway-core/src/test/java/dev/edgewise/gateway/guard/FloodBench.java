package dev.edgewise.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.support.FrameClient;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.SelfSigned;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a flood over HTTP/2 does to somebody else on the same event loop, as a printed table; it neither passes nor fails
 * by time. {@code ./mvnw test -Pbench -pl gateway-core -am -Dtest=FloodBench} runs it.
 */
@Tag("bench")
class FloodBench {
    private static final int ROUNDS = 5;
    private static final int REQUESTS = 400;
    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final String BODY =
            "{\"model\":\"chat-small\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String HIT =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;

    @TempDir
    private static Path folder;

    /** Of one window, in microseconds. */
    private record Window(double median, double p99) {}

    @Test
    void bystandersLatencyWithAndWithoutFloods() {
        SelfSigned tls = SelfSigned.in(folder);
        try (var upstream = Upstream.start();
                var node = TestNode.before(upstream, """
                        listen:
                          http: {host: 127.0.0.1, port: 0}
                          https: {host: 127.0.0.1, port: 0, cert: %s, key: %s}
                          admin: {port: 0}
                        """.formatted(tls.cert(), tls.key()));
                var bystander = node.connect()) {
            for (int i = 0; i < 10; i++) {
                window(bystander);
            }
            System.out.println(String.format(
                    Locale.ROOT,
                    "%-40s %9s %9s %9s %9s %9s %6s",
                    "flood",
                    "floods/s",
                    "median",
                    "flooded",
                    "p99",
                    "flooded",
                    "ratio"));
            for (Http2GuardTest.Flood flood : Http2GuardTest.floods()) {
                measure(flood, node, tls, bystander);
            }
        }
    }

    /** Windows without and with the flood take turns; what is printed is the median of each figure. */
    private static void measure(Http2GuardTest.Flood flood, TestNode node, SelfSigned tls, RawClient bystander) {
        double[][] figures = new double[6][ROUNDS];
        // The first round is for the compiler.
        for (int round = -1; round < ROUNDS; round++) {
            Window calm = window(bystander);
            var stop = new AtomicBoolean();
            var floods = new AtomicInteger();
            Thread attacker = Thread.ofPlatform().start(() -> attack(flood, node, tls, stop, floods));
            long since = System.nanoTime();
            Window flooded = window(bystander);
            double seconds = (System.nanoTime() - since) / 1e9;
            stop.set(true);
            join(attacker);
            if (round < 0) {
                continue;
            }
            figures[0][round] = floods.get() / seconds;
            figures[1][round] = calm.median;
            figures[2][round] = flooded.median;
            figures[3][round] = calm.p99;
            figures[4][round] = flooded.p99;
            figures[5][round] = flooded.p99 / calm.p99;
        }
        Object[] shown = new Object[7];
        shown[0] = flood.name();
        for (int i = 0; i < figures.length; i++) {
            shown[i + 1] = at(figures[i], 0.5);
        }
        System.out.println(String.format(Locale.ROOT, "%-40s %9.1f %9.0f %9.0f %9.0f %9.0f %6.2f", shown));
    }

    /** Requests at fixed times, each timed from when it was due. */
    private static Window window(RawClient bystander) {
        double[] micros = new double[REQUESTS];
        long start = System.nanoTime();
        for (int i = 0; i < REQUESTS; i++) {
            long due = start + i * GAP_NANOS;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            RawClient.Reply reply = bystander.send(HIT).reply();
            micros[i] = (System.nanoTime() - due) / 1e3;
            assertThat(reply).extracting(RawClient.Reply::status).isEqualTo(200);
        }
        return new Window(at(micros, 0.5), at(micros, 0.99));
    }

    /** One attacker who is back as soon as it was cut off. */
    private static void attack(
            Http2GuardTest.Flood flood, TestNode node, SelfSigned tls, AtomicBoolean stop, AtomicInteger floods) {
        while (!stop.get()) {
            try (var client = FrameClient.to(node.node().httpsPort(), tls)) {
                flood.attack().accept(client);
                client.untilClosed();
                floods.incrementAndGet();
            } catch (UncheckedIOException | AssertionError cut) {
                // Cut off in the middle of a write or of the handshake, it comes again.
            }
        }
    }

    private static double at(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}

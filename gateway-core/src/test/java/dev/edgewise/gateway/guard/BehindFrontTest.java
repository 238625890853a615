package dev.edgewise.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.support.Front;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The table of malformed requests sent through real proxies, which understand some of them otherwise than the node does
 * and use its connections for everybody. Nobody may get another's answer, and the centre may see no request that was not
 * answered to whoever sent it.
 */
class BehindFrontTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int ATTACKERS = 32;
    private static final int BYSTANDERS = 4;
    /** Quiet for this long, a proxy waits for more of a request that will not come. */
    private static final int QUIET_MILLIS = 300;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] \\d{3}");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Front.Kind.class)
    void bystandersGetTheirOwnAnswersAndNothingIsSmuggled(Front.Kind kind) throws Exception {
        try (Upstream upstream = Upstream.start();
                TestNode node = TestNode.before(upstream, "limits: {uri: 8000B}\n");
                Front front = Front.start(kind, folder, node.port());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ExecutorService attackers = Executors.newFixedThreadPool(
                        ATTACKERS, Thread.ofVirtual().factory())) {
            upstream.behave((request, body) -> request.response()
                    .putHeader("content-type", "application/json")
                    .end(body));
            var over = new AtomicBoolean();
            List<Future<Integer>> bystanders = new ArrayList<>();
            for (int i = 0; i < BYSTANDERS; i++) {
                String name = "bystander" + i;
                bystanders.add(threads.submit(() -> bystander(front, name, over)));
            }
            List<Callable<Void>> attacks = new ArrayList<>();
            for (SmugglingCases.Case smuggling : SmugglingCases.all()) {
                String mark = "smug%04d".formatted(attacks.size());
                attacks.add(() -> attack(front, upstream, smuggling, mark));
            }

            for (Future<Void> attack : attackers.invokeAll(attacks)) {
                attack.get();
            }
            over.set(true);
            for (Future<Integer> bystander : bystanders) {
                assertThat(bystander.get()).isPositive();
            }
            assertThat(bystander(front, "afterwards", over)).isPositive();
            double refused = node.metrics()
                    .lines()
                    .filter(line -> line.startsWith("edgewise_guard_refused_total{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
            assertThat(refused)
                    .as("what the proxy let through and the node did not")
                    .isPositive();
        }
    }

    /** Asks again and again, on connections of its own; returns how often. */
    private static int bystander(Front front, String name, AtomicBoolean over) {
        int asked = 0;
        do {
            for (int i = 0; i < 10; i++) {
                String mark = name + "-" + asked++;
                String body =
                        "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"" + mark + "\"}]}";
                try (RawClient client = RawClient.to(front.port())) {
                    RawClient.Reply reply = client.send(
                                    "POST /v1/chat/completions HTTP/1.1\r\nHost: node.test\r\nContent-Length: "
                                            + body.length() + "\r\nConnection: close\r\n\r\n" + body)
                            .reply();
                    assertThat(reply).as(mark).isNotNull();
                    assertThat(reply.status()).as(mark).isEqualTo(200);
                    assertThat(reply.body()).contains("\"" + mark + "\"");
                }
            }
        } while (!over.get());
        return asked;
    }

    private static Void attack(Front front, Upstream upstream, SmugglingCases.Case smuggling, String mark)
            throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
            socket.setSoTimeout(QUIET_MILLIS);
            var heard = new ByteArrayOutputStream();
            try {
                socket.getOutputStream()
                        .write(smuggling.bytes().replace("smuggled", mark).getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException closed) {
                // What was said before is still to be read.
            }
            hear(socket, heard);
            // Each request that came through to the centre has its answer, late as it may be.
            await(smuggling.name()).atMost(LIMIT).until(() -> {
                long seen = upstream.seen().stream()
                        .filter(request -> request.body().contains(mark))
                        .count();
                if (seen > answers(heard)) {
                    hear(socket, heard);
                }
                return seen <= answers(heard);
            });
        }
        return null;
    }

    private static long answers(ByteArrayOutputStream heard) {
        return STATUS.matcher(heard.toString(StandardCharsets.ISO_8859_1))
                .results()
                .count();
    }

    private static void hear(Socket socket, ByteArrayOutputStream heard) {
        try {
            byte[] bytes = new byte[8192];
            for (int n = socket.getInputStream().read(bytes);
                    n > 0;
                    n = socket.getInputStream().read(bytes)) {
                heard.write(bytes, 0, n);
            }
        } catch (SocketTimeoutException quiet) {
            // Nothing more for now.
        } catch (IOException reset) {
            // Nothing more ever.
        }
    }
}

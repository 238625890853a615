package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.support.SelfSigned;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the node says of endpoints that its probes do not reach. */
class WhyDownTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    /** Keeps what is logged as text. */
    private static final class Kept extends Handler {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord logged) {
            lines.add(formatter.formatMessage(logged));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void theReasonStandsInTheLogAndOnTheAdminPlane() throws IOException {
        var kept = new Kept();
        var logger = Logger.getLogger(Prober.class.getName());
        logger.addHandler(kept);
        Vertx vertx = Vertx.vertx();
        // Bound without listening: nobody else can take the port, and whoever connects is refused.
        try (var bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int closed = bound.getLocalPort();
            int untrusted = untrusted(vertx);
            int failing = failing(vertx);
            String yaml = TestNode.LISTEN + """
                    models: [{name: chat, central: {cluster: main, model: m}}]
                    clusters:
                      main:
                        api_key: topsecret
                        endpoints:
                          - {url: "http://127.0.0.1:%d"}
                          - {url: "https://localhost:%d"}
                          - {url: "http://127.0.0.1:%d"}
                    """.formatted(closed, untrusted, failing);
            try (var node = TestNode.start(folder, yaml)) {
                await().atMost(LIMIT).untilAsserted(() -> {
                    assertDown(node, 0, "refused");
                    assertDown(node, 1, "certification path");
                    assertDown(node, 2, "it answered 500 to GET /v1/models");
                });
                assertThat(node.get("/admin/v1/clusters").body()).doesNotContain("topsecret");
            }
            assertThat(kept.lines)
                    .anyMatch(line -> says(line, closed, "refused"))
                    .anyMatch(line -> says(line, untrusted, "certification path"))
                    .anyMatch(line -> says(line, failing, "it answered 500 to GET /v1/models"))
                    .noneMatch(line -> line.contains("topsecret"));
        } finally {
            logger.removeHandler(kept);
            vertx.close().await();
        }
    }

    private static boolean says(String line, int port, String cause) {
        return line.contains(":" + port + " is DOWN: ") && line.contains(cause);
    }

    private static void assertDown(TestNode node, int endpoint, String cause) throws IOException {
        JsonNode shown = new ObjectMapper()
                .readTree(node.get("/admin/v1/clusters").body())
                .at("/clusters/0/endpoints/" + endpoint);
        assertThat(shown.path("health").asText()).isEqualTo("down");
        assertThat(shown.path("last_failure").asText()).contains(cause);
        assertThat(shown.path("last_failure_ago_millis").asLong()).isNotNegative();
    }

    private int untrusted(Vertx vertx) {
        SelfSigned made = SelfSigned.in(folder);
        var options = new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(made.cert().toString())
                        .addKeyPath(made.key().toString()));
        return vertx.createHttpServer(options)
                .requestHandler(request -> request.response().end("{}"))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    private static int failing(Vertx vertx) {
        return vertx.createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(500).end())
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }
}

package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
    private static final String STREAM = """
            {"model":"chat","stream":true,"messages":[{"role":"user","content":"hi"}]}""";
    private static final String CHAT = """
            {"model":"chat","messages":[{"role":"user","content":"other"}]}""";

    @TempDir
    Path folder;

    @Test
    void whileAStreamRunsADrainingNodeIsNotReadyAndShedsAndTheStreamEndsWhole() throws Exception {
        try (var centre = new Centre();
                var client = HttpClient.newHttpClient();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml() + "limits: {drain: 1m}\n")) {
            BufferedReader stream = stream(client, node);
            assertThat(stream.readLine()).contains("hello");
            assertThat(node.ask("/v1/chat/completions", CHAT).statusCode()).isEqualTo(200);

            CompletableFuture<Void> closing = CompletableFuture.runAsync(node.node()::close);

            await().untilAsserted(() ->
                    assertThat(node.get("/health/ready").statusCode()).isEqualTo(503));
            assertThat(node.get("/health/ready").body()).contains("draining");
            assertThat(node.get("/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> shed = node.ask("/v1/chat/completions", CHAT);
            assertThat(shed.statusCode()).isEqualTo(503);
            assertThat(shed.headers().firstValue("retry-after")).hasValue("1");
            assertThat(shed.headers().firstValue("connection")).hasValue("close");
            assertThat(shed.body()).contains("shutting_down");
            assertThat(closing).isNotDone();

            centre.finish();
            assertThat(stream.lines().collect(Collectors.joining("\n"))).contains("data: [DONE]");
            closing.join();
        }
    }

    @Test
    void aStreamThatOutlastsTheDrainLimitEndsWithAnErrorEvent() throws Exception {
        try (var centre = new Centre();
                var client = HttpClient.newHttpClient();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml() + "limits: {drain: 0s}\n")) {
            BufferedReader stream = stream(client, node);
            assertThat(stream.readLine()).contains("hello");

            CompletableFuture<Void> closing = CompletableFuture.runAsync(node.node()::close);

            assertThat(stream.lines().collect(Collectors.joining("\n")))
                    .contains("\"error\"")
                    .contains("shutting_down")
                    .doesNotContain("[DONE]");
            closing.join();
        }
    }

    @Test
    void aNodeWithoutWorkClosesAtOnceAndASecondTimeDoesNothing() {
        try (var centre = new Centre();
                var node = TestNode.start(folder, TestNode.LISTEN + centre.yaml() + "limits: {drain: 1h}\n")) {
            node.node().close();
            node.node().close();
        }
    }

    private static BufferedReader stream(HttpClient client, TestNode node) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + node.node().port() + "/v1/chat/completions"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(STREAM))
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }
}

package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code replay: paced}: a stored stream as if it were being written, with time that only the test moves on. */
class ReplayTest {
    private static final String TEXT = "It rains all day in Seoul, and tomorrow too.";
    private static final int WORDS = 10;

    private static final AtomicLong NOW_NANOS = new AtomicLong(System.nanoTime());
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Upstream CENTRE = Upstream.start();
    private static TestNode node;

    @BeforeAll
    static void start() {
        CENTRE.behave((request, body) -> {
            if (body.toString().contains("\"stream\":true")) {
                request.response()
                        .putHeader("content-type", "text/event-stream")
                        .end(words());
            } else {
                request.response().putHeader("content-type", "application/json").end(Centre.json(TEXT));
            }
        });
        node = startNode();
    }

    private static TestNode startNode() {
        return TestNode.before(
                CENTRE,
                "routes: [{match: {model: chat-small}, replay: paced, pace: 2/s}]\nlimits: {drain: 1m}\n",
                new NodeClock(NOW_NANOS::get, System::currentTimeMillis));
    }

    @AfterAll
    static void stop() {
        node.close();
        CENTRE.close();
        CLIENT.close();
    }

    /** A stream of ten words, an end and the terminal event. */
    private static String words() {
        return IntStream.range(0, WORDS)
                        .mapToObj(i -> chunk("{\"content\":\"w" + i + " \"}", "null"))
                        .collect(Collectors.joining())
                + chunk("{}", "\"stop\"") + "data: [DONE]\n\n";
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static void passes(Duration time) {
        NOW_NANOS.addAndGet(time.toNanos());
    }

    private HttpRequest.Builder request(String question, boolean stream) {
        return HttpRequest.newBuilder(uri(node))
                .POST(BodyPublishers.ofString(CacheNode.body(question, stream ? ",\"stream\":true" : "")));
    }

    private HttpResponse<String> whole(String question, boolean stream) throws Exception {
        return whole(node, question, stream);
    }

    private HttpResponse<String> whole(TestNode asked, String question, boolean stream) throws Exception {
        URI chat = uri(asked);
        HttpResponse<String> whole =
                CLIENT.send(request(question, stream).uri(chat).build(), BodyHandlers.ofString());
        HttpRequest stored = request(question, false)
                .uri(chat)
                .header("Cache-Control", "only-if-cached")
                .build();
        // A stream's answer is stored after its last byte has left, and its request ends then.
        await().until(() -> CLIENT.send(stored, BodyHandlers.ofString()).statusCode() == 200 && asked.inFlight() == 0);
        return whole;
    }

    private static URI uri(TestNode asked) {
        return URI.create("http://127.0.0.1:" + asked.port() + "/v1/chat/completions");
    }

    private HttpResponse<InputStream> begin(HttpRequest.Builder request) throws Exception {
        HttpResponse<InputStream> begun = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(begun.headers().firstValue("edge-served-by")).hasValue("cache-exact");
        return begun;
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** So many events as they come. */
    private static String events(BufferedReader lines, int count) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(lines.readLine()).append("\n\n");
            assertThat(lines.readLine()).isEmpty();
        }
        return text.toString();
    }

    @Test
    void a_stored_stream_comes_event_by_event_as_time_passes_and_the_same_bytes_in_the_end() throws Exception {
        String first = whole("words", true).body();
        HttpResponse<InputStream> begun = begin(request("words", true));
        BufferedReader lines = lines(begun);

        String come = events(lines, 1);
        assertThat(node.inFlight()).isEqualTo(1);
        passes(Duration.ofSeconds(2));
        come += events(lines, 4);
        assertThat(node.inFlight()).isEqualTo(1);
        passes(Duration.ofSeconds(4));
        come += lines.lines().collect(Collectors.joining("\n")) + "\n";

        assertThat(come).isEqualTo(first).isEqualTo(words());
        assertThat(begun.headers().firstValue("content-length")).isEmpty();
        assertThat(begun.headers().firstValue("etag")).isPresent();
        await().until(() -> node.inFlight() == 0);
    }

    @Test
    void an_answer_that_came_whole_is_replayed_in_pieces_of_its_text_and_as_json_at_once() throws Exception {
        whole("text", false);
        assertThat(whole("text", false).headers().firstValue("edge-served-by")).hasValue("cache-exact");
        BufferedReader lines = lines(begin(request("text", true)));
        passes(Duration.ofMinutes(1));
        String events = lines.lines().filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));

        assertThat(events.lines().count()).isGreaterThan(WORDS);
        assertThat(events).endsWith("data: [DONE]");
        assertThat(events.replaceAll("(?s)data: .*?\"delta\":\\{[^}]*?\"content\":\"([^\"]*)\"[^\n]*\n", "$1"))
                .startsWith(TEXT);
    }

    @Test
    void no_replay_takes_longer_than_the_requests_deadline() throws Exception {
        whole("deadline", true);
        BufferedReader lines = lines(begin(request("deadline", true).header("Edge-Deadline", "2s")));
        passes(Duration.ofSeconds(2));

        assertThat(lines.lines().collect(Collectors.joining("\n"))).endsWith("data: [DONE]\n");
    }

    @Test
    void a_client_that_leaves_ends_its_replay() throws Exception {
        whole("leaves", true);
        String body = CacheNode.body("leaves", ",\"stream\":true");
        try (RawClient raw = node.connect()) {
            raw.send("POST /v1/chat/completions HTTP/1.1\r\nHost: n\r\nContent-Length: " + body.length() + "\r\n\r\n"
                    + body);
            await().until(() -> node.inFlight() == 1);
        }
        await().until(() -> node.inFlight() == 0);
    }

    @Test
    void a_node_that_drains_sends_the_rest_at_once() throws Exception {
        try (TestNode ending = startNode()) {
            whole(ending, "drain", true);
            BufferedReader lines = lines(begin(request("drain", true).uri(uri(ending))));
            events(lines, 1);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(ending.node()::close);

            assertThat(lines.lines().collect(Collectors.joining("\n"))).endsWith("data: [DONE]\n");
            closing.join();
        }
    }

    @Test
    void who_has_the_stream_already_is_told_at_once() throws Exception {
        whole("tag", true);
        HttpResponse<InputStream> begun = begin(request("tag", true));
        passes(Duration.ofMinutes(1));
        begun.body().readAllBytes();
        String tag = begun.headers().firstValue("etag").orElseThrow();

        HttpResponse<String> again =
                CLIENT.send(request("tag", true).header("If-None-Match", tag).build(), BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(304);
    }
}

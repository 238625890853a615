package dev.edgewise.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.loadtest.cluster.RecordedRequest.Ending;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault as it looks on the wire, so mostly through a bare socket. */
class FaultTest {
    private StandInCluster cluster;
    private Http http;

    @BeforeEach
    void start() throws Exception {
        cluster = StandInCluster.start(ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ofMillis(1), 20));
        http = Http.of(cluster);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** What a bare client reads until the end or the reset. */
    private record Seen(String text, boolean reset) {}

    private Seen raw(String fault, boolean stream) throws IOException {
        String body = Http.ask("hi", stream ? ",\"stream\":true" : "");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.port())) {
            socket.setSoTimeout((int) Http.LIMIT.toMillis());
            socket.getOutputStream()
                    .write(
                            ("POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nx-fault: "
                                            + fault + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            try {
                for (int b = in.read(); b >= 0; b = in.read()) {
                    read.write(b);
                }
                return new Seen(read.toString(StandardCharsets.UTF_8), false);
            } catch (IOException e) {
                return new Seen(read.toString(StandardCharsets.UTF_8), true);
            }
        }
    }

    private static int pieces(String text) {
        return text.split("\"delta\":\\{\"content\":\"[^\"]", -1).length - 1;
    }

    @Test
    void resetComesBeforeAnyByte() throws Exception {
        Seen seen = raw("reset", true);

        assertThat(seen).isEqualTo(new Seen("", true));
        assertThat(cluster.requests().getFirst().ending()).get().isInstanceOf(Ending.Broken.class);
    }

    @Test
    void resetMidComesAfterSoManyPieces() throws Exception {
        Seen stream = raw("reset-mid:4", true);
        Seen whole = raw("reset-mid", false);

        assertThat(stream.reset()).isTrue();
        assertThat(pieces(stream.text())).isEqualTo(4);
        assertThat(whole.reset()).isTrue();
        assertThat(whole.text()).contains("200 OK").doesNotContain("usage");
    }

    @Test
    void truncateClosesInOrderWithoutTheEnd() throws Exception {
        Seen stream = raw("truncate:2", true);
        Seen whole = raw("truncate", false);

        assertThat(stream.reset()).isFalse();
        assertThat(pieces(stream.text())).isEqualTo(2);
        assertThat(stream.text()).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
        assertThat(whole.reset()).isFalse();
        assertThat(whole.text()).containsIgnoringCase("content-length").doesNotContain("usage");
    }

    @Test
    void garbageIsNoHttp() throws Exception {
        Seen seen = raw("garbage", false);

        assertThat(seen.text()).isNotEmpty().doesNotContain("HTTP/1.1");
    }

    @Test
    void stallNeverAnswersAndIsEndedByTheClient() throws Exception {
        cluster.nextFaults(new Fault.Stall(), new Fault.StallMid(2));
        var request = http.post("/v1/chat/completions", Http.ask("hi", ",\"stream\":true"));

        assertThatThrownBy(() -> http.client()
                        .send(
                                java.net.http.HttpRequest.newBuilder(request, (n, v) -> true)
                                        .timeout(Duration.ofMillis(500))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(cluster.awaitRequests(1, Http.LIMIT).getFirst().awaitEnding(Http.LIMIT))
                .isInstanceOf(Ending.Cancelled.class);
        assertThat(cluster.requests().getFirst().chunks()).isZero();

        HttpResponse<InputStream> mid = http.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
        RecordedRequest second = cluster.requests().getLast();
        Awaitility.await().until(() -> second.chunks() == 3);
        mid.body().close();
        assertThat(second.awaitEnding(Http.LIMIT)).isInstanceOf(Ending.Cancelled.class);
        assertThat(second.chunks()).isEqualTo(3);
        Awaitility.await().until(() -> cluster.counters().running() == 0);
    }

    @Test
    void slowAnswersLater() throws Exception {
        long start = System.nanoTime();

        HttpResponse<String> response = http.chat(Http.ask("hi", ""), "x-fault", "slow:80ms");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void badJsonIsA200ThatDoesNotParse() throws Exception {
        HttpResponse<String> whole = http.chat(Http.ask("hi", ""), "x-fault", "bad-json");
        List<String> events = Http.events(http.chat(Http.ask("hi", ",\"stream\":true"), "x-fault", "bad-json"));

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> Http.json(whole)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> events.forEach(Http::json)).isInstanceOf(AssertionError.class);
        assertThat(events).hasSize(1 + 20 + 1 + 1 + 1).endsWith("[DONE]");
    }

    @Test
    void noDoneEndsInOrderWithoutDone() throws Exception {
        HttpResponse<String> response = http.chat(
                Http.ask("hi", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"), "x-fault", "no-done");

        assertThat(Http.events(response)).hasSize(1 + 20 + 1 + 1).doesNotContain("[DONE]");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void anErrorHasOpenAisShapeAndSaysWhenToRetry(int status) throws Exception {
        HttpResponse<String> response = http.chat(Http.ask("hi", ""), "x-fault", "error:" + status);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Http.json(response).at("/error/message").asText()).isNotEmpty();
        assertThat(response.headers().firstValue("retry-after").isPresent()).isEqualTo(status != 500);
    }

    @Test
    void errorMidIsAnErrorEventWithoutDone() throws Exception {
        List<String> events = Http.events(http.chat(Http.ask("hi", ",\"stream\":true"), "x-fault", "error-mid:2"));

        assertThat(events).hasSize(1 + 2 + 1);
        assertThat(Http.json(events.getLast()).at("/error/type").asText()).isEqualTo("server_error");
    }

    @Test
    void bigIsValidAndLarge() throws Exception {
        HttpResponse<String> whole = http.chat(Http.ask("hi", ""), "x-fault", "big:3");
        HttpResponse<String> stream = http.chat(Http.ask("hi", ",\"stream\":true"), "x-fault", "big:3");

        assertThat(whole.body()).hasSizeGreaterThan(3 << 20);
        assertThat(Http.json(whole).at("/choices/0/message/content").isTextual())
                .isTrue();
        assertThat(stream.body()).hasSizeGreaterThan(3 << 20);
        assertThat(Http.events(stream)).endsWith("[DONE]");
    }

    @Test
    void aBigAnswerWaitsForASlowReader() throws Exception {
        var response = http.client()
                .send(
                        http.post("/v1/chat/completions", Http.ask("hi", ""), "x-fault", "big:256"),
                        HttpResponse.BodyHandlers.ofInputStream());
        RecordedRequest seen = cluster.requests().getFirst();

        Awaitility.await().during(Duration.ofMillis(100)).atMost(Http.LIMIT).until(() -> stands(seen));

        assertThat(seen.chunks()).isLessThan(1000);
        response.body().close();
        assertThat(seen.awaitEnding(Http.LIMIT)).isInstanceOf(Ending.Cancelled.class);
    }

    private int lastChunks = -1;

    private boolean stands(RecordedRequest seen) {
        boolean same = seen.chunks() == lastChunks;
        lastChunks = seen.chunks();
        return same;
    }

    @Test
    void dripSendsByteByByte() throws Exception {
        HttpResponse<String> response = http.chat(Http.ask("hi", ",\"max_tokens\":1"), "x-fault", "drip:100us");

        assertThat(Http.json(response).at("/choices/0/finish_reason").asText()).isEqualTo("length");
        // The last one is counted after it has left.
        Awaitility.await()
                .untilAsserted(() -> assertThat(cluster.requests().getFirst().chunks())
                        .isEqualTo(response.body().length()));
    }

    @Test
    void refuseClosesThePortAndOpensItAgain() throws Exception {
        assertThatThrownBy(() -> http.chat(Http.ask("hi", ""), "x-fault", "refuse:60ms"))
                .isInstanceOf(IOException.class);

        Awaitility.await()
                .ignoreException(ConnectException.class)
                .until(() -> http.chat(Http.ask("hi", "")).statusCode() == 200);
    }

    @Test
    void stopListeningRefusesUntilToldOtherwise() throws Exception {
        cluster.stopListening();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), cluster.port()).close())
                .isInstanceOf(ConnectException.class);

        cluster.listenAgain();
        assertThat(http.chat(Http.ask("hi", "")).statusCode()).isEqualTo(200);
    }

    @Test
    void theFailRateIsKeptAndTheSameEachTime() throws Exception {
        List<Integer> first = statuses();

        assertThat(first.stream().filter(s -> s == 503).count()).isBetween(20L, 60L);
        assertThat(statuses()).isEqualTo(first);
    }

    private static List<Integer> statuses() throws Exception {
        var statuses = new java.util.ArrayList<Integer>();
        try (StandInCluster flaky =
                StandInCluster.start(ClusterOptions.defaults().withFaults(0.2, Fault.parseAll("error:503")))) {
            Http caller = Http.of(flaky);
            for (int i = 0; i < 200; i++) {
                statuses.add(caller.chat(Http.ask("hi", "")).statusCode());
            }
        }
        return statuses;
    }

    @Test
    void anUnknownFaultIsNamedWithTheKnownOnes() {
        assertThatThrownBy(() -> Fault.parse("explode"))
                .hasMessageContaining("'explode'")
                .hasMessageContaining("reset-mid");
        assertThatThrownBy(() -> Fault.parse("error:200")).hasMessageContaining("400 to 599");
    }
}

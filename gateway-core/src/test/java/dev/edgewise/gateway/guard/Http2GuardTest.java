package dev.edgewise.gateway.guard;

import static dev.edgewise.gateway.support.FrameClient.CONTINUATION;
import static dev.edgewise.gateway.support.FrameClient.DATA;
import static dev.edgewise.gateway.support.FrameClient.END_HEADERS;
import static dev.edgewise.gateway.support.FrameClient.END_STREAM;
import static dev.edgewise.gateway.support.FrameClient.GOAWAY;
import static dev.edgewise.gateway.support.FrameClient.HEADERS;
import static dev.edgewise.gateway.support.FrameClient.PING;
import static dev.edgewise.gateway.support.FrameClient.PRIORITY;
import static dev.edgewise.gateway.support.FrameClient.RST_STREAM;
import static dev.edgewise.gateway.support.FrameClient.SETTINGS;
import static dev.edgewise.gateway.support.FrameClient.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.support.FrameClient;
import dev.edgewise.gateway.support.FrameClient.Frame;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.SelfSigned;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTPS, and what must not pass in HTTP/2. */
class Http2GuardTest {
    private static final int STREAMS = 16;
    private static final byte[] BODY =
            "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path folder;

    private static SelfSigned tls;
    private static Upstream upstream;
    private static TestNode node;

    record Flood(String name, Consumer<FrameClient> attack) {
        @Override
        public String toString() {
            return name;
        }
    }

    record BadHead(String name, byte[] head) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        tls = SelfSigned.in(folder);
        upstream = Upstream.start();
        node = TestNode.before(upstream, """
                listen:
                  http: {host: 127.0.0.1, port: 0}
                  https: {host: 127.0.0.1, port: 0, cert: %s, key: %s}
                  admin: {port: 0}
                limits: {streams: %d}
                """.formatted(tls.cert(), tls.key(), STREAMS));
    }

    @AfterAll
    static void stop() {
        node.close();
        upstream.close();
    }

    static List<Flood> floods() {
        return List.of(
                new Flood("PING", client -> client.flood(20_000, new Frame(PING, 0, 0, new byte[8]))),
                new Flood("SETTINGS", client -> client.flood(20_000, new Frame(SETTINGS, 0, 0, new byte[0]))),
                new Flood(
                        "PRIORITY",
                        client -> client.flood(20_000, new Frame(PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, 16}))),
                new Flood(
                        "WINDOW_UPDATE",
                        client -> client.flood(20_000, new Frame(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1}))),
                new Flood("unknown frames", client -> client.flood(20_000, new Frame(0x42, 0, 0, new byte[0]))),
                new Flood("empty DATA", client -> {
                    client.frame(HEADERS, END_HEADERS, 1, FrameClient.post());
                    client.flood(20_000, new Frame(DATA, 0, 1, new byte[0]));
                }),
                new Flood("CONTINUATION", client -> {
                    client.frame(HEADERS, 0, 1, FrameClient.get("/v1/models"));
                    client.flood(20_000, new Frame(CONTINUATION, 0, 1, FrameClient.head("a", "b")));
                }),
                new Flood("empty CONTINUATION", client -> {
                    client.frame(HEADERS, 0, 1, FrameClient.get("/v1/models"));
                    client.flood(20_000, new Frame(CONTINUATION, 0, 1, new byte[0]));
                }),
                new Flood("rapid reset", client -> client.raw(resets(RST_STREAM, 8))),
                new Flood("resets that the node is made to send", client -> client.raw(resets(WINDOW_UPDATE, 0))));
    }

    /** Requests, each followed by a frame that ends it: by the client itself, or by an error of its stream. */
    private static byte[] resets(int type, int last) {
        var all = new ByteArrayOutputStream();
        for (int stream = 1; stream < 6_000; stream += 2) {
            all.writeBytes(FrameClient.bytes(HEADERS, END_HEADERS, stream, FrameClient.post()));
            all.writeBytes(FrameClient.bytes(type, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) last));
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("floods")
    void aFloodEndsItsConnectionAndABystanderIsServed(Flood flood) {
        try (var bystander = node.connect();
                var client = FrameClient.to(node.node().httpsPort(), tls)) {
            flood.attack().accept(client);

            bystander.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(bystander.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
            client.untilClosed();
            bystander.send("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(bystander.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
        }
    }

    /** The decoder alone would let 200 of them become requests. */
    @Test
    void aClientThatBreaksItsStreamsHasFewOfItsRequestsBegun() {
        double before = node.metric("edgewise_overhead_seconds_count");
        try (var client = FrameClient.to(node.node().httpsPort(), tls)) {
            client.raw(resets(WINDOW_UPDATE, 0));

            client.untilClosed();
        }
        Awaitility.await().until(() -> node.inFlight() == 0);
        assertThat(node.metric("edgewise_overhead_seconds_count") - before).isBetween(1.0, 100.0);
    }

    static List<BadHead> badHeads() {
        String[] good = {":method", "GET", ":scheme", "https", ":authority", "localhost", ":path", "/v1/models"};
        return List.of(
                new BadHead("Host that differs", with(good, "host", "other")),
                new BadHead("two hosts", with(good, "host", "localhost", "host", "localhost")),
                new BadHead(
                        "no authority", FrameClient.head(":method", "GET", ":scheme", "https", ":path", "/v1/models")),
                new BadHead("empty authority", replaced(good, 5, "")),
                new BadHead("authority with a user", replaced(good, 5, "u@localhost")),
                new BadHead(
                        "no path", FrameClient.head(":method", "GET", ":scheme", "https", ":authority", "localhost")),
                new BadHead("empty path", replaced(good, 7, "")),
                new BadHead("path without slash", replaced(good, 7, "v1/models")),
                new BadHead("path with a space", replaced(good, 7, "/v1/models x")),
                new BadHead("path with a line end", replaced(good, 7, "/v1/models\r\nx: y")),
                new BadHead("no method", FrameClient.head(":scheme", "https", ":authority", "localhost", ":path", "/")),
                new BadHead("two methods", with(good, ":method", "GET")),
                new BadHead("unknown pseudo-header", with(good, ":x", "y")),
                new BadHead(
                        "pseudo-header behind a header",
                        FrameClient.head(
                                ":method",
                                "GET",
                                ":scheme",
                                "https",
                                "a",
                                "b",
                                ":authority",
                                "localhost",
                                ":path",
                                "/v1/models")),
                new BadHead("upper case name", with(good, "X-Up", "y")),
                new BadHead("connection", with(good, "connection", "close")),
                new BadHead("transfer-encoding", with(good, "transfer-encoding", "chunked")),
                new BadHead("keep-alive", with(good, "keep-alive", "1")),
                new BadHead("upgrade", with(good, "upgrade", "h2c")),
                new BadHead("proxy-connection", with(good, "proxy-connection", "x")),
                new BadHead("te other than trailers", with(good, "te", "gzip")),
                new BadHead("name with a space", with(good, "a b", "c")),
                new BadHead("value with a line end", with(good, "a", "b\r\nc: d")),
                new BadHead("value with a NUL", with(good, "a", "b\0c")),
                new BadHead("TRACE", replaced(good, 1, "TRACE")),
                new BadHead("101 headers", many(good)));
    }

    private static byte[] many(String[] good) {
        String[] more = new String[202];
        for (int i = 0; i < more.length; i += 2) {
            more[i] = "a" + i;
            more[i + 1] = "b";
        }
        return with(good, more);
    }

    private static byte[] with(String[] good, String... more) {
        String[] lines = java.util.Arrays.copyOf(good, good.length + more.length);
        System.arraycopy(more, 0, lines, good.length, more.length);
        return FrameClient.head(lines);
    }

    private static byte[] replaced(String[] good, int at, String value) {
        String[] lines = good.clone();
        lines[at] = value;
        return FrameClient.head(lines);
    }

    @ParameterizedTest
    @MethodSource("badHeads")
    void aMalformedHeadIsRefusedOrItsStreamReset(BadHead bad) {
        upstream.forget();
        try (var client = FrameClient.to(node.node().httpsPort(), tls)) {
            client.frame(HEADERS, END_HEADERS | END_STREAM, 1, bad.head());

            Frame answer = client.until(
                    frame -> frame.type() == HEADERS || frame.type() == RST_STREAM || frame.type() == GOAWAY);

            if (answer != null && answer.type() == HEADERS) {
                assertThat(answer.status()).isBetween(400, 505);
            }
            assertThat(upstream.seen()).isEmpty();
        }
    }

    @Test
    void aBodyThatDiffersFromItsLengthNeverReachesTheUpstream() {
        upstream.forget();
        for (int length : new int[] {BODY.length - 1, BODY.length + 1}) {
            try (var client = FrameClient.to(node.node().httpsPort(), tls)) {
                client.frame(HEADERS, END_HEADERS, 1, FrameClient.post("content-length", Integer.toString(length)));
                client.frame(DATA, END_STREAM, 1, BODY);

                Frame answer = client.until(
                        frame -> frame.type() == HEADERS || frame.type() == RST_STREAM || frame.type() == GOAWAY);

                assertThat(answer).isNotNull();
                assertThat(answer.type()).isNotEqualTo(HEADERS);
            }
        }
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void aRequestIsServedOverHttp2AndOverHttp1ByTheClientsChoice() {
        try (var client = FrameClient.to(node.node().httpsPort(), tls)) {
            client.frame(HEADERS, END_HEADERS, 1, FrameClient.post("host", "localhost"));
            client.frame(DATA, END_STREAM, 1, BODY);
            assertThat(client.until(frame -> frame.type() == HEADERS))
                    .extracting(Frame::status)
                    .isEqualTo(200);
        }
        try (var client = RawClient.over(tls.connect(node.node().httpsPort(), "http/1.1"))) {
            client.send("GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.reply()).extracting(RawClient.Reply::status).isEqualTo(200);
            client.send("GET /v1/models HTTP/1.1\r\n\r\n");
            assertThat(client.reply()).extracting(RawClient.Reply::status).isEqualTo(400);
            assertThat(client.ends()).isTrue();
        }
    }

    @Test
    void theBoundsOfStreamsAndHeadsAreToldAndKept() {
        try (var client = FrameClient.to(node.node().httpsPort(), tls)) {
            Frame settings = client.until(frame -> frame.type() == SETTINGS && frame.flags() == 0);
            assertThat(settings).isNotNull();
            assertThat(setting(settings, 3)).isEqualTo(STREAMS);
            assertThat(setting(settings, 6)).isEqualTo(40_000);
            for (int i = 0; i <= STREAMS; i++) {
                client.frame(HEADERS, END_HEADERS, 2 * i + 1, FrameClient.post());
            }
            assertThat(client.until(frame -> frame.type() == RST_STREAM || frame.type() == GOAWAY))
                    .isNotNull();
        }
    }

    private static int setting(Frame settings, int id) {
        var buffer = java.nio.ByteBuffer.wrap(settings.payload());
        while (buffer.remaining() >= 6) {
            int found = buffer.getShort();
            int value = buffer.getInt();
            if (found == id) {
                return value;
            }
        }
        return -1;
    }
}

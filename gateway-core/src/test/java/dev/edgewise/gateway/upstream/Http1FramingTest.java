package dev.edgewise.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.support.RawServer;
import dev.edgewise.routing.pool.FailureKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an endpoint's answer ends, and what happens when that is in doubt: raw bytes from an HTTP/1.1 endpoint. */
class Http1FramingTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String GOOD = OK + "content-length: 5\r\n\r\nhello";

    /** Answers that are no HTTP, or whose end can be read in two ways, told before any of their body. */
    static final List<String> GARBAGE_HEADS = List.of(
            "HELLO\r\n\r\n",
            "\0\1\2\3\r\n\r\n",
            "200 OK\r\n\r\n",
            "HTTP/2.0 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/0.9 200 OK\r\ncontent-length: 0\r\n\r\n",
            "http/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 +200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 0200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 99 Odd\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 600 Odd\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 OK\r\ncontent-length: 0\r\n\r\n",
            OK + "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            OK + "transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\nhello",
            OK + "content-length: 5\r\ncontent-length: 6\r\n\r\nhello!",
            OK + "content-length: 5\r\ncontent-length: 5\r\n\r\nhello",
            OK + "content-length: 5, 5\r\n\r\nhello",
            "HTTP/1.0 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!",
            OK + "content-length: +5\r\n\r\nhello",
            OK + "content-length: -1\r\n\r\nhello",
            OK + "content-length: 0x5\r\n\r\nhello",
            OK + "content-length:\r\n\r\nhello",
            OK + "content-length: 99999999999999999999\r\n\r\nhello",
            OK + "transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            OK + "transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            OK + "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            OK + "transfer-encoding: identity\r\ncontent-length: 5\r\n\r\nhello",
            OK + "transfer-encoding: xchunked\r\n\r\nhello",
            "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\ncontent-length: 5\n\nhello",
            OK + "content-length: 5\n\r\nhello",
            OK + "x y: z\r\ncontent-length: 5\r\n\r\nhello",
            OK + ": z\r\ncontent-length: 5\r\n\r\nhello",
            OK + "x: a\0b\r\ncontent-length: 5\r\n\r\nhello",
            OK + "x: " + "y".repeat(40_000) + "\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 200 " + "O".repeat(5_000) + "\r\ncontent-length: 5\r\n\r\nhello",
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\nbytes",
            "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(17) + GOOD);

    /** Bodies in chunks that are none. */
    static final List<String> GARBAGE_CHUNKS = List.of(
            "zz\r\nhello\r\n0\r\n\r\n",
            "\r\nhello\r\n0\r\n\r\n",
            "-5\r\nhello\r\n0\r\n\r\n",
            "0x5\r\nhello\r\n0\r\n\r\n",
            "5 5\r\nhello\r\n0\r\n\r\n",
            "5\r\nhelloXX0\r\n\r\n",
            "5\r\nhello\n0\r\n\r\n",
            "5\nhello\r\n0\r\n\r\n",
            "fffffffff\r\nhello\r\n0\r\n\r\n",
            "5\r\nhello\r\n0\r\nx y: z\r\nq q: z\r\n\r\n",
            "5\r\nhello\r\n0\r\nx: " + "y".repeat(40_000) + "\r\n\r\n");

    private static RawServer says(String answer) {
        return RawServer.start(peer -> {
            while (peer.request() != null) {
                peer.send(answer);
            }
        });
    }

    private static RawServer saysAndCloses(String answer) {
        return RawServer.start(peer -> {
            peer.request();
            peer.send(answer);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
                "HTTP/1.1 200\r\ncontent-length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\ntrailer: x\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
                "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 5\r\n\r\nhello"
            })
    void answersWhoseEndIsToldComeOverOneConnection(String answer) throws IOException {
        try (RawServer server = says(answer);
                Endpoints endpoints = Endpoints.to(server.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(endpoints.ask("{}")).isEqualTo(new Heard.End(null, 200, "hello"));
            }
            assertThat(server.peers()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void answersWithoutBodyEndAtOnce(String answer) throws IOException {
        try (RawServer server = says(answer);
                Endpoints endpoints = Endpoints.to(server.port())) {
            for (int i = 0; i < 2; i++) {
                Heard.End end = endpoints.ask("{}");
                assertThat(end.fault()).isNull();
                assertThat(end.body()).isEmpty();
            }
            assertThat(server.peers()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.0 200 OK\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nconnection: x, close\r\ncontent-length: 5\r\n\r\nhello",
                "HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nhello"
            })
    void connectionsThatTheEndpointEndsAreNotUsedAgain(String answer) throws IOException {
        try (RawServer server = saysAndCloses(answer);
                Endpoints endpoints = Endpoints.to(server.port())) {
            for (int i = 0; i < 3; i++) {
                assertThat(endpoints.ask("{}")).isEqualTo(new Heard.End(null, 200, "hello"));
            }
            assertThat(server.peers()).hasSize(3);
        }
    }

    @ParameterizedTest
    @FieldSource("GARBAGE_HEADS")
    void answerThatIsInDoubtIsGarbageAndEndsTheConnection(String answer) throws IOException {
        assertGarbage(answer, 0);
    }

    @ParameterizedTest
    @FieldSource("GARBAGE_CHUNKS")
    void chunksThatAreInDoubtAreGarbageAndEndTheConnection(String chunks) throws IOException {
        assertGarbage(OK + "transfer-encoding: chunked\r\n\r\n" + chunks, 200);
    }

    private static void assertGarbage(String answer, int status) throws IOException {
        try (RawServer server = RawServer.start(peer -> {
                    peer.request();
                    peer.send(peer.number() == 0 ? answer : GOOD);
                    peer.awaitEnd();
                });
                Endpoints endpoints = Endpoints.to(server.port())) {
            Heard.End end = endpoints.ask("{}");

            assertThat(end.fault()).isNotNull();
            assertThat(end.fault().kind()).isEqualTo(FailureKind.GARBAGE);
            assertThat(end.status()).isEqualTo(status);
            await().atMost(LIMIT).until(() -> server.peers().getFirst().isOver());
            assertThat(endpoints.ask("{}").body()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
            })
    void answerThatIsCutIsBroken(String answer) throws IOException {
        try (RawServer server = saysAndCloses(answer);
                Endpoints endpoints = Endpoints.to(server.port())) {
            assertThat(endpoints.ask("{}").fault()).isEqualTo(UpstreamFault.BROKEN_OFF);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n"})
    void endBeforeTheHeadIsNoAnswer(String beginning) throws IOException {
        try (RawServer server = saysAndCloses(beginning);
                Endpoints endpoints = Endpoints.to(server.port())) {
            assertThat(endpoints.ask("{}").fault()).isEqualTo(UpstreamFault.UNANSWERED);
        }
    }

    @Test
    void bytesAfterAnAnswerAreNeverTakenForTheNext() throws IOException {
        String stolen = OK + "content-length: 6\r\n\r\nstolen";
        try (RawServer server = RawServer.start(peer -> {
                    peer.request();
                    peer.send(peer.number() == 0 ? GOOD + stolen : GOOD);
                    peer.awaitEnd();
                });
                Endpoints endpoints = Endpoints.to(server.port())) {
            assertThat(endpoints.ask("{}").body()).isEqualTo("hello");
            assertThat(endpoints.ask("{}").body()).isEqualTo("hello");
            await().atMost(LIMIT).until(() -> server.peers().getFirst().isOver());
        }
    }

    @Test
    void bytesThatNobodyAskedForEndAnIdleConnection() throws IOException {
        try (RawServer server = RawServer.start(peer -> {
                    peer.request();
                    peer.send(GOOD);
                    if (peer.number() == 0) {
                        peer.send(OK);
                    }
                    peer.awaitEnd();
                });
                Endpoints endpoints = Endpoints.to(server.port())) {
            assertThat(endpoints.ask("{}").body()).isEqualTo("hello");
            await().atMost(LIMIT).until(() -> server.peers().getFirst().isOver());
            assertThat(endpoints.ask("{}").body()).isEqualTo("hello");
        }
    }

    @Test
    void linesThatCouldBecomeTwoAreNeverSent() throws IOException {
        try (RawServer server = says(GOOD);
                Endpoints endpoints = Endpoints.to(server.port())) {
            assertThat(endpoints.ask("{}").body()).isEqualTo("hello");
            for (String value : new String[] {"a\r\nx: y", "a\nx: y", "a\0", "\u4e2d"}) {
                assertThat(endpoints.ask("{}", "x-odd", value).fault()).isEqualTo(UpstreamFault.UNFIT);
            }
            for (String name : new String[] {"x odd", "x:odd", "x\r\n", "\u00fc"}) {
                assertThat(endpoints.ask("{}", name, "a").fault()).isEqualTo(UpstreamFault.UNFIT);
            }
            assertThat(endpoints.ask("{}", "x-fine", "caf\u00e9\t!").body()).isEqualTo("hello");

            RawServer.Peer only = server.peers().getFirst();
            assertThat(server.peers()).hasSize(1);
            assertThat(only.requests()).hasSize(2);
            assertThat(only.requests().getLast())
                    .isEqualTo("POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:" + server.port()
                            + "\r\ncontent-length: 2\r\nx-fine: caf\u00e9\t!\r\n\r\n{}");
        }
    }
}

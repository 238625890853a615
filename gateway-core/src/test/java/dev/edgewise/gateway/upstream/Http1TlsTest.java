package dev.edgewise.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.support.RawServer;
import dev.edgewise.gateway.support.SelfSigned;
import dev.edgewise.routing.pool.FailureKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to an HTTP/1.1 endpoint: whom it trusts, and what a line that was cut means. */
class Http1TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder;

    /** Made once: keytool takes a second. */
    private static SelfSigned certificate;

    private static SSLContext serving;

    /** What is said once the line is secured. */
    @FunctionalInterface
    private interface Secured {
        void talk(SSLSocket secured, RawServer.Peer peer) throws IOException;
    }

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = SelfSigned.in(folder);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("localhost.p12"))) {
            keys.load(in, PASSWORD);
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        serving = SSLContext.getInstance("TLS");
        serving.init(managers.getKeyManagers(), null, null);
    }

    private static RawServer server(Secured script) {
        return RawServer.start(peer -> {
            var socket = (SSLSocket) serving.getSocketFactory().createSocket(peer.socket(), (InputStream) null, false);
            socket.startHandshake();
            // One request of a few bytes comes in one record.
            assertThat(socket.getInputStream().read(new byte[8192])).isPositive();
            script.talk(socket, peer);
        });
    }

    private static void say(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static Heard.End ask(RawServer server, String host, boolean trusting) {
        String ca = trusting ? certificate.cert().toString() : null;
        try (Endpoints endpoints = new Endpoints("https://" + host + ":" + server.port(), ca, Endpoints.BOUNDS)) {
            return endpoints.ask("{}");
        }
    }

    @Test
    void bodyThatTheEndOfTlsEndsIsWhole() throws IOException {
        try (RawServer server = server((socket, peer) -> {
            say(socket, "HTTP/1.1 200 OK\r\n\r\nhello");
            socket.close();
        })) {
            assertThat(ask(server, "127.0.0.1", true)).isEqualTo(new Heard.End(null, 200, "hello"));
            assertThat(ask(server, "localhost", true)).isEqualTo(new Heard.End(null, 200, "hello"));
        }
    }

    @Test
    void bodyThatTheEndOfTheLineEndsIsBroken() throws IOException {
        try (RawServer server = server((socket, peer) -> {
            say(socket, "HTTP/1.1 200 OK\r\n\r\nhello");
            peer.socket().close();
        })) {
            assertThat(ask(server, "127.0.0.1", true).fault()).isEqualTo(UpstreamFault.BROKEN_OFF);
        }
    }

    @Test
    void strangerIsNotTrusted() throws IOException {
        try (RawServer server = server((socket, peer) -> say(socket, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"))) {
            UpstreamFault fault = ask(server, "127.0.0.1", false).fault();

            assertThat(fault).isNotNull();
            assertThat(fault.kind()).isEqualTo(FailureKind.TLS);
            assertThat(fault.message()).isEqualTo(UpstreamFault.UNTRUSTED.message());
            assertThat(fault.cause()).contains("certification path");
            assertThat(fault.refusal().message()).doesNotContain("certification path");
        }
    }
}

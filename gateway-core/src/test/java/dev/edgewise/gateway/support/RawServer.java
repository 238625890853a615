package dev.edgewise.gateway.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A server that says exactly what a test wants, byte by byte, on each of its connections. */
public final class RawServer implements AutoCloseable {
    /** Longest wait for a byte. */
    private static final int WAIT_MILLIS = 20_000;

    /** What is said on one connection; it is closed when this returns. */
    @FunctionalInterface
    public interface Script {
        void talk(Peer peer) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();

    private RawServer(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    public static RawServer start(Script script) {
        try {
            return new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Connections so far. */
    public List<Peer> peers() {
        return List.copyOf(peers);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Peer peer : peers) {
            peer.socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                var peer = new Peer(server.accept(), peers.size());
                peers.add(peer);
                Thread.ofVirtual().start(() -> talk(peer));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void talk(Peer peer) {
        try (Socket _ = peer.socket) {
            script.talk(peer);
        } catch (IOException ended) {
            peer.over = true;
        }
    }

    /** One connection. */
    public static final class Peer {
        private final Socket socket;
        private final InputStream in;
        private final int number;
        private final List<String> requests = new CopyOnWriteArrayList<>();
        private volatile boolean over;

        private Peer(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.number = number;
            socket.setSoTimeout(WAIT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        /** The connections before this one. */
        public int number() {
            return number;
        }

        public Socket socket() {
            return socket;
        }

        /** Every request so far, head and body. */
        public List<String> requests() {
            return List.copyOf(requests);
        }

        /** Whether the other side has ended the connection. */
        public boolean isOver() {
            return over;
        }

        /** Sends the text as Latin-1. */
        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Reads one request; null at the connection's end. */
        public @Nullable String request() throws IOException {
            var read = new ByteArrayOutputStream();
            while (!read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    over = true;
                    return null;
                }
                read.write(next);
            }
            String head = read.toString(StandardCharsets.ISO_8859_1);
            int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
            String whole = head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            requests.add(whole);
            return whole;
        }

        /** Waits until the other side ends the connection. */
        public void awaitEnd() throws IOException {
            try {
                while (in.read() >= 0) {
                    // What is sent no longer matters.
                }
            } finally {
                over = true;
            }
        }
    }
}

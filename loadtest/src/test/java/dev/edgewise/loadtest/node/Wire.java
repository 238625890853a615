package dev.edgewise.loadtest.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A bare connection to a node, for what no HTTP client would send or do. */
final class Wire implements AutoCloseable {
    private final Socket socket;

    private Wire(Socket socket) {
        this.socket = socket;
    }

    static Wire to(TestNode node) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Client.LIMIT.toMillis());
        return new Wire(socket);
    }

    /** What came until the end. */
    record Seen(String text, boolean reset) {}

    /** A chat request in HTTP/1.1. */
    static String chat(String body, String... lines) {
        return post("/v1/chat/completions", body, lines);
    }

    /** The same to another path. */
    static String post(String path, String body, String... lines) {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: h\r\n");
        for (String line : lines) {
            head.append(line).append("\r\n");
        }
        return head + "Content-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    Wire send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Reads until {@code text} has come; returns all that was read. */
    String readUntil(String text) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        while (!read.toString(StandardCharsets.UTF_8).contains(text)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended before '" + text + "': " + read.toString(StandardCharsets.UTF_8));
            }
            read.write(next);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    /** Reads until the other side closes, then closes. */
    Seen readToEnd() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (socket) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                read.write(buffer, 0, length);
            }
            return new Seen(read.toString(StandardCharsets.UTF_8), false);
        } catch (IOException e) {
            return new Seen(read.toString(StandardCharsets.UTF_8), true);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

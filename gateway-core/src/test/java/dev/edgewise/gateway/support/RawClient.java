package dev.edgewise.gateway.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes any bytes to a server and reads its HTTP/1.1 replies; every read waits at most {@link #WAIT_MILLIS}. */
public final class RawClient implements AutoCloseable {
    /** Longest wait for a byte. */
    public static final int WAIT_MILLIS = 10_000;

    /** One reply; header names in lower case. */
    public record Reply(int status, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawClient to(int port) {
        return to(port, 0);
    }

    /** @param receiveBytes size of the receive buffer, 0 for the system's own */
    public static RawClient to(int port, int receiveBytes) {
        try {
            var socket = new Socket();
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(WAIT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WAIT_MILLIS);
            return new RawClient(socket);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A client over a socket that the caller opened, such as one with TLS. */
    public static RawClient over(Socket socket) {
        try {
            socket.setSoTimeout(WAIT_MILLIS);
            return new RawClient(socket);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends the text as Latin-1; a server that has closed already is no error. */
    public RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (SocketException closed) {
            // What the server said before is still to be read.
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return this;
    }

    /** The next reply, or null when the server closed or reset the connection in its place. */
    public @Nullable Reply reply() {
        try {
            String line = line();
            if (line == null) {
                return null;
            }
            int status = Integer.parseInt(line, "HTTP/1.1 ".length(), "HTTP/1.1 200".length(), 10);
            Map<String, String> headers = new TreeMap<>();
            for (String header = line(); header != null && !header.isEmpty(); header = line()) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            return new Reply(status, headers, body(status, headers));
        } catch (SocketException reset) {
            return null;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The next byte, or -1 when the server closed or reset the connection. */
    public int read() {
        try {
            return in.read();
        } catch (SocketException reset) {
            return -1;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Exactly this many bytes, or null when the connection ended before. */
    public byte @Nullable [] read(int bytes) {
        try {
            byte[] read = in.readNBytes(bytes);
            return read.length == bytes ? read : null;
        } catch (SocketException reset) {
            return null;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether the server ends the connection without another byte. */
    public boolean ends() {
        return read() == -1;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String body(int status, Map<String, String> headers) throws IOException {
        if (status < 200 || status == 204 || status == 304) {
            return "";
        }
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            var all = new ByteArrayOutputStream();
            while (true) {
                int length = Integer.parseInt(String.valueOf(line()), 16);
                all.write(in.readNBytes(length));
                line();
                if (length == 0) {
                    return all.toString(StandardCharsets.UTF_8);
                }
            }
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private @Nullable String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }
}

package dev.edgewise.gateway.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A central endpoint on plain sockets that sends the first bytes of an answer, as many as the question {@code cut N of A} asks
 * for, and closes the connection.
 */
public final class CutOffServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");
    private static final Pattern CUT = Pattern.compile("cut (\\d+) of (\\d+)");

    private final List<Answer> answers;
    private final ServerSocket listening;
    private final Set<String> cuts = ConcurrentHashMap.newKeySet();

    /**
     * What is sent.
     *
     * @param text all of it
     * @param resets whether a cut behind an odd number of bytes is a reset
     */
    public record Answer(String text, boolean resets) {}

    /** @param answers named by their numbers */
    public CutOffServer(List<Answer> answers) throws IOException {
        this.answers = List.copyOf(answers);
        this.listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    /** How many cuts of an answer were asked for so far. */
    public long cuts(int answer) {
        return cuts.stream().filter(cut -> cut.endsWith(" of " + answer)).count();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String request = read(socket.getInputStream());
            Matcher asked = CUT.matcher(request);
            if (!asked.find()) {
                // A probe of the node's.
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                                .getBytes(ISO_8859_1));
                return;
            }
            Answer answer = answers.get(Integer.parseInt(asked.group(2)));
            byte[] all = answer.text.getBytes(ISO_8859_1);
            int bytes = Math.min(Integer.parseInt(asked.group(1)), all.length);
            cuts.add(asked.group());
            socket.getOutputStream().write(all, 0, bytes);
            if (answer.resets && bytes % 2 == 1 && bytes < all.length) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException gone) {
            // The node gave up on it first.
        }
    }

    private static String read(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        int length = -1;
        int bodyAt = -1;
        int next;
        while ((bodyAt < 0 || text.length() < bodyAt + length) && (next = in.read()) >= 0) {
            text.append((char) next);
            if (bodyAt < 0 && text.indexOf("\r\n\r\n", Math.max(0, text.length() - 4)) >= 0) {
                bodyAt = text.length();
                Matcher announced = LENGTH.matcher(text);
                length = announced.find() ? Integer.parseInt(announced.group(1)) : 0;
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}

package dev.edgewise.gateway.cache;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.TestNode;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a repeated batch costs that is kept by its items, beside the same one kept whole, in turns; it neither passes nor fails by
 * time. {@code ./mvnw test -Pbench -pl gateway-core -am -Dtest=ItemsBench} runs it.
 */
@Tag("bench")
class ItemsBench {
    private static final int ROUNDS = 7;
    private static final int REQUESTS = 40;
    private static final int DIMENSIONS = 1_024;

    @Test
    void aRepeatedBatchByItsItemsAndWhole() throws Exception {
        try (var centre = new ItemCentre()) {
            centre.embedsIn(DIMENSIONS);
            try (var items = TestNode.before(centre.upstream(), "cache: {items: true}\n", NodeClock.system());
                    var whole = TestNode.before(centre.upstream(), "cache: {items: false}\n", NodeClock.system());
                    var one = new Socket(InetAddress.getLoopbackAddress(), items.port());
                    var other = new Socket(InetAddress.getLoopbackAddress(), whole.port())) {
                for (int count : new int[] {10, 100}) {
                    byte[] body = request(count);
                    // No two have the same bytes: none is found by its unread body.
                    compare(count + " items, other blanks each time", one, other, body, true);
                    compare(count + " items, the same bytes", one, other, body, false);
                }
            }
        }
    }

    private static void compare(String what, Socket items, Socket whole, byte[] body, boolean fresh) throws Exception {
        double[] byItems = new double[ROUNDS];
        double[] asOne = new double[ROUNDS];
        int bytes = 0;
        // The first rounds are for the compiler.
        for (int round = -3; round < ROUNDS; round++) {
            double[] first = new double[REQUESTS];
            double[] second = new double[REQUESTS];
            for (int i = 0; i < REQUESTS; i++) {
                byte[] sent = fresh ? padded(body, (round + 3) * REQUESTS + i) : body;
                long t0 = System.nanoTime();
                bytes = ask(items, sent);
                long t1 = System.nanoTime();
                ask(whole, sent);
                long t2 = System.nanoTime();
                first[i] = (t1 - t0) / 1e6;
                second[i] = (t2 - t1) / 1e6;
            }
            if (round >= 0) {
                byItems[round] = median(first);
                asOne[round] = median(second);
            }
        }
        double mine = median(byItems);
        double theirs = median(asOne);
        System.out.println(String.format(
                Locale.ROOT,
                "BENCH %-40s %9d bytes: by items %7.2f ms, whole %7.2f ms, ratio %.2f",
                what,
                bytes,
                mine,
                theirs,
                mine / theirs));
    }

    private static byte[] padded(byte[] body, int blanks) {
        byte[] padded = Arrays.copyOf(body, body.length + 1_000);
        Arrays.fill(padded, body.length, padded.length, (byte) ' ');
        for (int bit = 0; bit < 12; bit++) {
            padded[body.length + bit] = (byte) ((blanks >> bit & 1) == 0 ? ' ' : '\n');
        }
        return padded;
    }

    private static double median(double[] of) {
        double[] sorted = of.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static byte[] request(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"text number " + i + " of " + count + ", about as long as a short question is\"")
                .collect(Collectors.joining(",", "{\"model\":\"chat-small\",\"input\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static int ask(Socket socket, byte[] body) throws Exception {
        OutputStream out = socket.getOutputStream();
        byte[] head = ("POST /v1/embeddings HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        out.write(all);
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[1 << 16];
        int have = 0;
        int headEnd = -1;
        while (headEnd < 0) {
            have += in.read(buffer, have, buffer.length - have);
            headEnd = new String(buffer, 0, have, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        }
        String heads = new String(buffer, 0, headEnd, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (!heads.startsWith("http/1.1 200")) {
            throw new IllegalStateException(heads);
        }
        int at = heads.indexOf("content-length: ");
        if (at < 0) {
            throw new IllegalStateException(heads);
        }
        int end = heads.indexOf("\r", at);
        int length = Integer.parseInt(heads.substring(at + 16, end < 0 ? heads.length() : end));
        int left = length - (have - headEnd - 4);
        while (left > 0) {
            left -= in.read(buffer, 0, Math.min(left, buffer.length));
        }
        return length;
    }
}

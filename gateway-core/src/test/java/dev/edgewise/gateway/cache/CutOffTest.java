package dev.edgewise.gateway.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import dev.edgewise.gateway.support.CutOffServer;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The centre dies at every byte of its answer: nothing that is not whole is stored, or served as if it were. */
class CutOffTest {
    private static final int CALLERS = 8;
    private static final String JSON = Centre.json("whole");
    private static final String EVENTS = Centre.events("whole");

    /** How the centre sends its answer, which is plain ASCII. */
    enum Way {
        JSON_OF_KNOWN_LENGTH(false, head("application/json", "Content-Length: " + JSON.length()) + JSON),
        JSON_TO_THE_END(false, head("application/json", "Connection: close") + JSON),
        EVENTS_IN_CHUNKS(true, head("text/event-stream", "Transfer-Encoding: chunked") + chunked(EVENTS)),
        EVENTS_TO_THE_END(true, head("text/event-stream", "Connection: close") + EVENTS);

        private final boolean stream;
        private final String answer;

        Way(boolean stream, String answer) {
            this.stream = stream;
            this.answer = answer;
        }

        private static String head(String type, String more) {
            return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + more + "\r\n\r\n";
        }

        private static String chunked(String text) {
            StringBuilder chunks = new StringBuilder();
            for (String event : text.split("(?<=\n\n)", -1)) {
                if (!event.isEmpty()) {
                    chunks.append(Integer.toHexString(event.length()))
                            .append("\r\n")
                            .append(event)
                            .append("\r\n");
                }
            }
            return chunks.append("0\r\n\r\n").toString();
        }

        /** Whether the bytes up to there hold all of the answer, so that only the end of the transfer is missing. */
        boolean holdsAllOf(int bytes) {
            return answer.substring(0, bytes).contains(stream ? "[DONE]" : JSON);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingPartialIsStoredOrServedAsWhole(Way way) throws IOException {
        var wrong = new ConcurrentLinkedQueue<String>();
        try (CutOffServer server = new CutOffServer(way.answer.getBytes(US_ASCII));
                CacheNode node = CacheNode.before(server.url())) {
            try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
                for (int bytes = 0; bytes < way.answer.length(); bytes++) {
                    int cut = bytes;
                    callers.execute(() -> check(way, node, cut, wrong));
                }
            }
            assertThat(wrong).isEmpty();
            assertThat(server.cuts()).as("every byte was tried").hasSize(way.answer.length());
            Answer whole = ask(way, node, way.answer.length());
            assertThat(whole.status()).as(whole.body()).isEqualTo(200);
            assertThat(stored(way, node, way.answer.length()).status()).isEqualTo(200);
        }
    }

    private static void check(Way way, CacheNode node, int cut, ConcurrentLinkedQueue<String> wrong) {
        try {
            Answer served = ask(way, node, cut);
            Answer stored = stored(way, node, cut);
            boolean admitted = served.status() >= 500 || served.body().contains("\"error\"");
            if (!admitted && !way.holdsAllOf(cut)) {
                wrong.add(cut + " was served as whole: " + served.body());
            }
            if (stored.status() != 504 && !(way.holdsAllOf(cut) && stored.body().contains("\"whole\""))) {
                wrong.add(cut + " was stored: " + stored.body());
            }
        } catch (RuntimeException broken) {
            wrong.add(cut + " had no answer: " + broken);
        }
    }

    private static Answer ask(Way way, CacheNode node, int cut) {
        return way.stream ? node.stream("cut " + cut) : node.ask("cut " + cut);
    }

    private static Answer stored(Way way, CacheNode node, int cut) {
        return way.stream
                ? node.stream("cut " + cut, "Cache-Control", "only-if-cached")
                : node.ask("cut " + cut, "Cache-Control", "only-if-cached");
    }
}

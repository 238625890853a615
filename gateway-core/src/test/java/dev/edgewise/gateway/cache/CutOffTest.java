package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import dev.edgewise.gateway.support.CutOffServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The centre dies at every byte of its answer: nothing that is not whole is stored, or served as if it were. */
class CutOffTest {
    private static final int CALLERS = 8;

    private static final String CHAT = "/v1/chat/completions";
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}";
    private static final String TEXT =
            "{\"id\":\"c\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[%s],%s}";
    private static final String TEXTS = "{\"text\":\"whole\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}";

    /** How the end of an answer is told. */
    enum End {
        KNOWN_LENGTH {
            @Override
            String answer(String type, List<String> pieces) {
                String body = String.join("", pieces);
                return head(type, "Content-Length: " + body.length()) + body;
            }
        },
        CHUNKS {
            @Override
            String answer(String type, List<String> pieces) {
                StringBuilder chunks = new StringBuilder(head(type, "Transfer-Encoding: chunked"));
                for (String piece : pieces) {
                    chunks.append(Integer.toHexString(piece.length()))
                            .append("\r\n")
                            .append(piece)
                            .append("\r\n");
                }
                return chunks.append("0\r\n\r\n").toString();
            }
        },
        CLOSED_CONNECTION {
            @Override
            String answer(String type, List<String> pieces) {
                return head(type, "Connection: close") + String.join("", pieces);
            }
        };

        abstract String answer(String type, List<String> pieces);

        private static String head(String type, String more) {
            return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n" + more + "\r\n\r\n";
        }
    }

    /**
     * One way to ask, and to be answered.
     *
     * @param request what is asked, with {@code %s} for the question
     * @param whole what an answer has only when it is all there
     * @param answer the answer, which is plain ASCII
     */
    record Way(String name, String path, String request, String whole, End end, String answer) {
        static Way json(String path, String request, String body, End end) {
            // A chunk ends within the answer, and one behind an object in it.
            int first = body.length() / 3;
            int second = body.lastIndexOf('}', body.length() - 2) + 1;
            List<String> pieces = Stream.of(
                            body.substring(0, first), body.substring(first, second), body.substring(second))
                    .filter(piece -> !piece.isEmpty())
                    .toList();
            return new Way(path + " JSON " + end, path, request, body, end, end.answer("application/json", pieces));
        }

        static Way events(String path, String request, String events, End end) {
            List<String> pieces = Stream.of(events.split("(?<=\n\n)", -1))
                    .filter(event -> !event.isEmpty())
                    .toList();
            return new Way(
                    path + " events " + end, path, request, "[DONE]", end, end.answer("text/event-stream", pieces));
        }

        /** Whether the bytes up to there hold all of the answer, so that only the end of the transfer is missing. */
        boolean holdsAllOf(int bytes) {
            return answer.substring(0, bytes).contains(whole);
        }

        /** Where it is cut: at every byte, but for heads, which are alike. */
        IntStream cuts() {
            int from = path.equals(CHAT) ? 0 : answer.indexOf("\r\n\r\n") + 3;
            return IntStream.range(from, answer.length());
        }

        Answer ask(int cut, String... headers) {
            return node.send("POST", path, request.formatted("cut " + cut + " of " + WAYS.indexOf(this)), headers);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Way> WAYS = ways();
    private static CutOffServer server;
    private static CacheNode node;

    @BeforeAll
    static void start() throws IOException {
        // Without a length a clean end of the connection is the cut that is hard to tell.
        server = new CutOffServer(WAYS.stream()
                .map(way -> new CutOffServer.Answer(way.answer, way.end != End.CLOSED_CONNECTION))
                .toList());
        node = CacheNode.before(server.url());
    }

    @AfterAll
    static void stop() throws IOException {
        node.close();
        server.close();
    }

    private static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        String chat = CacheNode.body("%s", "");
        String chatStream = CacheNode.body("%s", ",\"stream\":true");
        String text = "{\"model\":\"chat-small\",\"temperature\":0,\"prompt\":\"%s\"}";
        String textStream = "{\"model\":\"chat-small\",\"temperature\":0,\"stream\":true,\"prompt\":\"%s\"}";
        String input = "{\"model\":\"chat-small\",\"input\":\"%s\"}";
        for (End end : End.values()) {
            ways.add(Way.json(CHAT, chat, Centre.json("whole"), end));
            ways.add(Way.events(CHAT, chatStream, Centre.events("whole"), end));
            ways.add(Way.json("/v1/completions", text, TEXT.formatted(TEXTS, USAGE), end));
            ways.add(Way.events("/v1/completions", textStream, textEvents(), end));
            ways.add(Way.json(
                    "/v1/embeddings",
                    input,
                    "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.25,-0.5]}],"
                            + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}",
                    end));
            ways.add(Way.json(
                    "/v1/moderations",
                    input,
                    "{\"id\":\"m\",\"model\":\"m\",\"results\":[{\"flagged\":false,\"categories\":{\"hate\":false},"
                            + "\"category_scores\":{\"hate\":0.1}}]}",
                    end));
            ways.add(Way.json(
                    "/v1/rerank",
                    "{\"model\":\"chat-small\",\"query\":\"%s\",\"documents\":[\"a\",\"b\"]}",
                    "{\"id\":\"r\",\"results\":[{\"index\":1,\"relevance_score\":0.9},{\"index\":0,\"relevance_score\":0.1}]}",
                    end));
            ways.add(Way.json(
                    "/v1/classify",
                    input,
                    "{\"object\":\"list\",\"model\":\"m\",\"data\":[{\"index\":0,\"label\":\"a\",\"probs\":[0.9,0.1]}],"
                            + "\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}",
                    end));
        }
        return ways;
    }

    private static String textEvents() {
        String usage = "\"usage\":null";
        return "data: " + TEXT.formatted(TEXTS.replace("\"stop\"", "null"), usage) + "\n\n" + "data: "
                + TEXT.formatted(TEXTS.replace("whole", ""), usage) + "\n\n" + "data: [DONE]\n\n";
    }

    @ParameterizedTest
    @FieldSource("WAYS")
    void nothingPartialIsStoredOrServedAsWhole(Way way) {
        var wrong = new ConcurrentLinkedQueue<String>();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            way.cuts().forEach(cut -> callers.execute(() -> check(way, cut, wrong)));
        }
        assertThat(wrong).isEmpty();
        assertThat(server.cuts(WAYS.indexOf(way)))
                .as("every byte was tried")
                .isEqualTo(way.cuts().count());
        Answer whole = way.ask(way.answer.length());
        assertThat(whole.status()).as(whole.body()).isEqualTo(200);
        assertThat(way.ask(way.answer.length(), "Cache-Control", "only-if-cached")
                        .status())
                .isEqualTo(200);
    }

    private static void check(Way way, int cut, ConcurrentLinkedQueue<String> wrong) {
        try {
            Answer served = way.ask(cut);
            Answer stored = way.ask(cut, "Cache-Control", "only-if-cached");
            boolean admitted = served.status() >= 500 || served.body().contains("\"error\"");
            if (!admitted && !way.holdsAllOf(cut)) {
                wrong.add(cut + " was served as whole: " + served.body());
            }
            if (stored.status() != 504 && !(way.holdsAllOf(cut) && stored.body().contains(way.whole))) {
                wrong.add(cut + " was stored: " + stored.body());
            }
        } catch (RuntimeException broken) {
            wrong.add(cut + " had no answer: " + broken);
        }
    }
}

package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of the operator's own, on a whole node. */
class PinnedNodeTest {
    private static final String HOURS = """
            pinned:
              - id: hours
                questions: ["When do you open?", "언제 열어요?"]
                answer: At nine.
              - id: seoul
                questions: ["Where is your shop?"]
                answer: In Jongno.
                regions: [KR]
            """;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Upstream upstream = Upstream.start();
    private TestNode node;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("hours.yaml"), HOURS);
        node = TestNode.before(
                upstream,
                "geo: {trust: [{peers: ['127.0.0.1/32'], header: X-Country}]}\ncache: {pinned: ['" + file + "']}\n",
                NodeClock.system());
    }

    @AfterEach
    void end() {
        node.close();
        upstream.close();
        client.close();
    }

    @Test
    void a_question_of_the_file_gets_its_answer_and_the_centre_sees_nothing() throws Exception {
        HttpResponse<String> answer = ask(chat("when do you open", ""));

        assertThat(answer.headers().firstValue("edge-served-by")).hasValue("pinned");
        assertThat(answer.headers().firstValue("edge-why")).hasValue("pinned");
        assertThat(answer.headers().firstValue("edge-policy")).hasValue("hours");
        assertThat(answer.headers().firstValue("cache-status")).hasValue("edgewise; hit; detail=pinned");
        assertThat(answer.body()).contains("At nine.");
        assertThat(upstream.seen()).isEmpty();
    }

    @Test
    void it_comes_as_events_when_they_are_asked_for() throws Exception {
        HttpResponse<String> answer = ask(chat("언제 열어요?", ",\"stream\":true"));

        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        assertThat(answer.body()).contains("At nine.").endsWith("data: [DONE]\n\n");
    }

    @Test
    void the_same_words_within_a_conversation_are_for_the_model() throws Exception {
        String body = """
                {"model":"chat-small","messages":[{"role":"user","content":"Tell me of the museum."},
                {"role":"assistant","content":"It is old."},{"role":"user","content":"When do you open?"}]}""";

        assertThat(served(ask(body))).isEqualTo("central");
    }

    @Test
    void a_wish_for_several_answers_or_for_json_is_for_the_model() throws Exception {
        assertThat(served(ask(chat("When do you open?", ",\"n\":2")))).isEqualTo("central");
        assertThat(served(ask(chat("When do you open?", ",\"response_format\":{\"type\":\"json_object\"}"))))
                .isEqualTo("central");
    }

    @Test
    void what_was_stored_before_gives_way_to_an_answer_that_is_pinned_and_comes_back_after() throws Exception {
        String parking = chat("Where can I park?", ",\"temperature\":0");
        ask(parking);
        assertThat(served(ask(parking))).isEqualTo("cache-exact");

        assertThat(admin("pin", """
                {"name":"parking.yaml","yaml":"pinned: [{id: park, questions: ['Where can I park?'], answer: Behind.}]"}""")).contains("\"pinned\":3");
        assertThat(served(ask(parking))).isEqualTo("pinned");

        assertThat(admin("unpin", "{\"name\":\"parking.yaml\"}")).contains("\"pinned\":2");
        assertThat(served(ask(parking))).isEqualTo("cache-exact");
    }

    @Test
    void what_one_caller_got_who_wanted_nothing_kept_is_not_what_others_get_in_place_of_the_pinned() throws Exception {
        String hours = chat("When do you open?", ",\"temperature\":0");

        assertThat(served(ask(hours, "Cache-Control", "no-cache"))).isEqualTo("central");
        assertThat(served(ask(hours))).isEqualTo("pinned");
        assertThat(served(ask(hours, "Edge-Cache", "exact"))).isEqualTo("pinned");
    }

    @Test
    void what_a_caller_elsewhere_got_is_not_what_callers_of_the_region_get_in_place_of_the_pinned() throws Exception {
        String shop = chat("Where is your shop?", ",\"temperature\":0");

        assertThat(served(ask(shop, "X-Country", "US"))).isEqualTo("central");
        assertThat(served(ask(shop, "X-Country", "KR"))).isEqualTo("pinned");
        assertThat(served(ask(shop, "X-Country", "US"))).isEqualTo("cache-exact");
    }

    @Test
    void a_bad_file_is_refused_with_its_place_and_changes_nothing() throws Exception {
        assertThat(admin("pin", """
                {"name":"more.yaml","yaml":"pinned:\\n  - id: hours\\n    questions: [a]\\n    answer: b\\n"}""")).contains("more.yaml:2:", "is the id of another one");
        assertThat(admin("pin", """
                {"name":"near.yaml","yaml":"pinned: [{id: near, questions: [a], answer: b, min_similarity: 0.9}]"}""")).contains("near.yaml:1:", "counts with 'match: semantic' only");
        assertThat(admin("pin", "{\"name\":\"many.yaml\",\"yaml\":\"" + many(2_001) + "\"}"))
                .contains("there would be 2001 questions of answers with match: semantic");
        assertThat(admin("pin", "{\"name\":\"more.yaml\",\"yaml\":\"pined: []\"}"))
                .contains("pinned");
        assertThat(admin("pin", "{\"name\":\"../more.yaml\",\"yaml\":\"pinned: []\"}"))
                .contains("must be a file's name");
        assertThat(served(ask(chat("When do you open?", "")))).isEqualTo("pinned");
    }

    /** So many questions, in answers of a thousand each, in one line. */
    private static String many(int count) {
        var yaml = new StringBuilder("pinned: [");
        for (int from = 0; from < count; from += 1_000) {
            String questions = IntStream.range(from, Math.min(count, from + 1_000))
                    .mapToObj(i -> "q" + i)
                    .collect(Collectors.joining(","));
            yaml.append("{id: a").append(from).append(", questions: [").append(questions);
            yaml.append("], answer: b, match: semantic},");
        }
        return yaml.append("]").toString();
    }

    private String admin(String action, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.node().adminPort() + "/admin/v1/cache/" + action))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private HttpResponse<String> ask(String body, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/v1/chat/completions"))
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String chat(String question, String more) {
        return "{\"model\":\"chat-small\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]" + more
                + "}";
    }

    private static String served(HttpResponse<String> answer) {
        return answer.headers().firstValue("edge-served-by").orElse("");
    }
}

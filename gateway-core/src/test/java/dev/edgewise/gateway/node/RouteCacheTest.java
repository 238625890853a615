package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code routes[].cache} does to a model's answers. */
class RouteCacheTest {
    private static final String SAMPLED = chat("");
    private static final String SURE = chat(",\"temperature\":0");
    private static final String STREAMED = chat(",\"temperature\":0,\"stream\":true");
    private static final String NOT_KEPT = "edgewise; fwd=bypass; detail=route";

    @TempDir
    Path folder;

    private Centre centre;
    private TestNode node;

    @BeforeEach
    void start() {
        centre = new Centre();
        node = TestNode.start(folder, yaml(""));
    }

    @AfterEach
    void stop() {
        node.close();
        centre.close();
    }

    private static String chat(String more) {
        return "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + more + "}";
    }

    private String yaml(String more) {
        return TestNode.LISTEN + centre.yaml() + more;
    }

    private void route(String cache) {
        reload(yaml("routes: [{match: {model: chat}, cache: " + cache + "}]\n"));
    }

    private void reload(String yaml) {
        node.rewrite(yaml);
        assertThat(node.post("/admin/v1/config/reload", "").body()).contains("\"applied\"");
    }

    private HttpResponse<String> ask(String body, String... headers) {
        var request = node.data("/v1/chat/completions").POST(BodyPublishers.ofString(body));
        return node.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static String servedBy(HttpResponse<String> response) {
        return response.headers().firstValue("edge-served-by").orElse("");
    }

    private static String status(HttpResponse<String> response) {
        return response.headers().firstValue("cache-status").orElse("");
    }

    @Test
    void sampled_answers_of_a_route_that_says_reuse_are_stored_and_reused() {
        assertThat(servedBy(ask(SAMPLED))).isEqualTo("central");
        assertThat(status(ask(SAMPLED))).isEqualTo("edgewise; fwd=bypass");

        route("reuse");
        assertThat(status(ask(SAMPLED))).isEqualTo("edgewise; fwd=miss; stored");
        assertThat(servedBy(ask(SAMPLED))).isEqualTo("cache-exact");
        assertThat(servedBy(ask(chat(",\"stream\":true")))).isEqualTo("cache-exact");
        assertThat(servedBy(ask(chat(",\"n\":2")))).isEqualTo("central");
        assertThat(status(ask(SAMPLED, "Edge-Cache", "off"))).isEqualTo("edgewise; fwd=bypass");
    }

    @Test
    void a_route_that_no_longer_says_reuse_sends_no_sampled_answer_that_it_stored() {
        route("reuse");
        ask(SAMPLED);
        assertThat(servedBy(ask(SAMPLED))).isEqualTo("cache-exact");

        reload(yaml(""));
        assertThat(status(ask(SAMPLED))).isEqualTo("edgewise; fwd=bypass");
        assertThat(servedBy(ask(SURE))).isEqualTo("central");
    }

    @Test
    void a_route_that_says_never_neither_stores_nor_reads_whatever_the_request_asks_for() {
        route("never");
        for (String[] headers : new String[][] {{}, {"Edge-Cache", "exact"}, {"Cache-Control", "max-age=60"}}) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> answer = ask(SURE, headers);
                assertThat(servedBy(answer)).isEqualTo("central");
                assertThat(status(answer)).isEqualTo(NOT_KEPT);
                assertThat(answer.headers().firstValue("etag")).isEmpty();
            }
        }
        assertThat(ask(SURE, "Cache-Control", "only-if-cached").statusCode()).isEqualTo(504);
        assertThat(node.get("/admin/v1/cache/entries").body()).contains("\"entries\":[]");
    }

    @Test
    void what_was_stored_before_a_route_said_never_is_not_sent() {
        ask(SURE);
        assertThat(servedBy(ask(SURE))).isEqualTo("cache-exact");

        route("never");
        assertThat(status(ask(SURE))).isEqualTo(NOT_KEPT);
        // Another wording of the body, which no key over the unread one finds.
        assertThat(status(ask(chat(" , \"temperature\": 0.0")))).isEqualTo(NOT_KEPT);

        reload(yaml(""));
        assertThat(servedBy(ask(SURE))).isEqualTo("cache-exact");
    }

    @Test
    void explaining_on_a_running_node_tells_that_the_route_forbids_it() {
        route("never");

        assertThat(node.post("/admin/v1/cache/explain", "{\"request\":" + SURE + "}")
                        .body())
                .contains("\"not_reused\":\"routes[].cache is never for this model\"");
    }

    @Test
    void requests_of_a_route_that_says_never_do_not_share_an_answer_under_way() {
        route("never");
        try (var client = HttpClient.newHttpClient()) {
            var answers = Stream.generate(() -> client.sendAsync(
                            node.data("/v1/chat/completions")
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .POST(BodyPublishers.ofString(STREAMED))
                                    .build(),
                            BodyHandlers.ofString()))
                    .limit(2)
                    .toList();
            await().until(() -> centre.open() == 2);
            centre.finish();

            assertThat(answers.stream().map(CompletableFuture::join))
                    .allMatch(answer -> servedBy(answer).equals("central"))
                    .allMatch(answer -> status(answer).equals(NOT_KEPT));
        }
    }

    @Test
    void an_answer_of_the_operators_own_is_sent_on_a_route_that_says_never() throws Exception {
        Files.writeString(folder.resolve("pinned.yaml"), "pinned: [{id: hi, questions: [hi], answer: Hello.}]\n");
        reload(yaml("cache: {pinned: [pinned.yaml]}\nroutes: [{match: {model: chat}, cache: never}]\n"));

        assertThat(servedBy(ask(SURE))).isEqualTo("pinned");
        assertThat(status(ask(SURE, "Cache-Control", "no-cache"))).isEqualTo(NOT_KEPT);
    }
}

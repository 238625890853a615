package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code QUERY}, the safe twin of {@code POST} (RFC 10008). */
class QueryMethodTest {
    private static final String JSON = "application/json";
    private static Centre centre;
    private static CacheNode node;

    @BeforeAll
    static void start() {
        centre = new Centre();
        node = new CacheNode(centre, "");
    }

    @AfterAll
    static void stop() {
        node.close();
        centre.close();
    }

    private static Answer query(String path, String body) {
        return node.send("QUERY", path, body, "Content-Type", JSON);
    }

    @Test
    void aQueryAndAPostShareTheirAnswers() {
        String body = CacheNode.body("shared", "");
        Answer first = query("/v1/chat/completions", body);
        Answer second = query("/v1/chat/completions", body);

        assertThat(first.brief()).isEqualTo("central 1");
        assertThat(first.header("accept-query")).isEqualTo(JSON);
        assertThat(centre.upstream().seen().getLast().method()).isEqualTo("POST");
        assertThat(second.brief()).isEqualTo("cache-exact 1");
        assertThat(node.ask("shared").brief()).isEqualTo("cache-exact 1");
        assertThat(node.send(
                                "QUERY",
                                "/v1/chat/completions",
                                body,
                                "Content-Type",
                                JSON,
                                "If-None-Match",
                                second.header("etag"))
                        .status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/classify", "/v1/rerank"})
    void everyPathThatIsAskedByPostTakesIt(String path) {
        assertThat(query(path, "{\"model\":\"none\"}").status()).isEqualTo(404);
        Answer wrong = node.send("GET", path, "");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.header("allow")).isEqualTo("POST, QUERY");
        assertThat(wrong.header("accept-query")).isEqualTo(JSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions|POST, QUERY|application/json",
                "/v1/models|GET, HEAD|''",
                "/v2/models/m/infer|POST, QUERY|application/json, application/octet-stream",
                "/v2/repository/models/m/load|POST|''"
            })
    void optionsNamesWhatAPathTakes(String path, String allow, String acceptQuery) {
        Answer told = node.send("OPTIONS", path, "");

        assertThat(told.status()).isEqualTo(204);
        assertThat(told.header("allow")).isEqualTo(allow);
        assertThat(told.header("accept-query")).isEqualTo(acceptQuery);
    }

    @Test
    void whatChangesSomethingIsNotAQuery() {
        assertThat(query("/v2/repository/models/m/load", "{}").status()).isEqualTo(405);
    }

    @Test
    void aBodyWhoseTypeIsNotSaidIsNotGuessed() {
        String body = CacheNode.body("typed", "");

        Answer untyped = node.send("QUERY", "/v1/chat/completions", body);
        assertThat(untyped.status()).isEqualTo(400);
        assertThat(untyped.body()).contains("missing_content_type");
        Answer foreign = node.send("QUERY", "/v1/chat/completions", body, "Content-Type", "application/sql");
        assertThat(foreign.status()).isEqualTo(415);
        assertThat(foreign.header("accept-query")).isEqualTo(JSON);
        assertThat(node.send("QUERY", "/v1/chat/completions", body, "Content-Type", "Application/JSON; charset=utf-8")
                        .status())
                .isEqualTo(200);
    }
}

package dev.edgewise.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.support.RawClient;
import dev.edgewise.gateway.support.TestNode;
import dev.edgewise.gateway.support.Upstream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the data plane's listener does with heads. */
class DataServerTest {
    private static Upstream upstream;
    private static TestNode node;

    @BeforeAll
    static void start() {
        upstream = Upstream.start();
        node = TestNode.start("""
                listen: {http: {host: 127.0.0.1, port: 0}, admin: {port: 0}}
                store: {dir: var}
                models:
                  - {name: chat-small, central: {cluster: main, model: big}}
                  - {name: embed-small, local: {model: all-minilm-l6-v2-q}}
                clusters:
                  main:
                    endpoints: [{url: "%s"}]
                    health: {interval: 1h, timeout: 30s}
                """.formatted(upstream.url()), NodeClock.system());
    }

    @AfterAll
    static void stop() {
        node.close();
        upstream.close();
    }

    private static RawClient.Reply reply(RawClient client) {
        RawClient.Reply reply = client.reply();
        assertThat(reply).isNotNull();
        return reply;
    }

    private static String chat(String model, String lines) {
        String body =
                "{\"model\":\"" + model + "\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + lines
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Mine, close", "close, X-Mine", "X-Mine ,\tClose", "close"})
    void closeInAListOfTheConnectionHeaderClosesTheConnection(String list) {
        try (RawClient client = node.connect()) {
            client.send(
                    chat("chat-small", "X-Mine: secret\r\nConnection: " + list + "\r\nCache-Control: no-store\r\n"));

            assertThat(reply(client).status()).isEqualTo(200);
            assertThat(client.ends()).isTrue();
        }
        if (list.contains("X-Mine")) {
            assertThat(upstream.seen().getLast().headers()).doesNotContainKey("x-mine");
        }
    }

    @Test
    void listOfTheConnectionHeaderWithoutCloseKeepsTheConnection() {
        try (RawClient client = node.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send(chat("chat-small", "X-Mine: a\r\nConnection: X-Mine, keep-alive\r\n"));
                assertThat(reply(client).status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/chat/completions|405|POST, QUERY",
                "PUT /v1/models|405|GET, HEAD",
                "DELETE /v2/models/a|405|GET, HEAD",
                "GET /v2/models/a/infer|405|POST, QUERY",
                "GET /nowhere|404|"
            })
    void refusedHeadHasItsMethodsAndNoEmptyLines(String line, int status, String allow) {
        try (RawClient client = node.connect()) {
            RawClient.Reply reply = reply(client.send(line + " HTTP/1.1\r\nHost: x\r\n\r\n"));

            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.header("allow")).isEqualTo(allow == null ? "" : allow);
            assertThat(reply.headers().values()).doesNotContain("");
        }
    }

    @Test
    void chatWithAModelThatOnlyEmbedsIsTheCallersMistake() {
        try (RawClient client = node.connect()) {
            RawClient.Reply reply = reply(client.send(chat("embed-small", "")));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.header("edge-why")).isEqualTo("no-route");
            assertThat(reply.body()).contains("\"wrong_task\"").contains("\"param\":\"model\"");
        }
    }

    @Test
    void storedAnswerNamesTheModelThatGaveIt() {
        try (RawClient client = node.connect()) {
            for (String place : new String[] {"central", "cache-exact"}) {
                RawClient.Reply reply = reply(client.send(chat("chat-small", "x-once: a\r\n")));
                assertThat(reply.header("edge-served-by")).isEqualTo(place);
                assertThat(reply.header("edge-model")).isEqualTo("big");
            }
        }
    }
}

package dev.edgewise.loadtest.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.loadtest.cluster.RecordedRequest.Ending;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller of the stand-in sees, with the JDK's client. */
class StandInClusterTest {
    private StandInCluster cluster;
    private Http http;

    @BeforeEach
    void start() throws Exception {
        cluster = StandInCluster.start(ClusterOptions.defaults()
                .withPace(Duration.ZERO, Duration.ZERO, 5)
                .withModels(List.of("m", "n")));
        http = Http.of(cluster);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aChatIsAnsweredInOpenAisShape() throws Exception {
        HttpResponse<String> response = http.chat(Http.ask("hello there", ""));

        JsonNode body = Http.json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(body.path("object").asText()).isEqualTo("chat.completion");
        assertThat(body.at("/choices/0/message/content").asText()).isNotEmpty();
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aStreamHasRolePiecesFinishUsageAndDone(HttpClient.Version version) throws Exception {
        Http versioned = new Http(cluster, version);
        String plain = Http.json(versioned.chat(Http.ask("hi", "")))
                .at("/choices/0/message/content")
                .asText();

        HttpResponse<String> response =
                versioned.chat(Http.ask("hi", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        List<String> events = Http.events(response);
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(events).hasSize(9);
        assertThat(Http.json(events.getFirst()).at("/choices/0/delta/role").asText())
                .isEqualTo("assistant");
        assertThat(events.subList(1, 6).stream()
                        .map(e -> Http.json(e).at("/choices/0/delta/content").asText()))
                .as("the same question has the same answer, streamed or not")
                .satisfies(pieces -> assertThat(String.join("", pieces)).isEqualTo(plain));
        assertThat(Http.json(events.get(6)).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
        assertThat(Http.json(events.get(7)).path("choices")).isEmpty();
        assertThat(Http.json(events.get(7)).at("/usage/total_tokens").asInt()).isGreaterThan(5);
        assertThat(events.getLast()).isEqualTo("[DONE]");
        assertThat(cluster.requests().getLast().protocol())
                .isEqualTo(version == HttpClient.Version.HTTP_2 ? "HTTP/2" : "HTTP/1.1");
        assertThat(cluster.requests().getLast().chunks()).isEqualTo(9);
    }

    @Test
    void withoutIncludeUsageThereIsNoUsageChunk() throws Exception {
        List<String> events = Http.events(http.chat(Http.ask("hi", ",\"stream\":true")));

        assertThat(events).hasSize(8);
        assertThat(events).noneMatch(e -> e.contains("usage"));
    }

    @Test
    void theAnswerDependsOnTheQuestionAndNotOnTheOrderOfKeys() throws Exception {
        String one =
                content(http.chat("{\"model\":\"m\",\"seed\":7,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"));
        String same =
                content(http.chat("{\"messages\":[{\"content\":\"a\",\"role\":\"user\"}],\"seed\":7,\"model\":\"m\"}"));
        String other =
                content(http.chat("{\"model\":\"m\",\"seed\":8,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"));

        assertThat(same).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void maxTokensCutsTheAnswerWithFinishReasonLength() throws Exception {
        JsonNode body = Http.json(http.chat(Http.ask("hi", ",\"max_tokens\":2,\"n\":3")));

        assertThat(body.path("choices")).hasSize(3);
        assertThat(body.at("/choices/2/finish_reason").asText()).isEqualTo("length");
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(6);
    }

    @Test
    void jsonObjectFormatGivesAJsonObject() throws Exception {
        JsonNode body = Http.json(http.chat(Http.ask("hi", ",\"response_format\":{\"type\":\"json_object\"}")));

        assertThat(Http.json(body.at("/choices/0/message/content").asText()).has("answer"))
                .isTrue();
    }

    @Test
    void aForcedToolIsCalledWithArgumentsOfItsSchema() throws Exception {
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":"
                + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\"}}}}}]";

        JsonNode forced = Http.json(http.chat(Http.ask("hi", tools + ",\"tool_choice\":\"required\"")));
        JsonNode asked = Http.json(http.chat(Http.ask("what is the weather?", tools)));
        JsonNode not = Http.json(http.chat(Http.ask("hi", tools)));

        JsonNode call = forced.at("/choices/0/message/tool_calls/0/function");
        assertThat(call.path("name").asText()).isEqualTo("weather");
        assertThat(Http.json(call.path("arguments").asText()).path("days").isInt())
                .isTrue();
        assertThat(forced.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(asked.at("/choices/0/message/tool_calls")).hasSize(1);
        assertThat(not.at("/choices/0/message/content").isTextual()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "400 | {                                  | JSON body",
                "400 | [1]                                | JSON object",
                "400 | {} extra                           | JSON body",
                "400 | {}                                 | model",
                "400 | {'model':5}                        | expected a string",
                "404 | {'model':'x'}                      | does not exist",
                "400 | {'model':'m'}                      | 'messages'",
                "400 | {'model':'m','messages':[]}        | empty array",
                "400 | {'model':'m','messages':[{'role':'boss','content':'x'}]} | 'boss'",
                "400 | {'model':'m','messages':[{'role':'user'}]} | content",
                "400 | {'model':'m','messages':[{'role':'user','content':'x'}],'n':0} | 'n'",
                "400 | {'model':'m','messages':[{'role':'user','content':'x'}],'temperature':3} | 'temperature'",
                "400 | {'model':'m','messages':[{'role':'user','content':'x'}],'stream':'yes'} | boolean",
                "400 | {'model':'m','messages':[{'role':'user','content':'x'}],'stream_options':{}} | 'stream'",
                "400 | {'model':'m','messages':[{'role':'user','content':'x'}],'tool_choice':'auto'} | tool_choice",
                "400 | {'model':'m','messages':[{'role':'user','content':'x'}],'response_format':{'type':'yaml'}} | yaml",
            })
    void aBadRequestIsRefusedInOpenAisShape(int status, String body, String message) throws Exception {
        HttpResponse<String> response = http.chat(body.replace('\'', '"'));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(Http.json(response).at("/error/message").asText()).contains(message);
        assertThat(Http.json(response).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(cluster.counters().refused()).isEqualTo(1);
    }

    @Test
    void pathMethodAndContentTypeAreChecked() throws Exception {
        assertThat(http.send(http.get("/v1/nothing")).statusCode()).isEqualTo(404);
        HttpResponse<String> method = http.send(http.get("/v1/chat/completions"));
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("allow")).contains("POST");
        assertThat(http.send(java.net.http.HttpRequest.newBuilder(
                                        http.get("/v1/embeddings").uri())
                                .header("Content-Type", "text/plain")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
                                .build())
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void theKeyIsChecked() throws Exception {
        try (StandInCluster locked =
                StandInCluster.start(ClusterOptions.defaults().withApiKey("k-1"))) {
            Http caller = Http.of(locked);

            HttpResponse<String> without = caller.chat(Http.ask("hi", ""));
            HttpResponse<String> with = caller.chat(Http.ask("hi", ""), "Authorization", "Bearer k-1");

            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(Http.json(without).at("/error/code").asText()).isEqualTo("invalid_api_key");
            assertThat(with.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void modelsHealthAndMetricsAnswer() throws Exception {
        assertThat(Http.json(http.send(http.get("/v1/models"))).at("/data/1/id").asText())
                .isEqualTo("n");
        assertThat(Http.json(http.send(http.get("/v1/models/m"))).path("object").asText())
                .isEqualTo("model");
        assertThat(http.send(http.get("/v1/models/x")).statusCode()).isEqualTo(404);
        assertThat(http.send(http.get("/health")).statusCode()).isEqualTo(200);
        cluster.setHealthy(false);
        assertThat(http.send(http.get("/health")).statusCode()).isEqualTo(503);
        assertThat(http.send(http.get("/metrics")).body()).contains("vllm:num_requests_running{model_name=\"m\"} 0");
    }

    @Test
    void completionsAnswerEveryPrompt() throws Exception {
        String body = "{\"model\":\"m\",\"prompt\":[\"a\",\"b\"],\"n\":2";

        JsonNode whole = Http.json(http.send(http.post("/v1/completions", body + "}")));
        List<String> events = Http.events(http.send(http.post("/v1/completions", body + ",\"stream\":true}")));

        assertThat(whole.path("choices")).hasSize(4);
        assertThat(events).hasSize(4 * 5 + 4 + 1);
        assertThat(Http.json(events.getFirst()).path("object").asText()).isEqualTo("text_completion");
    }

    @Test
    void embeddingsAreUnitVectorsInBothEncodings() throws Exception {
        JsonNode floats = Http.json(
                http.send(http.post("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":8}")));
        JsonNode base64 = Http.json(http.send(http.post(
                "/v1/embeddings",
                "{\"model\":\"m\",\"input\":\"b\",\"dimensions\":8,\"encoding_format\":\"base64\"}")));

        assertThat(floats.path("data")).hasSize(2);
        double norm = 0;
        var decoded = java.nio.ByteBuffer.wrap(java.util.Base64.getDecoder()
                        .decode(base64.at("/data/0/embedding").asText()))
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        for (int i = 0; i < 8; i++) {
            double value = floats.at("/data/1/embedding/" + i).asDouble();
            norm += value * value;
            assertThat(decoded.get(i)).isEqualTo((float) value);
        }
        assertThat(norm).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-5));
        assertThat(floats.at("/usage/prompt_tokens").asInt()).isEqualTo(2);
    }

    @Test
    void echoAnswersWithTheLastUserMessage() throws Exception {
        try (StandInCluster echo =
                StandInCluster.start(ClusterOptions.defaults().withEcho(true))) {
            String question = "Wie  geht es? 你好，今天天气怎么样？我们去公园散步好吗 \uD83D\uDE00";
            Http caller = Http.of(echo);

            String whole = content(caller.chat(Http.ask(question, "")));
            StringBuilder joined = new StringBuilder();
            for (String event : Http.events(caller.chat(Http.ask(question, ",\"stream\":true")))) {
                joined.append(
                        event.equals("[DONE]")
                                ? ""
                                : Http.json(event)
                                        .at("/choices/0/delta/content")
                                        .asText());
            }

            assertThat(whole).isEqualTo(question);
            assertThat(joined.toString()).isEqualTo(question);
        }
    }

    @Test
    void theRecordKeepsBytesHeadersAndOrder() throws Exception {
        String body =
                "{ \"model\" :\"m\",\"seed\":12345678901234567, \"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9\"}],\"x\":1.0}";

        http.chat(body, "X-Odd-Case", "v", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        RecordedRequest seen = cluster.requests().getFirst();
        assertThat(seen.body()).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
        assertThat(seen.header("x-odd-case")).contains("v");
        assertThat(seen.headers()).anyMatch(h -> h.name().equals("X-Odd-Case"));
        assertThat(seen.awaitEnding(Http.LIMIT)).isInstanceOf(Ending.Answered.class);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aClientThatLeavesIsSeenLongBeforeTheAnswersEnd(HttpClient.Version version) throws Exception {
        try (StandInCluster slow = StandInCluster.start(
                ClusterOptions.defaults().withPace(Duration.ZERO, Duration.ofMillis(5), 100_000))) {
            Http caller = new Http(slow, version);
            HttpResponse<java.io.InputStream> response = caller.client()
                    .send(
                            caller.post("/v1/chat/completions", Http.ask("hi", ",\"stream\":true")),
                            HttpResponse.BodyHandlers.ofInputStream());
            response.body().readNBytes(1000);
            response.body().close();

            RecordedRequest seen = slow.requests().getFirst();
            Ending ending = seen.awaitEnding(Http.LIMIT);
            int chunks = seen.chunks();

            assertThat(ending).isInstanceOf(Ending.Cancelled.class);
            assertThat(slow.counters().cancelled()).isEqualTo(1);
            Awaitility.await().until(() -> slow.counters().running() == 0);
            // All of them would take eight minutes.
            assertThat(chunks).isLessThan(100_000);
        }
    }

    @Test
    void stampedEventsTellTheirNumberAndTime() throws Exception {
        List<String> events = Http.events(http.chat(Http.ask("hi", ",\"stream\":true"), "x-stamp", "1"));

        assertThat(Http.json(events.get(3)).at("/standin/seq").asInt()).isEqualTo(3);
        assertThat(Http.json(events.get(3)).at("/standin/sent_us").asLong()).isPositive();
    }

    @Test
    void requestsPastTheSlotsWait() throws Exception {
        try (StandInCluster narrow = StandInCluster.start(
                ClusterOptions.defaults().withSlots(1).withPace(Duration.ofMillis(150), Duration.ZERO, 1))) {
            Http caller = Http.of(narrow);
            var first = caller.client()
                    .sendAsync(
                            caller.post("/v1/chat/completions", Http.ask("a", "")),
                            HttpResponse.BodyHandlers.ofString());
            narrow.awaitRequests(1, Http.LIMIT);
            var second = caller.client()
                    .sendAsync(
                            caller.post("/v1/chat/completions", Http.ask("b", "")),
                            HttpResponse.BodyHandlers.ofString());
            narrow.awaitRequests(2, Http.LIMIT);

            // The first may be over by now; the second never runs beside it.
            assertThat(narrow.counters().running()).isLessThanOrEqualTo(1);
            assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(second.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            Awaitility.await().until(() -> narrow.counters().answered() == 2);
        }
    }

    private static String content(HttpResponse<String> response) {
        return Http.json(response).at("/choices/0/message/content").asText();
    }
}

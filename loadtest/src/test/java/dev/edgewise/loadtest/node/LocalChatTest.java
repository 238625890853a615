package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that chats by a model of its own, as clients see it; skipped where the model does not lie beside the checkout. */
@Timeout(120)
class LocalChatTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long TOKENS = 4_000;

    /** The model's end tokens never come: the text has its full length. */
    private static final String ENDLESS =
            ",\"temperature\":0,\"max_tokens\":" + TOKENS + ",\"logit_bias\":{\"0\":-100,\"2\":-100}";

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("""
                models:
                  - {name: chat, local: {model: "file:%s"}}
                """.formatted(HubFolder.of(HubFolder.CHAT)));
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    private static Client.Answer ask(String content, String more) throws Exception {
        return node.client().chat(Client.ask(content, more));
    }

    private static JsonNode choice(Client.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().path("choices").path(0);
    }

    private static double gauge(String name) {
        return node.gauge(name);
    }

    private static void idle() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> gauge("edgewise.local.texts") == 0 && gauge("edgewise.local.text.slots.used") == 0);
    }

    @Test
    void answerSaysWhoWroteItHowSureAndWhatWasUsed() throws Exception {
        Client.Answer answer = ask("What is the capital of France?", ",\"temperature\":0,\"max_tokens\":24");

        assertThat(choice(answer).path("message").path("content").asText()).contains("Paris");
        assertThat(choice(answer).path("finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.servedBy()).isEqualTo("local");
        assertThat(answer.header("edge-model")).startsWith("smollm2-135m-instruct-");
        assertThat(Double.parseDouble(answer.header("edge-confidence"))).isBetween(0.01, 1.0);
        JsonNode usage = answer.json().path("usage");
        assertThat(usage.path("prompt_tokens").asInt()).isGreaterThan(20);
        assertThat(usage.path("completion_tokens").asInt()).isBetween(2, 24);
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("prompt_tokens").asInt()
                        + usage.path("completion_tokens").asInt());
    }

    @Test
    void greedyStreamSaysWhatTheWholeAnswerSaysAndCountsTheSame() throws Exception {
        String more = ",\"temperature\":0,\"max_tokens\":20";
        Client.Answer whole = node.client().chat(Client.ask("Tell me about cats.", more), "Edge-Cache", "off");
        Client.Answer stream = node.client()
                .chat(
                        Client.stream("Tell me about cats.", more + ",\"stream_options\":{\"include_usage\":true}"),
                        "Edge-Cache",
                        "off");

        assertThat(stream.header("content-type")).startsWith("text/event-stream");
        assertThat(stream.text()).isEqualTo(whole.text()).isNotEmpty();
        List<String> events = stream.events();
        assertThat(events.getLast()).isEqualTo("[DONE]");
        JsonNode usage = Client.json(events.get(events.size() - 2));
        assertThat(usage.path("choices")).isEmpty();
        assertThat(events.subList(0, events.size() - 2))
                .allSatisfy(event ->
                        assertThat(Client.json(event).get("usage").isNull()).isTrue());
        assertThat(usage.at("/usage/completion_tokens").asInt()).isEqualTo(20);
        assertThat(usage.at("/usage/prompt_tokens")).isEqualTo(whole.json().at("/usage/prompt_tokens"));
        assertThat(Client.json(events.get(events.size() - 3))
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo("length");
        assertThat(choice(whole).path("finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void usageIsToldToThoseAloneWhoAskedForItAlsoFromOneStoredStream() throws Exception {
        String more = ",\"temperature\":0,\"max_tokens\":6";
        Client.Answer first = node.client().chat(Client.stream("Tell me about owls.", more));
        Client.Answer again = node.client().chat(Client.stream("Tell me about owls.", more));
        Client.Answer asked = node.client()
                .chat(Client.stream("Tell me about owls.", more + ",\"stream_options\":{\"include_usage\":true}"));

        assertThat(first.servedBy()).isEqualTo("local");
        assertThat(again.servedBy()).isEqualTo("cache-exact");
        assertThat(first.body()).doesNotContain("usage");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(asked.servedBy()).isEqualTo("cache-exact");
        List<String> events = asked.events();
        assertThat(events.getFirst()).contains("\"usage\":null");
        assertThat(events.get(events.size() - 2)).contains("\"usage\":{");
    }

    @Test
    void textBeyondAsciiArrivesInWholeCharacters() throws Exception {
        String bias = ",\"temperature\":0,\"max_tokens\":40";
        Client.Answer whole = ask("Repeat exactly: 안녕하세요 🙂 日本語 🎉", bias);
        Client.Answer stream =
                node.client().chat(Client.stream("Repeat exactly: 안녕하세요 🙂 日本語 🎉", bias), "Edge-Cache", "off");

        assertThat(stream.text()).isEqualTo(whole.text());
        for (String event : stream.events()) {
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(event)).isTrue();
        }
    }

    @Test
    void stopTextEndsTheAnswerAndIsNotPartOfIt() throws Exception {
        Client.Answer full = ask("Count from one to ten.", ",\"temperature\":0,\"max_tokens\":24");
        String text = full.text();
        String stop = text.substring(text.length() / 2, text.length() / 2 + 3);
        Client.Answer cut = ask(
                "Count from one to ten.",
                ",\"temperature\":0,\"max_tokens\":24,\"stop\":" + new ObjectMapper().writeValueAsString(stop));

        assertThat(cut.text()).isEqualTo(text.substring(0, text.indexOf(stop)));
        assertThat(choice(cut).path("finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void sameSeedSameTextAndOtherSeedsDiffer() throws Exception {
        String more = ",\"temperature\":1.2,\"max_tokens\":16,\"seed\":";
        String first = ask("Invent a name for a boat.", more + 7).text();
        String again = node.client()
                .chat(Client.ask("Invent a name for a boat.", more + 7), "Edge-Cache", "off")
                .text();
        String other = ask("Invent a name for a boat.", more + 8).text();

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void severalChoicesAreNumberedWholeAndStreamed() throws Exception {
        String more = ",\"n\":2,\"temperature\":1,\"seed\":3,\"max_tokens\":8";
        Client.Answer whole = ask("Say something.", more);
        Client.Answer stream = node.client().chat(Client.stream("Say something.", more), "Edge-Cache", "off");

        assertThat(whole.status()).as(whole.body()).isEqualTo(200);
        JsonNode choices = whole.json().path("choices");
        assertThat(choices).hasSize(2);
        for (int index = 0; index < 2; index++) {
            var text = new StringBuilder();
            for (String event : stream.events()) {
                if (event.startsWith("{")
                        && Client.json(event).at("/choices/0/index").asInt() == index) {
                    text.append(
                            Client.json(event).at("/choices/0/delta/content").asText(""));
                }
            }
            assertThat(text.toString())
                    .isEqualTo(choices.path(index).at("/message/content").asText());
        }
    }

    @Test
    void logprobsNameEveryTokenAndItsAlternatives() throws Exception {
        JsonNode choice =
                choice(ask("Hello!", ",\"temperature\":0,\"max_tokens\":6,\"logprobs\":true,\"top_logprobs\":3"));
        JsonNode tokens = choice.at("/logprobs/content");

        var text = new StringBuilder();
        for (JsonNode token : tokens) {
            text.append(token.path("token").asText());
            assertThat(token.path("logprob").asDouble()).isLessThanOrEqualTo(0);
            assertThat(token.path("top_logprobs")).hasSize(3);
            assertThat(token.path("top_logprobs").path(0).path("token")).isEqualTo(token.path("token"));
        }
        assertThat(tokens).hasSize(6);
        assertThat(text.toString()).isEqualTo(choice.at("/message/content").asText());
    }

    @Test
    void schemaIsKept() throws Exception {
        String schema = ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"city\",\"schema\":"
                + "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"country\",\"size\"],\"properties\":"
                + "{\"country\":{\"enum\":[\"FR\",\"KR\",\"JP\"]},\"size\":{\"enum\":[\"small\",\"large\"]}}}}}";
        JsonNode choice =
                choice(ask("Describe Seoul as JSON.", schema + ",\"temperature\":1,\"seed\":1,\"max_tokens\":60"));
        JsonNode city = Client.json(choice.at("/message/content").asText());

        assertThat(city.path("country").asText()).isIn("FR", "KR", "JP");
        assertThat(city.path("size").asText()).isIn("small", "large");
        assertThat(city).hasSize(2);
        assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void patternAndStepOfASchemaAreKept() throws Exception {
        String schema = ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"phone\",\"schema\":"
                + "{\"type\":\"object\",\"required\":[\"number\",\"price\"],\"properties\":"
                + "{\"number\":{\"type\":\"string\",\"pattern\":\"^0\\\\d{2}-\\\\d{4}$\"},"
                + "\"price\":{\"type\":\"integer\",\"multipleOf\":50}}}}}";
        JsonNode choice =
                choice(ask("Invent a phone number.", schema + ",\"temperature\":1,\"seed\":1,\"max_tokens\":200"));
        JsonNode phone = Client.json(choice.at("/message/content").asText());

        assertThat(phone.path("number").asText()).matches("0\\d{2}-\\d{4}");
        assertThat(phone.path("price").asLong() % 50).isZero();
    }

    @Test
    void whatStandsBesideAChoiceOfASchemaIsKept() throws Exception {
        String schema = ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":";
        String contact =
                "{\"type\":\"object\",\"properties\":{\"country\":{\"$ref\":\"#/$defs/code\",\"enum\":[1,\"FR\"]},"
                        + "\"zip\":{\"type\":\"integer\",\"minimum\":1}},\"$defs\":{\"code\":{\"type\":\"string\"}},"
                        + "\"anyOf\":[{\"required\":[\"country\",\"zip\"],\"properties\":{\"zip\":{\"maximum\":3}}}]}}}";
        JsonNode choice = choice(
                ask("Describe Seoul as JSON.", schema + contact + ",\"temperature\":1,\"seed\":1,\"max_tokens\":200"));
        JsonNode written = Client.json(choice.at("/message/content").asText());

        assertThat(written.path("country").asText()).isEqualTo("FR");
        assertThat(written.path("zip").asInt()).isBetween(1, 3);
        Client.Answer overlapping = ask("Hi", schema + "{\"oneOf\":[{\"type\":\"string\"},{\"const\":\"a\"}]}}}");
        assertThat(overlapping.status()).isEqualTo(400);
        assertThat(overlapping.error().path("param").asText()).isEqualTo("response_format");
        assertThat(overlapping.error().path("message").asText()).containsIgnoringCase("oneOf cannot be enforced");
    }

    @Test
    void completionContinuesItsPrompt() throws Exception {
        Client.Answer answer = node.client()
                .send(
                        node.client()
                                .post(
                                        "/v1/completions",
                                        "{\"model\":\"chat\",\"prompt\":\"The capital of France is\",\"temperature\":0,\"max_tokens\":4}"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("object").asText()).isEqualTo("text_completion");
        assertThat(answer.json().at("/choices/0/text").asText()).contains("Paris");
    }

    @Test
    void severalPromptsOfACompletionAreNumberedAsItsChoicesWholeAndStreamed() throws Exception {
        String more = ",\"temperature\":0,\"max_tokens\":4,\"n\":2";
        String body = "{\"model\":\"chat\",\"prompt\":[\"The capital of France is\",\"One, two, three,\"]" + more;
        Client.Answer alone = node.client()
                .send(node.client()
                        .post(
                                "/v1/completions",
                                "{\"model\":\"chat\",\"prompt\":\"One, two, three,\"" + more + ",\"logprobs\":1}"));

        Client.Answer whole = node.client().send(node.client().post("/v1/completions", body + "}"));
        Client.Answer stream = node.client()
                .send(node.client()
                        .post(
                                "/v1/completions",
                                body + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                                "Edge-Cache",
                                "off"));

        JsonNode choices = whole.json().path("choices");
        assertThat(choices).as(whole.body()).hasSize(4);
        assertThat(choices.path(0).path("text").asText()).contains("Paris");
        assertThat(choices.path(3).path("index").asInt()).isEqualTo(3);
        assertThat(choices.path(3).path("text"))
                .isEqualTo(choices.path(2).path("text"))
                .isEqualTo(alone.json().at("/choices/0/text"));
        assertThat(alone.json().at("/choices/0/logprobs/text_offset")).hasSize(4);
        assertThat(whole.json().at("/usage/completion_tokens").asInt()).isEqualTo(16);
        StringBuilder last = new StringBuilder();
        for (String event : stream.events()) {
            if (!event.equals("[DONE]")) {
                for (JsonNode choice : Client.json(event).path("choices")) {
                    last.append(
                            choice.path("index").asInt() == 3
                                    ? choice.path("text").asText()
                                    : "");
                }
            }
        }
        assertThat(last.toString()).isEqualTo(choices.path(3).path("text").asText());
    }

    @Test
    void aLaterPromptThatCannotBeWrittenIsFoundBeforeAnythingIsSent() throws Exception {
        Client.Answer stream = node.client()
                .send(node.client()
                        .post(
                                "/v1/completions",
                                "{\"model\":\"chat\",\"stream\":true,\"max_tokens\":4,\"prompt\":[\"One\",\""
                                        + "word ".repeat(9_000) + "\"]}"));

        assertThat(stream.status()).as(stream.body()).isEqualTo(400);
        assertThat(stream.error().path("message").asText()).startsWith("Prompt 1: the prompt has ");
        assertThat(stream.error().path("param").asText()).isEqualTo("prompt");
        assertThat(stream.error().path("code").asText()).isEqualTo("context_length_exceeded");
    }

    @Test
    void whatTheModelCannotDoIsAClearErrorAndTheNodeStaysHealthy() throws Exception {
        Client.Answer tools =
                ask("Weather?", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"w\",\"parameters\":{}}}]");
        Client.Answer picture = node.client()
                .chat("{\"model\":\"chat\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                        + "\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]}");
        Client.Answer tooMuch = ask("Hi", ",\"max_tokens\":100000");
        Client.Answer tooLong = ask("word ".repeat(100_000), "");
        Client.Answer schema = ask(
                "Hi", ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":7}}");

        assertThat(tools.status()).isEqualTo(400);
        assertThat(tools.error().path("message").asText()).contains("has not been taught to call tools");
        assertThat(tools.error().path("param").asText()).isEqualTo("tools");
        assertThat(picture.status()).isEqualTo(400);
        assertThat(tooMuch.status()).isEqualTo(400);
        assertThat(tooMuch.error().path("message").asText()).contains("ask for at most");
        assertThat(tooMuch.error().path("param").asText()).isEqualTo("max_tokens");
        Client.Answer newer = ask("Hi", ",\"max_completion_tokens\":100000");
        assertThat(newer.error().path("param").asText()).isEqualTo("max_completion_tokens");
        assertThat(newer.error().path("message").asText()).startsWith("max_completion_tokens is 100000");
        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.error().path("message").asText()).contains("has room for 8192 tokens");
        assertThat(tooLong.error().path("code").asText()).isEqualTo("context_length_exceeded");
        assertThat(schema.status()).isEqualTo(400);
        for (Client.Answer answer : List.of(tools, picture, tooMuch, tooLong, schema)) {
            assertThat(answer.error().path("type").asText()).isEqualTo("invalid_request_error");
        }
        assertThat(ask("Hi", ",\"max_tokens\":2").status()).isEqualTo(200);
        idle();
    }

    @Test
    void deadlineThatPassesIsToldAndFreesTheSlot() throws Exception {
        Client.Answer late = node.client()
                .chat(Client.ask("Write a long story.", ",\"max_tokens\":4000,\"seed\":5"), "Edge-Deadline", "300ms");

        assertThat(late.status()).isIn(503, 504);
        assertThat(late.error().path("retryable").asBoolean()).isTrue();
        idle();
    }

    @Test
    void clientThatLeavesFreesItsSlot() throws Exception {
        HttpResponse<InputStream> reply = node.client()
                .http()
                .send(
                        node.client()
                                .post(
                                        "/v1/chat/completions",
                                        Client.stream("Write a long story.", ENDLESS),
                                        "X-Request-Id",
                                        "left-stream"),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(reply.body().read()).isEqualTo('d');
        await().atMost(PATIENCE).until(() -> gauge("edgewise.local.text.slots.used") >= 1);

        reply.body().close();

        assertBookedUntilItLeft("left-stream");
    }

    @Test
    void clientThatLeavesBeforeItsWholeAnswerIsBookedForWhatTheModelDid() throws Exception {
        idle();
        double before = node.total("edgewise.tokens", "kind", "completion");
        try (Wire client = Wire.to(node)) {
            client.send(Wire.chat(
                    Client.ask("Write a long story.", ENDLESS), "X-Request-Id: left-whole", "Edge-Cache: off"));
            await().atMost(PATIENCE).until(() -> gauge("edgewise.local.text.slots.used") >= 1);
            // Every text under way gets a token in each step that this one is written by.
            assertThat(ask("And now?", ENDLESS.replace("" + TOKENS, "6")).status())
                    .isEqualTo(200);
        }

        long booked = assertBookedUntilItLeft("left-whole");
        assertThat(node.total("edgewise.tokens", "kind", "completion")).isGreaterThanOrEqualTo(before + booked);
    }

    /** The text was not written on to its end for nobody; returns how many tokens of it were. */
    private static long assertBookedUntilItLeft(String id) {
        String mark = '"' + id + '"';
        await().atMost(PATIENCE).until(() -> node.log().stream().anyMatch(line -> line.contains(mark)));
        idle();
        JsonNode line = Client.json(node.log().stream()
                .filter(one -> one.contains(mark))
                .findFirst()
                .orElseThrow());
        assertThat(line.path("client_gone").asBoolean()).as(line.toString()).isTrue();
        assertThat(line.path("prompt_tokens").asLong()).as(line.toString()).isGreaterThan(20);
        long written = line.path("completion_tokens").asLong();
        assertThat(written).as(line.toString()).isBetween(1L, TOKENS / 2);
        return written;
    }

    @Test
    void greedyAnswerIsKeptAndReplayedInBothForms() throws Exception {
        String more = ",\"temperature\":0,\"max_tokens\":10";
        Client.Answer first = ask("Name a fruit.", more);
        Client.Answer again = ask("Name a fruit.", more);
        Client.Answer asEvents = node.client().chat(Client.stream("Name a fruit.", more));

        assertThat(first.servedBy()).isEqualTo("local");
        assertThat(first.header("cache-status")).isEqualTo("edgewise; fwd=miss; stored");
        assertThat(again.servedBy()).isEqualTo("cache-exact");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(first.header("edge-confidence")).isNotEmpty();
        assertThat(again.header("edge-confidence")).isEqualTo(first.header("edge-confidence"));
        assertThat(asEvents.header("edge-confidence")).isEqualTo(first.header("edge-confidence"));
        assertThat(asEvents.servedBy()).isEqualTo("cache-exact");
        assertThat(asEvents.text()).isEqualTo(first.text());
        String sure = confidence(first);
        Client.Answer withUsage = node.client()
                .chat(Client.stream("Name a fruit.", more + ",\"stream_options\":{\"include_usage\":true}"));
        assertThat(withUsage.body()).contains("\"edge\":{\"confidence\":[" + sure + "]}}\n\ndata: [DONE]");

        Client.Answer streamed = node.client().chat(Client.stream("Name a tree.", more));
        Client.Answer whole = ask("Name a tree.", more);
        assertThat(streamed.servedBy()).isEqualTo("local");
        assertThat(whole.servedBy()).isEqualTo("cache-exact");
        assertThat(streamed.header("edge-confidence"))
                .as("its head left before")
                .isEmpty();
        assertThat(Double.parseDouble(whole.header("edge-confidence"))).isBetween(0.01, 1.0);
        assertThat(whole.text()).isEqualTo(streamed.text());
        assertThat(confidence(whole)).contains("mean_logprob");
    }

    /** What the first choice says of how sure the model was, as it is written. */
    private static String confidence(Client.Answer whole) {
        return whole.body().replaceAll("(?s).*\"edge\":\\{\"confidence\":(\\{[^}]*}).*", "$1");
    }

    @Test
    void thoseWhoAskTheSameAtOnceShareOneLocalStream() throws Exception {
        String body = Client.stream("Describe the sea in two sentences.", ",\"temperature\":0,\"max_tokens\":60");
        List<CompletableFuture<Client.Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            asked.add(node.client().sendLater(node.client().post("/v1/chat/completions", body)));
        }
        List<Client.Answer> answers =
                asked.stream().map(CompletableFuture::join).toList();

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers)
                .allMatch(answer -> answer.text().equals(answers.getFirst().text()));
        assertThat(answers)
                .filteredOn(answer -> answer.servedBy().equals("local"))
                .hasSize(1);
    }

    @Test
    void eightAtOnceSayWhatTheySayOneByOne() throws Exception {
        String more = ",\"temperature\":0,\"max_tokens\":16";
        List<CompletableFuture<Client.Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String body = Client.ask("Say something about the number " + i + ".", more);
            asked.add(node.client().sendLater(node.client().post("/v1/chat/completions", body, "Edge-Cache", "off")));
        }
        List<String> together = asked.stream()
                .map(CompletableFuture::join)
                .map(Client.Answer::text)
                .toList();

        for (int i = 0; i < 8; i++) {
            String body = Client.ask("Say something about the number " + i + ".", more);
            assertThat(node.client().chat(body, "Edge-Cache", "off").text()).isEqualTo(together.get(i));
        }
        assertThat(together).doesNotContain("");
    }
}

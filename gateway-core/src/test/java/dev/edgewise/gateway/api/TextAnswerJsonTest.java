package dev.edgewise.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.inference.Delta;
import dev.edgewise.inference.FinishReason;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.GeneratedChoice;
import dev.edgewise.inference.TextConfidence;
import dev.edgewise.inference.TokenLogprob;
import dev.edgewise.inference.ToolCall;
import dev.edgewise.inference.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextAnswerJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TextConfidence SURE = new TextConfidence(0, 0, 0, 0, 0, 1, 0);
    private static final TokenLogprob TOKEN =
            new TokenLogprob("a", List.of(97), -0.5, List.of(new TokenLogprob("b", List.of(98), -1, List.of())));
    private static final TextAnswerJson CHAT = new TextAnswerJson(Api.CHAT, "r1", "chat", 5, false);
    private static final TextAnswerJson COMPLETION = new TextAnswerJson(Api.COMPLETIONS, "r1", "chat", 5, false);

    private static Generated answer(String text, List<ToolCall> calls, FinishReason finish) {
        return new Generated(
                List.of(new GeneratedChoice(text, calls, finish, List.of(TOKEN), SURE)), new Usage(7, 3), 2);
    }

    private static JsonNode json(byte[] body) throws IOException {
        return JSON.readTree(body);
    }

    /** The JSON of an event, which must be framed as one. */
    private static JsonNode event(byte[] event) throws IOException {
        String text = new String(event, StandardCharsets.UTF_8);
        assertThat(text).startsWith("data: {").endsWith("}\n\n");
        return JSON.readTree(text.substring(6));
    }

    @Test
    void everyChoiceTellsHowSureTheModelWasAndSoDoesTheLastEventOfAStream() throws IOException {
        var sure = new TextConfidence(-0.25, Double.NEGATIVE_INFINITY, -1, -0.75, -0.125, 0.5, 1.5);
        var answer = new Generated(
                List.of(new GeneratedChoice("Hi", List.of(), FinishReason.STOP, List.of(), sure)), new Usage(7, 3), 0);
        JsonNode expected = JSON.readTree("{\"mean_logprob\":-0.25,\"min_logprob\":null,\"low_decile_logprob\":-1.0,"
                + "\"low_quartile_logprob\":-0.75,\"median_logprob\":-0.125,"
                + "\"mean_margin\":0.5,\"mean_entropy\":1.5}");

        assertThat(json(CHAT.whole(answer)).at("/choices/0/edge/confidence")).isEqualTo(expected);
        assertThat(json(COMPLETION.whole(answer)).at("/choices/0/edge/confidence"))
                .isEqualTo(expected);
        assertThat(event(CHAT.used(answer)).at("/edge/confidence/0")).isEqualTo(expected);
    }

    @Test
    void wholeChatHasOpenAisShape() throws IOException {
        JsonNode body = json(CHAT.whole(answer("Hi 🙂", List.of(), FinishReason.STOP)));

        assertThat(body.path("id").asText()).isEqualTo("chatcmpl-r1");
        assertThat(body.path("object").asText()).isEqualTo("chat.completion");
        assertThat(body.path("created").asLong()).isEqualTo(5);
        assertThat(body.path("model").asText()).isEqualTo("chat");
        assertThat(body.at("/choices/0/message"))
                .isEqualTo(JSON.readTree("{\"role\":\"assistant\",\"content\":\"Hi 🙂\",\"refusal\":null}"));
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(body.at("/choices/0/logprobs/content/0/top_logprobs/0/token").asText())
                .isEqualTo("b");
        assertThat(body.path("usage"))
                .isEqualTo(JSON.readTree("{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":2}}"));
    }

    @Test
    void whereTheLastEventWillTellTheUsageTheOthersSayThatTheyDoNot() throws IOException {
        Delta delta = new Delta(0, "Hi", List.of(), List.of(), Optional.empty());
        for (Api api : List.of(Api.CHAT, Api.COMPLETIONS)) {
            TextAnswerJson told = new TextAnswerJson(api, "r1", "chat", 5, true);
            assertThat(event(told.event(delta, true)).get("usage").isNull()).isTrue();
            assertThat(event(told.used(answer("Hi", List.of(), FinishReason.STOP)))
                            .at("/usage/total_tokens")
                            .asInt())
                    .isEqualTo(10);
        }
        assertThat(event(CHAT.event(delta, true)).has("usage")).isFalse();
    }

    @Test
    void callsOfToolsStandInTheMessageWithoutContent() throws IOException {
        List<ToolCall> calls = List.of(new ToolCall("call_1", "w", "{\"city\":\"Seoul\"}"));
        JsonNode choice =
                json(CHAT.whole(answer("", calls, FinishReason.TOOL_CALLS))).at("/choices/0");

        assertThat(choice.at("/message/content").isNull()).isTrue();
        assertThat(choice.at("/message/tool_calls"))
                .isEqualTo(JSON.readTree("[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"w\","
                        + "\"arguments\":\"{\\\"city\\\":\\\"Seoul\\\"}\"}}]"));
        assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
    }

    @Test
    void wholeCompletionHasTextAndParallelListsOfLogprobs() throws IOException {
        JsonNode body = json(COMPLETION.whole(answer("x", List.of(), FinishReason.LENGTH)));

        assertThat(body.path("id").asText()).isEqualTo("cmpl-r1");
        assertThat(body.path("object").asText()).isEqualTo("text_completion");
        assertThat(body.at("/choices/0/text").asText()).isEqualTo("x");
        assertThat(body.at("/choices/0/logprobs"))
                .isEqualTo(JSON.readTree("{\"tokens\":[\"a\"],\"token_logprobs\":[-0.5],"
                        + "\"top_logprobs\":[{\"b\":-1.0,\"a\":-0.5}],\"text_offset\":[0]}"));
    }

    @Test
    void tokensOfOneEmojiBeginAtTheSamePlaceAndNameNoAlternativeTwice() throws IOException {
        var half = new TokenLogprob(
                "\ufffd",
                List.of(0xf0, 0x9f),
                -0.5,
                List.of(
                        new TokenLogprob("\ufffd", List.of(0xf0, 0x9f), -0.5, List.of()),
                        new TokenLogprob("\ufffd", List.of(0xe2), -1.5, List.of())));
        var rest = new TokenLogprob("\ufffd", List.of(0x99, 0x82), -0.1, List.of());
        var choice = new GeneratedChoice("🙂!", List.of(), FinishReason.STOP, List.of(half, rest, TOKEN), SURE);

        String body = new String(
                COMPLETION.whole(new Generated(List.of(choice), new Usage(1, 3), 0)), StandardCharsets.UTF_8);

        assertThat(JSON.readTree(body).at("/choices/0/logprobs/text_offset")).isEqualTo(JSON.readTree("[0,1,1]"));
        assertThat(body).contains("\"top_logprobs\":[{\"\ufffd\":-0.5},{\"\ufffd\":-0.1},");
    }

    @Test
    void firstEventNamesTheRoleAndTheLastTheReason() throws IOException {
        JsonNode first = event(CHAT.event(new Delta(1, "Hi", List.of(), List.of(), Optional.empty()), true));
        JsonNode last =
                event(CHAT.event(new Delta(1, "", List.of(), List.of(), Optional.of(FinishReason.LENGTH)), false));

        assertThat(first.path("object").asText()).isEqualTo("chat.completion.chunk");
        assertThat(first.at("/choices/0/index").asInt()).isEqualTo(1);
        assertThat(first.at("/choices/0/delta"))
                .isEqualTo(JSON.readTree("{\"role\":\"assistant\",\"content\":\"Hi\"}"));
        assertThat(first.at("/choices/0/finish_reason").isNull()).isTrue();
        assertThat(last.at("/choices/0/delta")).isEmpty();
        assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void logprobsNeverComeWithTheRoleWhichClientsWouldCountTwice() throws IOException {
        String events = new String(
                CHAT.event(new Delta(0, "a", List.of(), List.of(TOKEN), Optional.empty()), true),
                StandardCharsets.UTF_8);
        String[] data = events.split("\n\n");

        assertThat(data).hasSize(2);
        assertThat(JSON.readTree(data[0].substring(6)).at("/choices/0/logprobs").isNull())
                .isTrue();
        assertThat(JSON.readTree(data[0].substring(6)).at("/choices/0/delta"))
                .isEqualTo(JSON.readTree("{\"role\":\"assistant\",\"content\":\"\"}"));
        assertThat(JSON.readTree(data[1].substring(6)).at("/choices/0/logprobs/content"))
                .hasSize(1);
        assertThat(JSON.readTree(data[1].substring(6)).at("/choices/0/delta"))
                .isEqualTo(JSON.readTree("{\"content\":\"a\"}"));
    }

    @Test
    void callsOfToolsInEventsAreNumbered() throws IOException {
        List<ToolCall> calls = List.of(new ToolCall("c0", "a", "{}"), new ToolCall("c1", "b", "{}"));
        JsonNode event = event(CHAT.event(new Delta(0, "", calls, List.of(), Optional.empty()), false));

        assertThat(event.at("/choices/0/delta/tool_calls/0/index").asInt()).isZero();
        assertThat(event.at("/choices/0/delta/tool_calls/1/index").asInt()).isOne();
    }

    @Test
    void usageEventHasNoChoice() throws IOException {
        JsonNode event = event(CHAT.used(answer("x", List.of(), FinishReason.STOP)));

        assertThat(event.path("choices")).isEmpty();
        assertThat(event.at("/usage/total_tokens").asInt()).isEqualTo(10);
    }
}

package dev.edgewise.cache.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.key.ApiFamily;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code edge.confidence} was lost when a stored answer of the node's model was sent in the other form. */
class ChoiceConfidenceTest {
    private static final String SURE = "{\"mean_logprob\":-0.25,\"min_logprob\":null,\"mean_entropy\":1.50}";
    private static final String LESS_SURE = "{\"mean_logprob\":-2.0,\"min_logprob\":-7E1,\"mean_entropy\":3.0}";
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}";
    private static final String EDGE = "\"edge\":{\"confidence\":[" + SURE + "," + LESS_SURE + "]}";

    private static String head(ApiFamily family, boolean stream) {
        String object = family == ApiFamily.COMPLETIONS ? "text_completion" : "chat.completion";
        return "{\"id\":\"c1\",\"object\":\"" + object + (family == ApiFamily.CHAT && stream ? ".chunk" : "")
                + "\",\"created\":5,\"model\":\"chat\",\"choices\":[";
    }

    /** A choice as the node writes it, with how sure the model was at its end. */
    private static String choice(ApiFamily family, int index, String sure) {
        String text = family == ApiFamily.COMPLETIONS
                ? "\"text\":\"Hi\""
                : "\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}";
        return "{\"index\":" + index + "," + text
                + ",\"logprobs\":null,\"finish_reason\":\"stop\",\"edge\":{\"confidence\":" + sure + "}}";
    }

    private static String event(ApiFamily family, int index) {
        String text = family == ApiFamily.COMPLETIONS
                ? "\"text\":\"Hi\""
                : "\"delta\":{\"role\":\"assistant\",\"content\":\"Hi\"}";
        return head(family, true) + "{\"index\":" + index + "," + text
                + ",\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null}";
    }

    private static CachedAnswer whole(ApiFamily family, String... choices) {
        byte[] body = (head(family, false) + String.join(",", choices) + "]," + USAGE + "}").getBytes(UTF_8);
        return CachedAnswer.ofJson(
                family, body, Replies.complete(Replies.CHECK.json(family, 200, choices.length, body)));
    }

    private static CachedAnswer streamed(ApiFamily family, String edge) {
        byte[] body = Replies.stream(
                        event(family, 0), event(family, 1), head(family, true) + "]," + USAGE + "," + edge + "}")
                .getBytes(UTF_8);
        return CachedAnswer.ofStream(family, body, Replies.complete(Replies.CHECK.stream(family, 200, 2, body)));
    }

    /** The same answer as a disk gives it back. */
    private static CachedAnswer reread(CachedAnswer answer) throws IOException {
        var bytes = new ByteArrayOutputStream();
        AnswerCodec.write(answer, new DataOutputStream(bytes));
        return AnswerCodec.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 1 << 20);
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "COMPLETIONS"})
    void aWholeAnswerSaysItInTheUsageEventAndNowhereElse(ApiFamily family) throws IOException {
        CachedAnswer answer = whole(family, choice(family, 0, SURE), choice(family, 1, LESS_SURE));
        String last = head(family, true) + "]," + USAGE + "," + EDGE + "}";

        for (CachedAnswer kept : new CachedAnswer[] {answer, reread(answer)}) {
            String stream = Replies.text(kept, Form.SSE_WITH_USAGE);

            assertThat(stream).endsWith("\n\ndata: " + last + "\n\ndata: [DONE]\n\n");
            assertThat(stream).containsOnlyOnce("\"edge\"");
            assertThat(Replies.text(kept, Form.SSE)).doesNotContain("edge").doesNotContain("usage");
            assertThat(new String(kept.inPieces(Form.SSE_WITH_USAGE).body(), UTF_8))
                    .containsOnlyOnce(EDGE + "}\n\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "COMPLETIONS"})
    void aStreamSaysItInTheChoicesOfTheWholeAnswer(ApiFamily family) throws IOException {
        CachedAnswer answer = streamed(family, EDGE);
        String expected =
                head(family, false) + choice(family, 0, SURE) + "," + choice(family, 1, LESS_SURE) + "]," + USAGE + "}";

        assertThat(Replies.text(answer, Form.JSON)).isEqualTo(expected);
        assertThat(Replies.text(reread(answer), Form.JSON)).isEqualTo(expected);
    }

    @Test
    void anAnswerOfOneChoiceHasAListOfOne() {
        CachedAnswer answer = whole(ApiFamily.CHAT, choice(ApiFamily.CHAT, 0, SURE));

        assertThat(Replies.text(answer, Form.SSE_WITH_USAGE))
                .contains("]," + USAGE + ",\"edge\":{\"confidence\":[" + SURE + "]}}\n\n");
    }

    @Test
    void whatElseAServerCallsEdgeStaysWhereItWas() {
        String plain = choice(ApiFamily.CHAT, 1, SURE).replace("{\"confidence\":" + SURE + "}", "{\"a\":1}");
        CachedAnswer some = whole(ApiFamily.CHAT, choice(ApiFamily.CHAT, 0, SURE), plain);
        CachedAnswer more = whole(
                ApiFamily.CHAT, choice(ApiFamily.CHAT, 0, SURE).replace("{\"confidence\"", "{\"a\":1,\"confidence\""));

        assertThat(Replies.text(some, Form.SSE_WITH_USAGE))
                .contains("\"edge\":{\"confidence\":" + SURE + "}}]", "\"edge\":{\"a\":1}}]");
        assertThat(Replies.text(more, Form.SSE_WITH_USAGE))
                .contains("\"edge\":{\"a\":1}}]", ",\"edge\":{\"confidence\":[" + SURE + "]}}");
        for (String other : new String[] {"\"edge\":{\"confidence\":[" + SURE + "]}", "\"edge\":\"x\""}) {
            assertThat(Replies.text(streamed(ApiFamily.CHAT, other), Form.JSON)).contains("," + other + ",\"usage\"");
        }
    }
}

package dev.edgewise.cache.answer;

import static dev.edgewise.cache.answer.Replies.CHECK;
import static dev.edgewise.cache.answer.Replies.check;
import static dev.edgewise.cache.answer.Replies.chunk;
import static dev.edgewise.cache.answer.Replies.json;
import static dev.edgewise.cache.answer.Replies.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.answer.Completeness.Complete;
import dev.edgewise.cache.answer.Completeness.Incomplete;
import dev.edgewise.cache.answer.Completeness.Reason;
import dev.edgewise.cache.key.ApiFamily;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyCheckTest {
    private static final String DELTA = "{\"content\":\"a\"}";
    private static final String USAGE =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5,\"total_tokens\":12,"
                    + "\"prompt_tokens_details\":{\"audio_tokens\":0,\"cached_tokens\":3},"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":2,\"x\":[1]}}}";

    @ParameterizedTest
    @CsvSource({"stop, false", "tool_calls, false", "function_call, false", "length, true"})
    void anAnswerThatEndedIsComplete(String finishReason, boolean exactOnly) {
        String body = Replies.chat("a").replace("\"stop\"", '"' + finishReason + '"');

        assertThat(json(body)).isEqualTo(new Complete(new Usage(9, 3, 0, 0), exactOnly, null));
        assertThat(check(stream(chunk(DELTA, "null"), chunk("{}", '"' + finishReason + '"'))))
                .isEqualTo(new Complete(null, exactOnly, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"stop\"|null|UNFINISHED",
                "\"stop\"|\"abort\"|UNFINISHED",
                "\"stop\"|\"content_filter\"|REFUSED",
                "\"content\":\"a\"|\"content\":null,\"refusal\":\"I cannot\"|REFUSED",
                "{\"id\"|{\"error\":{\"message\":\"x\"},\"id\"|ERROR",
                "\"chat.completion\"|\"error\"|ERROR",
                "\"choices\":|\"other\":|MISSING_CHOICES",
                "\"message\":{|\"other\":{|MALFORMED",
                "\"id\"|\"model\":\"x\",\"id\"|MALFORMED",
                "}}|}|MALFORMED"
            })
    void anythingElseIsNot(String part, String instead, Reason reason) {
        String body = Replies.chat("a").replace(part, instead);

        assertThat(((Incomplete) json(body)).reason()).isEqualTo(reason);
    }

    @Test
    void aStreamNeedsItsTerminalEventAndAnEndForEveryChoice() {
        String whole = stream(chunk(DELTA, "null"), chunk("{}", "\"stop\""));
        String second = chunk(DELTA, "null").replace("\"index\":0", "\"index\":1");

        assertThat(reason(whole.replace("data: [DONE]\n\n", ""))).isEqualTo(Reason.NO_TERMINAL_EVENT);
        assertThat(reason(whole.replace("[DONE]\n\n", "[DONE]\n"))).isEqualTo(Reason.NO_TERMINAL_EVENT);
        assertThat(reason(stream(chunk(DELTA, "null")))).isEqualTo(Reason.UNFINISHED);
        assertThat(reason(stream(second, chunk(DELTA, "\"stop\"")))).isEqualTo(Reason.UNFINISHED);
        assertThat(reason(whole + "data: {}\n\n")).isEqualTo(Reason.MALFORMED);
        assertThat(reason(stream("{", chunk(DELTA, "\"stop\"")))).isEqualTo(Reason.MALFORMED);
        assertThat(reason(stream(chunk(DELTA, "\"stop\""), "{\"error\":{}}"))).isEqualTo(Reason.ERROR);
        assertThat(reason("event: error\n" + whole)).isEqualTo(Reason.ERROR);
        assertThat(reason(stream(chunk("{\"refusal\":\"no\"}", "\"stop\"")))).isEqualTo(Reason.REFUSED);
    }

    @Test
    void asManyAnswersAsAskedForMustBeThere() {
        byte[] one = Replies.chat("a").getBytes(UTF_8);
        byte[] streamed = stream(chunk(DELTA, "\"stop\"")).getBytes(UTF_8);

        assertThat(CHECK.json(ApiFamily.CHAT, 200, 2, one))
                .isEqualTo(new Incomplete(Reason.MISSING_CHOICES, new Usage(9, 3, 0, 0)));
        assertThat(CHECK.stream(ApiFamily.CHAT, 200, 2, streamed))
                .isEqualTo(new Incomplete(Reason.MISSING_CHOICES, null));
    }

    @Test
    void onlyASuccessIsStoredButUsageIsReadFromEveryReply() {
        byte[] body = Replies.chat("a").getBytes(UTF_8);

        assertThat(CHECK.json(ApiFamily.CHAT, 429, 1, body))
                .isEqualTo(new Incomplete(Reason.STATUS, new Usage(9, 3, 0, 0)));
        assertThat(CHECK.json(ApiFamily.CHAT, 206, 1, body)).isInstanceOf(Complete.class);
        assertThat(CHECK.usage(body)).isEqualTo(new Usage(9, 3, 0, 0));
        assertThat(CHECK.usage("garbage".getBytes(UTF_8))).isNull();
    }

    @Test
    void usageComesWithItsDetails() {
        String stream = stream(chunk(DELTA, "\"stop\""), USAGE);
        int start = stream.indexOf("data: " + USAGE);

        assertThat(check(stream))
                .isEqualTo(new Complete(
                        new Usage(7, 5, 3, 2),
                        false,
                        new Completeness.Span(start, start + USAGE.length() + "data: \n\n".length())));
    }

    @Test
    void usageOfTheWrongShapeCountsNothingAndBreaksNothing() {
        String odd = Replies.chat("a")
                .replace("\"prompt_tokens\":9", "\"prompt_tokens\":{\"a\":[1]},\"prompt_tokens_details\":[2],\"x\":{}")
                .replace("\"completion_tokens\":3", "\"completion_tokens\":123456789012345678901234567890");

        assertThat(json(odd)).isEqualTo(new Complete(new Usage(0, 0, 0, 0), false, null));
        assertThat(json(Replies.chat("a")
                        .replace("{\"prompt_tokens\":9,", "{\"prompt_tokens\":-4,")
                        .replace("_tokens\":3", "_tokens\":1.5")))
                .isEqualTo(new Complete(new Usage(0, 0, 0, 0), false, null));
    }

    @Test
    void completionsAndEmbeddingsHaveTheirOwnShape() {
        String text =
                "{\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"stop\"}]}";
        String vectors = "{\"object\":\"list\",\"data\":[{\"embedding\":[0.1,0.2]}],\"usage\":{\"prompt_tokens\":2,"
                + "\"total_tokens\":2}}";
        byte[] none = "{\"object\":\"list\",\"data\":[]}".getBytes(UTF_8);

        assertThat(CHECK.json(ApiFamily.COMPLETIONS, 200, 1, text.getBytes(UTF_8)))
                .isEqualTo(new Complete(null, false, null));
        assertThat(CHECK.json(ApiFamily.EMBEDDINGS, 200, 1, vectors.getBytes(UTF_8)))
                .isEqualTo(new Complete(new Usage(2, 0, 0, 0), false, null));
        assertThat(CHECK.json(ApiFamily.EMBEDDINGS, 200, 1, none))
                .isEqualTo(new Incomplete(Reason.MISSING_CHOICES, null));
        assertThat(CHECK.stream(ApiFamily.EMBEDDINGS, 200, 1, none)).isEqualTo(new Incomplete(Reason.MALFORMED, null));
    }

    @Test
    void aReplyBeyondTheLimitIsNotStored() {
        byte[] body = Replies.chat("a").getBytes(UTF_8);

        assertThat(new ReplyCheck(100).json(ApiFamily.CHAT, 200, 1, body))
                .isEqualTo(new Incomplete(Reason.MALFORMED, null));
    }

    private static Reason reason(String stream) {
        return ((Incomplete) check(stream)).reason();
    }
}

package dev.edgewise.cache.answer;

import static dev.edgewise.cache.answer.Replies.chunk;
import static dev.edgewise.cache.answer.Replies.stream;
import static dev.edgewise.cache.answer.Replies.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.key.ApiFamily;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CachedAnswerTest {
    private static final String USAGE =
            "{\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}";

    @Test
    void theFormItCameInIsGivenBackByteForByte() {
        String json = Replies.chat("a").replace(",", " , ");
        String stream = stream(chunk("{\"content\":\"a\"}", "\"stop\"")).replace("\n", "\r\n");

        assertThat(text(Replies.answer(json), Form.JSON)).isEqualTo(json);
        assertThat(text(Replies.streamed(stream), Form.SSE)).isEqualTo(stream);
    }

    @Test
    void chunksBecomeTheObjectOfTheSameCall() {
        String stream = stream(
                chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null"),
                chunk("{\"reasoning_content\":\"th\"}", "null"),
                chunk("{\"reasoning_content\":\"ink\"}", "null"),
                chunk("{\"content\":\"Hel\"}", "null")
                        .replace("\"finish", "\"logprobs\":{\"content\":[{\"token\":\"Hel\"}]},\"finish"),
                chunk("{\"content\":\"lo \\ud83d\"}", "null")
                        .replace("\"finish", "\"logprobs\":{\"content\":[{\"token\":\"lo\"}]},\"finish"),
                chunk("{\"content\":\"\\ude00\",\"x\":12345678901234567.10}", "null"),
                chunk("{}", "\"stop\"")
                        .replace("\"model\"", "\"system_fingerprint\":\"fp\",\"obfuscation\":\"zz\",\"model\""),
                USAGE);

        assertThat(text(Replies.streamed(stream), Form.JSON))
                .isEqualTo(
                        "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                                + "\"message\":{\"role\":\"assistant\",\"content\":\"Hello 😀\",\"refusal\":null,"
                                + "\"reasoning_content\":\"think\",\"x\":12345678901234567.10},\"finish_reason\":\"stop\","
                                + "\"logprobs\":{\"content\":[{\"token\":\"Hel\"},{\"token\":\"lo\"}]}}],\"system_fingerprint\":\"fp\","
                                + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}");
    }

    @Test
    void toolCallsAreJoinedByTheirIndex() {
        String stream = stream(
                chunk(
                        "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
                        "null"),
                chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\"}}]}", "null"),
                chunk(
                        "{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\","
                                + "\"arguments\":\"{}\"}},{\"index\":0,\"id\":\"\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"f\",\"arguments\":\"\\\":1}\"}}]}",
                        "null"),
                chunk("{}", "\"tool_calls\""));

        assertThat(text(Replies.streamed(stream), Form.JSON))
                .contains("\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
                        + "{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}},"
                        + "{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]}");
    }

    @Test
    void anObjectBecomesTheChunksOfTheSameCall() {
        String head = "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[";
        String first =
                "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}";
        String second = "{\"index\":0,\"delta\":{\"content\":\"hi\"},\"logprobs\":null,\"finish_reason\":null}";
        String last = "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}";

        CachedAnswer answer = Replies.answer(Replies.chat("hi"));

        assertThat(text(answer, Form.SSE))
                .isEqualTo(stream(head + first + "]}", head + second + "]}", head + last + "]}"));
        assertThat(text(answer, Form.SSE_WITH_USAGE))
                .isEqualTo(stream(
                        head + first + "],\"usage\":null}",
                        head + second + "],\"usage\":null}",
                        head + last + "],\"usage\":null}",
                        head + "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}"));
    }

    @Test
    void theUsageEventIsSentOnlyToThoseWhoAskForIt() {
        String plain = chunk("{\"content\":\"a\"}", "\"stop\"");

        CachedAnswer withUsage = Replies.streamed(stream(plain, USAGE));
        CachedAnswer without = Replies.streamed(stream(plain));

        assertThat(withUsage.filledBy()).isEqualTo(Form.SSE_WITH_USAGE);
        assertThat(text(withUsage, Form.SSE)).isEqualTo(stream(plain));
        assertThat(text(withUsage, Form.SSE_WITH_USAGE)).isEqualTo(stream(plain, USAGE));
        assertThat(text(without, Form.SSE_WITH_USAGE)).isEqualTo(stream(plain));
        assertThat(without.usage()).isNull();
    }

    @Test
    void longContentIsSentInPiecesThatSplitNoCharacter() {
        String content = "a" + "😀".repeat(ChunkWriter.PIECE_CHARS);

        CachedAnswer answer = Replies.answer(Replies.chat(content));
        String stream = text(answer, Form.SSE);

        assertThat(stream.lines().filter(line -> !line.isEmpty()).count()).isEqualTo(5);
        assertThat(text(Replies.streamed(stream), Form.JSON)).contains("\"content\":\"" + content + "\"");
    }

    @Test
    void completionsStreamTheirText() {
        String json =
                "{\"id\":\"t\",\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"ab\",\"logprobs\":null,"
                        + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1}}";
        String first =
                "{\"id\":\"t\",\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"a\",\"logprobs\":null,"
                        + "\"finish_reason\":null}]}";
        String second = first.replace("\"a\"", "\"b\"").replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"");

        CachedAnswer fromJson = CachedAnswer.ofJson(
                ApiFamily.COMPLETIONS, json.getBytes(UTF_8), new Completeness.Complete(null, false, null));
        CachedAnswer fromStream = CachedAnswer.ofStream(
                ApiFamily.COMPLETIONS,
                stream(first, second).getBytes(UTF_8),
                new Completeness.Complete(null, false, null));

        assertThat(text(fromJson, Form.SSE)).isEqualTo(stream(json.replace(",\"usage\":{\"prompt_tokens\":1}", "")));
        assertThat(text(fromStream, Form.JSON)).isEqualTo(json.replace(",\"usage\":{\"prompt_tokens\":1}", ""));
    }

    @Test
    void embeddingsDoNotStream() {
        CachedAnswer answer = CachedAnswer.ofJson(
                ApiFamily.EMBEDDINGS, "{\"data\":[1]}".getBytes(UTF_8), new Completeness.Complete(null, false, null));

        assertThat(answer.form(Form.SSE)).isNull();
        assertThat(answer.form(Form.JSON)).isNotNull();
    }

    @Test
    void aFormIsMadeOnceAndWeighed() {
        CachedAnswer answer = Replies.answer(Replies.chat("a"));
        int before = answer.weightBytes();

        assertThat(answer.held(Form.SSE)).isNull();
        Rendered made = answer.form(Form.SSE);

        assertThat(answer.form(Form.SSE)).isSameAs(made);
        assertThat(answer.held(Form.SSE)).isSameAs(made);
        assertThat(answer.weightBytes()).isEqualTo(before + made.body().length);
    }

    @Test
    void bytesThatTwoFormsShareAreWeighedOnce() {
        CachedAnswer answer = Replies.streamed(stream(chunk("{\"content\":\"a\"}", "\"stop\"")));
        int before = answer.weightBytes();

        assertThat(answer.form(Form.SSE_WITH_USAGE)).isSameAs(answer.form(Form.SSE));
        assertThat(answer.weightBytes()).isEqualTo(before);
    }

    @Test
    void formsHaveTheirOwnTagsAndEqualBodiesTheSame() {
        CachedAnswer answer = Replies.answer(Replies.chat("a"));
        CachedAnswer same = Replies.answer(Replies.chat("a"));

        assertThat(answer.form(Form.JSON).etag())
                .matches("\"[0-9a-f]{32}\"")
                .isEqualTo(same.form(Form.JSON).etag());
        assertThat(answer.form(Form.SSE).etag())
                .isNotEqualTo(answer.form(Form.JSON).etag());
        assertThat(answer.form(Form.JSON).contentType()).isEqualTo("application/json");
        assertThat(answer.form(Form.SSE).contentType()).isEqualTo("text/event-stream");
        assertThat(answer.form(Form.SSE).contentLength())
                .isEqualTo(Integer.toString(answer.form(Form.SSE).body().length));
    }

    @Test
    void aStreamOfManyPiecesIsJoinedInLinearTime() {
        String[] chunks = IntStream.range(0, 4_000)
                .mapToObj(i -> chunk("{\"content\":\"word \"}", "null"))
                .toArray(String[]::new);
        String[] all = Arrays.copyOf(chunks, chunks.length + 1);
        all[chunks.length] = chunk("{}", "\"stop\"");

        assertThat(text(Replies.streamed(stream(all)), Form.JSON)).contains("word ".repeat(4_000));
    }
}

package dev.edgewise.cache.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.answer.Completeness.Complete;
import dev.edgewise.cache.key.ApiFamily;

/** Replies for tests. */
public final class Replies {
    static final ReplyCheck CHECK = new ReplyCheck(1 << 20);

    private Replies() {}

    /** An event stream of the given data, and the terminal event. */
    public static String stream(String... data) {
        return "data: " + String.join("\n\ndata: ", data) + "\n\ndata: [DONE]\n\n";
    }

    /** A chunk of a chat stream. */
    public static String chunk(String delta, String finishReason) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"delta\":" + delta + ",\"finish_reason\":" + finishReason + "}]}";
    }

    /** A chat answer of that content. */
    public static String chat(String content) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"message\":{\"role\":\"assistant\",\"content\":\"" + content + "\"},\"logprobs\":null,"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}";
    }

    public static CachedAnswer answer(String json) {
        return CachedAnswer.ofJson(ApiFamily.CHAT, json.getBytes(UTF_8), complete(json(json)));
    }

    public static CachedAnswer streamed(String stream) {
        return CachedAnswer.ofStream(ApiFamily.CHAT, stream.getBytes(UTF_8), complete(check(stream)));
    }

    static Completeness json(String body) {
        return CHECK.json(ApiFamily.CHAT, 200, 1, body.getBytes(UTF_8));
    }

    static Completeness check(String stream) {
        return CHECK.stream(ApiFamily.CHAT, 200, 1, stream.getBytes(UTF_8));
    }

    static Complete complete(Completeness verdict) {
        assertThat(verdict).isInstanceOf(Complete.class);
        return (Complete) verdict;
    }

    static String text(CachedAnswer answer, Form form) {
        return new String(answer.form(form).body(), UTF_8);
    }
}

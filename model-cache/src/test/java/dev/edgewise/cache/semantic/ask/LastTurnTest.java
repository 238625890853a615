package dev.edgewise.cache.semantic.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.key.CanonicalKeys;
import dev.edgewise.cache.key.KeyContext;
import dev.edgewise.cache.key.ResolvedModel;
import dev.edgewise.cache.key.Scope;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.semantic.ask.Asked.NoWords;
import dev.edgewise.cache.semantic.ask.Asked.Reason;
import dev.edgewise.cache.semantic.ask.Asked.Words;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastTurnTest {
    private static final int BODY_BYTES_MAX = 100_000;
    private static final int CHARS_MAX = 50;
    private static final LastTurn TURNS = new LastTurn(BODY_BYTES_MAX);
    private static final KeyContext ACME = new KeyContext(new Scope.Tenant("acme"), new byte[0], null);
    private static final ResolvedModel MODEL = new ResolvedModel("m", "", "");

    private static Scanned scanned(String body) {
        return (Scanned) new RequestScan(BODY_BYTES_MAX).scan(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Asked chat(String body) {
        return TURNS.of(ApiFamily.CHAT, scanned(body), CHARS_MAX);
    }

    private static Words words(String body) {
        return (Words) chat(body);
    }

    private static CacheKey frame(String body) {
        return new CanonicalKeys(BODY_BYTES_MAX)
                .frame(ACME, ApiFamily.CHAT, MODEL, words(body).frame());
    }

    private static String user(String content, String more) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":" + content + "}]" + more + "}";
    }

    @Test
    void lastMessageOfTheUserIsTheQuestion() {
        assertThat(words(user("\"Wie sp\\u00e4t ist \\\"es\\\"?\"", "")).text()).isEqualTo("Wie spät ist \"es\"?");
        assertThat(words(user("[{\"type\":\"text\",\"text\":\"서울 날씨\"}]", ",\"seed\":1"))
                        .text())
                .isEqualTo("서울 날씨");
    }

    @Test
    void requestsThatDifferInTheQuestionAloneShareAFrame() {
        CacheKey one = frame(user("\"one\"", ",\"temperature\":0"));

        assertThat(frame(user("\"two \\\"quoted\\\" words\"", ",\"temperature\":0")))
                .isEqualTo(one);
        assertThat(frame(user("[{\"type\":\"text\",\"text\":\"one\"}]", ",\"temperature\":0,\"stream\":true")))
                .isEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a parameter|,\"temperature\":0.5|Be brief.",
                "a field nobody knows|,\"temperature\":0,\"mystery\":1|Be brief.",
                "the system prompt|,\"temperature\":0|Be long."
            })
    void anythingElseThatDiffersIsAnotherFrame(String what, String more, String system) {
        assertThat(frame(user("\"one\"", more).replace("Be brief.", system)))
                .as(what)
                .isNotEqualTo(frame(user("\"one\"", ",\"temperature\":0")));
    }

    @Test
    void historyIsPartOfTheFrameAndSoIsWhoseWordsTheyAre() {
        String turns = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"},"
                + "{\"role\":\"assistant\",\"content\":\"ok\"},{\"role\":\"user\",\"content\":\"%s\"}]}";

        assertThat(frame(turns.formatted("a", "b"))).isEqualTo(frame(turns.formatted("a", "c")));
        assertThat(frame(turns.formatted("a", "b"))).isNotEqualTo(frame(turns.formatted("c", "b")));
    }

    @Test
    void frameIsNeverTheKeyOfAWholeRequest() {
        Scanned whole = scanned(user("null", ""));

        assertThat(new CanonicalKeys(BODY_BYTES_MAX).key(ACME, ApiFamily.CHAT, MODEL, whole))
                .isNotEqualTo(frame(user("\"one\"", "")));
    }

    @Test
    void whatIsNoQuestionInWordsSaysWhy() {
        assertThat(chat(user("[]", ""))).isEqualTo(new NoWords(Reason.NOT_TEXT));
        assertThat(chat(user("null", ""))).isEqualTo(new NoWords(Reason.NOT_TEXT));
        assertThat(chat(user(
                        "[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}]",
                        "")))
                .isEqualTo(new NoWords(Reason.NOT_TEXT));
        assertThat(chat(user("[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{}}]", "")))
                .isEqualTo(new NoWords(Reason.NOT_TEXT));
        assertThat(chat(user("\" \"", ""))).isEqualTo(new NoWords(Reason.LENGTH));
        assertThat(chat(user("\"" + "x".repeat(CHARS_MAX + 1) + "\"", ""))).isEqualTo(new NoWords(Reason.LENGTH));
        assertThat(chat("{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}]}"))
                .isEqualTo(new NoWords(Reason.LAST_TURN));
        assertThat(chat("{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},7]}"))
                .isEqualTo(new NoWords(Reason.LAST_TURN));
        assertThat(chat("{\"messages\":{}}")).isEqualTo(new NoWords(Reason.LAST_TURN));
        assertThat(TURNS.of(ApiFamily.EMBEDDINGS, scanned("{\"input\":\"a\"}"), CHARS_MAX))
                .isEqualTo(new NoWords(Reason.API));
    }

    @Test
    void promptOfACompletionIsItsQuestion() {
        var words = (Words) TURNS.of(ApiFamily.COMPLETIONS, scanned("{\"prompt\":\"Once\"}"), CHARS_MAX);

        assertThat(words.text()).isEqualTo("Once");
        assertThat(new String(words.frame().body(), StandardCharsets.UTF_8)).isEqualTo("{\"prompt\":null}");
        assertThat(TURNS.of(ApiFamily.COMPLETIONS, scanned("{\"prompt\":[\"a\",\"b\"]}"), CHARS_MAX))
                .isEqualTo(new NoWords(Reason.NOT_TEXT));
    }
}

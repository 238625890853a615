package dev.edgewise.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Purpose;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that change an answer were passed over, and the answer was another one than was asked for. */
class ForeignFieldsTest {
    private static final ModelId MODEL = new ModelId("m");

    private static TextRequestJson.Parsed text(Api api, String more) {
        String said = api == Api.CHAT ? "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" : "\"prompt\":\"Hi\"";
        return TextRequestJson.parse(("{" + said + more + "}").getBytes(StandardCharsets.UTF_8), api, MODEL);
    }

    private static EmbeddingsJson.Parsed vectors(String more) {
        byte[] body = ("{\"input\":\"Hi\"" + more + "}").getBytes(StandardCharsets.UTF_8);
        return EmbeddingsJson.parse((Scanned) new RequestScan(1 << 16).scan(body), MODEL);
    }

    private static Purpose purpose(String more) {
        return ((EmbeddingsJson.Parsed.Request) vectors(more)).work().purpose().orElseThrow();
    }

    private static void named(Refusal refusal, String more) {
        assertThat(more).startsWith(",\"" + refusal.param() + "\"");
        assertThat(refusal.message()).contains(String.valueOf(refusal.param()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"guided_json\":{\"type\":\"object\"}",
                ",\"guided_choice\":[\"yes\",\"no\"]",
                ",\"guided_regex\":\"a+\"",
                ",\"structured_outputs\":{\"choice\":[\"a\"]}",
                ",\"grammar\":\"root ::= \\\"a\\\"\"",
                ",\"stop_token_ids\":[2]",
                ",\"min_tokens\":5",
                ",\"ignore_eos\":true",
                ",\"bad_words\":[\"x\"]",
                ",\"continue_final_message\":true",
                ",\"add_generation_prompt\":false",
                ",\"chat_template_kwargs\":{\"enable_thinking\":false}",
                ",\"repeat_penalty\":1.1",
                ",\"typical_p\":0.9"
            })
    void whatATextHereCannotKeepToIsNamedAndForAnotherPlace(String more) {
        for (Api api : new Api[] {Api.CHAT, Api.COMPLETIONS}) {
            assertThat(text(api, more))
                    .isInstanceOfSatisfying(
                            TextRequestJson.Parsed.Elsewhere.class, elsewhere -> named(elsewhere.refusal(), more));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"guided_json\":null,\"guided_regex\":\"\",\"bad_words\":[],\"chat_template_kwargs\":{}",
                ",\"min_tokens\":0,\"ignore_eos\":false,\"continue_final_message\":false,\"echo\":false",
                ",\"repeat_penalty\":1,\"typical_p\":1.0,\"mirostat\":0,\"truncate_prompt_tokens\":-1",
                ",\"add_generation_prompt\":true,\"skip_special_tokens\":true,\"nobody-knows\":7,\"cache_prompt\":true"
            })
    void valuesThatChangeNothingArePassedOver(String more) {
        assertThat(text(Api.CHAT, more)).isInstanceOf(TextRequestJson.Parsed.Request.class);
        assertThat(text(Api.COMPLETIONS, more)).isInstanceOf(TextRequestJson.Parsed.Request.class);
    }

    @Test
    void tokensAroundAPromptAreTheServersOwnInEachApi() {
        assertThat(text(Api.CHAT, ",\"add_special_tokens\":false")).isInstanceOf(TextRequestJson.Parsed.Request.class);
        assertThat(text(Api.CHAT, ",\"add_special_tokens\":true")).isInstanceOf(TextRequestJson.Parsed.Elsewhere.class);
        assertThat(text(Api.COMPLETIONS, ",\"add_special_tokens\":true"))
                .isInstanceOf(TextRequestJson.Parsed.Request.class);
        assertThat(text(Api.COMPLETIONS, ",\"add_special_tokens\":false"))
                .isInstanceOf(TextRequestJson.Parsed.Elsewhere.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"input_type\":\"clustering\"",
                ",\"task\":\"text-matching\"",
                ",\"embedding_type\":\"binary\"",
                ",\"embedding_types\":[\"int8\"]",
                ",\"normalized\":false",
                ",\"late_chunking\":true",
                ",\"add_special_tokens\":false",
                ",\"truncate_prompt_tokens\": 8 "
            })
    void whatVectorsHereCannotBeIsNamedAndForAnotherPlace(String more) {
        assertThat(vectors(more))
                .isInstanceOfSatisfying(
                        EmbeddingsJson.Parsed.Elsewhere.class, elsewhere -> named(elsewhere.refusal(), more));
    }

    @Test
    void valuesThatChangeNoVectorArePassedOver() {
        assertThat(
                        vectors(
                                ",\"embedding_type\":\"float\",\"embedding_types\":[ \"float\" ],\"normalized\":true,\"task\":\"\","
                                        + "\"late_chunking\":false,\"truncate\":\"END\",\"input_type\":null,\"truncate_prompt_tokens\":-1"))
                .isInstanceOfSatisfying(
                        EmbeddingsJson.Parsed.Request.class,
                        request -> assertThat(request.work().purpose()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "input_type,query,QUERY",
        "input_type,search_query,QUERY",
        "task,retrieval.query,QUERY",
        "input_type,document,PASSAGE",
        "input_type,passage,PASSAGE",
        "input_type,search_document,PASSAGE",
        "task,retrieval.passage,PASSAGE"
    })
    void whatTheTextsAreForIsRead(String field, String value, Purpose expected) {
        assertThat(purpose(",\"" + field + "\":\"" + value + "\"")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ",\"input_type\":7|input_type",
                ",\"task\":[\"a\"]|task",
                ",\"input_type\":\"query\",\"task\":\"retrieval.passage\"|task"
            })
    void purposesThatAreNoneAreRefused(String more, String param) {
        assertThat(vectors(more))
                .isInstanceOfSatisfying(
                        EmbeddingsJson.Parsed.Wrong.class,
                        wrong -> assertThat(wrong.refusal().param()).isEqualTo(param));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\"", "{\"type\":\"function\"}", "7"})
    void toolsThatAreNoListAreRefused(String tools) {
        for (String more : new String[] {"", ",\"tool_choice\":\"none\""}) {
            assertThat(text(Api.CHAT, ",\"tools\":" + tools + more))
                    .isInstanceOfSatisfying(
                            TextRequestJson.Parsed.Wrong.class,
                            wrong -> assertThat(wrong.refusal().param()).isEqualTo("tools"));
        }
        assertThat(text(Api.CHAT, ",\"tools\":null")).isInstanceOf(TextRequestJson.Parsed.Request.class);
    }
}

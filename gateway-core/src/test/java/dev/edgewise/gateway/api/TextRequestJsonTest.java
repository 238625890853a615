package dev.edgewise.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.Api;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.ResponseFormat;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.ToolChoice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextRequestJsonTest {
    private static TextRequestJson.Parsed parse(String json, Api api) {
        return TextRequestJson.parse(json.getBytes(StandardCharsets.UTF_8), api, new ModelId("m"));
    }

    private static TextRequestJson.Parsed chat(String more) {
        return parse("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]" + more + "}", Api.CHAT);
    }

    private static Generate work(TextRequestJson.Parsed parsed) {
        assertThat(parsed).isInstanceOf(TextRequestJson.Parsed.Request.class);
        List<Generate> works = ((TextRequestJson.Parsed.Request) parsed).works();
        assertThat(works).hasSize(1);
        return works.getFirst();
    }

    @Test
    void nothingSaidMeansOpenAisDefaults() {
        Generate work = work(chat(""));

        assertThat(work.sampling().temperature()).isEqualTo(1);
        assertThat(work.sampling().topP()).isEqualTo(1);
        assertThat(work.sampling().seed()).isEmpty();
        assertThat(work.tokensMax()).isEmpty();
        assertThat(work.choices()).isEqualTo(1);
        assertThat(work.logprobs()).isEmpty();
        assertThat(work.stops()).isEmpty();
        assertThat(work.format()).isEqualTo(new ResponseFormat.Text());
        assertThat(work(parse("{\"prompt\":\"x\"}", Api.COMPLETIONS)).tokensMax())
                .hasValue(16);
    }

    @Test
    void whatIsSaidIsRead() {
        Generate work = work(chat(",\"temperature\":0.5,\"top_p\":0.9,\"seed\":7,\"max_tokens\":3,"
                + "\"max_completion_tokens\":5,\"n\":2,\"stop\":[\"a\",\"b\"],\"logprobs\":true,\"top_logprobs\":4,"
                + "\"logit_bias\":{\"12\":-100}"));

        assertThat(work.sampling().temperature()).isEqualTo(0.5);
        assertThat(work.sampling().topP()).isEqualTo(0.9);
        assertThat(work.sampling().seed()).hasValue(7);
        assertThat(work.tokensMax()).hasValue(5);
        assertThat(work.choices()).isEqualTo(2);
        assertThat(work.stops()).containsExactly("a", "b");
        assertThat(work.logprobs()).hasValue(4);
        assertThat(work.sampling().logitBias()).containsEntry(12, -100.0);
    }

    @Test
    void streamAndItsUsageAreRead() {
        var parsed =
                (TextRequestJson.Parsed.Request) chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}");

        assertThat(parsed.stream()).isTrue();
        assertThat(parsed.streamUsage()).isTrue();
    }

    @Test
    void formatsAreRead() {
        assertThat(work(chat(",\"response_format\":{\"type\":\"json_object\"}")).format())
                .isEqualTo(new ResponseFormat.JsonObject());
        assertThat(work(chat(",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\","
                                + "\"schema\":{\"type\":\"object\"}}}"))
                        .format())
                .isEqualTo(new ResponseFormat.JsonSchema("{\"type\":\"object\"}"));
    }

    @Test
    void toolsAndTheirChoiceAreRead() {
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"w\",\"parameters\":{}}}]";
        Prompt.Chat offered = (Prompt.Chat) work(chat(tools)).prompt();
        Prompt.Chat named = (Prompt.Chat)
                work(chat(tools + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"w\"}}"))
                        .prompt();
        Prompt.Chat none =
                (Prompt.Chat) work(chat(tools + ",\"tool_choice\":\"none\"")).prompt();

        assertThat(offered.tools()).hasSize(1);
        assertThat(offered.toolChoice()).isEqualTo(new ToolChoice.Auto());
        assertThat(named.toolChoice()).isEqualTo(new ToolChoice.Named("w"));
        assertThat(none.tools()).isEmpty();
    }

    @Test
    void ofTheToolsThoseAreOfferedThatAreAllowedThisTime() {
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},"
                + "{\"type\":\"function\",\"function\":{\"name\":\"b\"}}]";
        String choice = ",\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\","
                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"%s\"}}]}}";
        Prompt.Chat allowed =
                (Prompt.Chat) work(chat(tools + choice.formatted("b"))).prompt();

        assertThat(allowed.tools()).extracting("name").containsExactly("b");
        assertThat(allowed.toolChoice()).isEqualTo(new ToolChoice.Required());
        assertThat(chat(tools + choice.formatted("c")))
                .isInstanceOfSatisfying(
                        TextRequestJson.Parsed.Wrong.class,
                        wrong -> assertThat(wrong.refusal().message()).contains("'c', which is no offered tool"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ,"echo":true          | echo    | true
            ,"suffix":"end"       | suffix  | true
            ,"best_of":3          | best_of | true
            ,"best_of":"many"     | best_of | false
            """)
    void whatCompletionsHereDoNotKnowIsNamed(String more, String param, boolean elsewhere) {
        var refusal = switch (parse("{\"prompt\":\"x\"" + more + "}", Api.COMPLETIONS)) {
            case TextRequestJson.Parsed.Elsewhere other -> other.refusal();
            case TextRequestJson.Parsed.Wrong wrong -> wrong.refusal();
            case TextRequestJson.Parsed.Request request -> throw new AssertionError(request);
        };
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.code()).isEqualTo(elsewhere ? "unsupported_value" : "invalid_value");
    }

    @Test
    void completionTakesTextOrTokens() {
        assertThat(work(parse("{\"prompt\":\"한국\"}", Api.COMPLETIONS)).prompt())
                .isEqualTo(new Prompt.Plain(new TextInput.Text("한국")));
        assertThat(work(parse("{\"prompt\":[1,2,3]}", Api.COMPLETIONS)).prompt())
                .isInstanceOfSatisfying(
                        Prompt.Plain.class,
                        plain -> assertThat(((TextInput.TokenIds) plain.input()).count())
                                .isEqualTo(3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ,"temperature":"hot"                   | temperature
            ,"n":"two"                             | n
            ,"stop":7                              | stop
            ,"stop":[1]                            | stop
            ,"logit_bias":{"cat":1}                | logit_bias
            ,"response_format":{"type":"xml"}      | response_format
            ,"response_format":{"type":"json_schema"} | response_format
            ,"tool_choice":"maybe"                 | tool_choice
            ,"tool_choice":{"type":"custom"}       | tool_choice
            ,"seed":"x"                            | seed
            ,"seed":1.5                            | seed
            ,"logit_bias":[1]                      | logit_bias
            ,"logit_bias":{"12":"much"}            | logit_bias
            ,"logprobs":"yes"                      | logprobs
            ,"logprobs":2                          | logprobs
            ,"top_logprobs":3                      | top_logprobs
            ,"response_format":"json"              | response_format
            ,"parallel_tool_calls":"no"            | parallel_tool_calls
            """)
    void wrongFieldsAreNamed(String more, String param) {
        assertThat(chat(more)).isInstanceOfSatisfying(TextRequestJson.Parsed.Wrong.class, wrong -> {
            assertThat(wrong.refusal().status()).isEqualTo(400);
            assertThat(wrong.refusal().param()).isEqualTo(param);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ,"n":0                                 | n                 | n must be between 1 and 16, not 0.
            ,"n":1000                              | n                 | n must be
            ,"max_tokens":0                        | max_tokens        | max_tokens must be at least 1.
            ,"max_completion_tokens":0             | max_completion_tokens | max_completion_tokens must be at least 1.
            ,"logprobs":true,"top_logprobs":99     | top_logprobs      | top_logprobs must be between 0 and 20.
            ,"temperature":2.5                     | temperature       | temperature must be between 0 and 2, not 2.5.
            ,"top_p":-1                            | top_p             | top_p must be between 0 and 1, not -1.
            ,"presence_penalty":3                  | presence_penalty  | between -2 and 2
            ,"logit_bias":{"1":101}                | logit_bias        | between -100 and 100
            ,"stop":""                             | stop              | A stop text has
            """)
    void valuesOutOfTheirRangeAreRefusedByName(String more, String param, String sentence) {
        assertThat(chat(more)).isInstanceOfSatisfying(TextRequestJson.Parsed.Wrong.class, wrong -> {
            assertThat(wrong.refusal().param()).isEqualTo(param);
            assertThat(wrong.refusal().message()).contains(sentence);
        });
    }

    private static TextRequestJson.Parsed messages(String messages) {
        return parse("{\"messages\":[" + messages + "]}", Api.CHAT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "{\\"c\\": 1}" | {"c": 1}
            {"c": 1}         | {"c":1}
            null             | {}
            """)
    void argumentsOfACallMayBeATextOrAnObject(String sent, String read) {
        var prompt = (Prompt.Chat) work(messages("{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"1\",\"function\":"
                        + "{\"name\":\"f\",\"arguments\":" + sent + "}}]}"))
                .prompt();

        assertThat(prompt.messages().getFirst().toolCalls().getFirst().arguments())
                .isEqualTo(read);
        assertThat(prompt.parallel()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":5,\"content\":\"x\"}",
                "{\"content\":\"x\"}",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":[1]}}]}",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":7}}]}"
            })
    void aRoleThatIsNoTextOrArgumentsThatAreNoObjectAreRefused(String message) {
        assertThat(messages(message))
                .isInstanceOfSatisfying(
                        TextRequestJson.Parsed.Wrong.class,
                        wrong -> assertThat(wrong.refusal().param()).isEqualTo("messages"));
    }

    @Test
    void oneCallAloneMayBeAskedFor() {
        var prompt = (Prompt.Chat) work(chat(",\"parallel_tool_calls\":false")).prompt();

        assertThat(prompt.parallel()).isFalse();
    }

    @Test
    void completionTakesSeveralPromptsOfTextOrTokens() {
        var parsed = (TextRequestJson.Parsed.Request)
                parse("{\"prompt\":[\"a\",[1,2],\"b\"],\"n\":2,\"max_tokens\":3}", Api.COMPLETIONS);

        assertThat(parsed.works()).hasSize(3).allMatch(work -> work.choices() == 2);
        assertThat(parsed.works().getFirst().prompt()).isEqualTo(new Prompt.Plain(new TextInput.Text("a")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                     | prompt
            {"prompt":[]}                          | prompt
            {"prompt":["a",[]]}                    | prompt
            {"prompt":[1.5]}                       | prompt
            {"prompt":{"a":1}}                     | prompt
            {"prompt":"a","logprobs":21}           | logprobs
            """)
    void wrongPromptsAreNamed(String body, String param) {
        assertThat(parse(body, Api.COMPLETIONS))
                .isInstanceOfSatisfying(
                        TextRequestJson.Parsed.Wrong.class,
                        wrong -> assertThat(wrong.refusal().param()).isEqualTo(param));
    }

    @Test
    void tooManyPromptsAreRefused() {
        String many = "\"a\",".repeat(CompletionPromptJson.PROMPTS_MAX) + "\"a\"";

        assertThat(parse("{\"prompt\":[" + many + "]}", Api.COMPLETIONS))
                .isInstanceOfSatisfying(
                        TextRequestJson.Parsed.Wrong.class,
                        wrong -> assertThat(wrong.refusal().message()).contains("65 prompts", "at most 64"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ,"echo":true                           | echo
            ,"suffix":"!"                          | suffix
            ,"best_of":2                           | best_of
            """)
    void whatACompletionHereCannotDoIsNamed(String more, String param) {
        assertThat(parse("{\"prompt\":\"a\"" + more + "}", Api.COMPLETIONS))
                .isInstanceOfSatisfying(
                        TextRequestJson.Parsed.Elsewhere.class,
                        elsewhere -> assertThat(elsewhere.refusal().param()).isEqualTo(param));
        assertThat(parse("{\"prompt\":\"a\",\"echo\":false,\"suffix\":null,\"n\":2,\"best_of\":2}", Api.COMPLETIONS))
                .isInstanceOf(TextRequestJson.Parsed.Request.class);
    }

    @Test
    void picturesFunctionsAndSpeechAreForAnotherPlace() {
        assertThat(parse(
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{}}]}]}",
                        Api.CHAT))
                .isInstanceOf(TextRequestJson.Parsed.Elsewhere.class);
        assertThat(chat(",\"functions\":[{\"name\":\"w\"}]")).isInstanceOf(TextRequestJson.Parsed.Elsewhere.class);
        assertThat(chat(",\"modalities\":[\"text\",\"audio\"]")).isInstanceOf(TextRequestJson.Parsed.Elsewhere.class);
        assertThat(chat(",\"web_search_options\":{}")).isInstanceOf(TextRequestJson.Parsed.Elsewhere.class);
        assertThat(chat(",\"functions\":null,\"modalities\":[\"text\"]"))
                .isInstanceOf(TextRequestJson.Parsed.Request.class);
    }
}

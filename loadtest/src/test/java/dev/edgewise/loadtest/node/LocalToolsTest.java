package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls of tools by a model of the node, as clients see them: the light chat model under a template that tells it of tools. It
 * knows none, but a call that is forced is written under the tool's schema. Skipped where the model does not lie beside the
 * checkout.
 */
@Timeout(120)
class LocalToolsTest {
    private static final String TEMPLATE = """
            {% if tools %}<|im_start|>system
            Call a tool:{% for tool in tools %} {{ tool | tojson }}{% endfor %}<|im_end|>
            {# <tool_call> #}{% endif %}{% for message in messages %}<|im_start|>{{ message['role'] }}
            {{ message['content'] }}<|im_end|>
            {% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
            {% endif %}""";
    private static final String TOOLS = """
            ,"temperature":0,"max_tokens":80,"tools":[
            {"type":"function","function":{"name":"time","parameters":{"type":"object","properties":{}}}},
            {"type":"function","function":{"name":"weather","parameters":{"type":"object",
             "properties":{"city":{"enum":["Seoul","Busan"]},"days":{"type":"integer","minimum":1,"maximum":7}},
             "required":["city","days"],"additionalProperties":false}}}],
            "tool_choice":{"type":"function","function":{"name":"weather"}}""";

    private static final int CUT_TOKENS = 16;

    @TempDir
    private static Path folder;

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        Path model = HubFolder.of(HubFolder.CHAT);
        for (String name : List.of(
                "config.json",
                "generation_config.json",
                "tokenizer.json",
                "onnx/model_quantized.onnx",
                "onnx/model_quantized.onnx_data")) {
            Files.createDirectories(folder.resolve(name).getParent());
            same(model.resolve(name), folder.resolve(name));
        }
        var json = new ObjectMapper();
        var tokenizer = (ObjectNode)
                json.readTree(model.resolve("tokenizer_config.json").toFile());
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                tokenizer.put("chat_template", TEMPLATE).toString());
        node = TestNode.start("""
                models:
                  - {name: chat, local: {model: "file:%s"}}
                """.formatted(folder));
    }

    private static void same(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (IOException | UnsupportedOperationException elsewhere) {
            Files.copy(from, to);
        }
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    /** The first one waits for the model to be loaded. */
    private static Client.Answer ask(String body) throws Exception {
        Client client = node.client();
        return client.send(HttpRequest.newBuilder(
                        client.post("/v1/chat/completions", body, "Edge-Cache", "off"), (name, value) -> true)
                .timeout(Duration.ofSeconds(100))
                .build());
    }

    /** What the events of a stream say of its only call, joined. */
    private record Streamed(String name, String arguments, String finish) {
        static Streamed of(Client.Answer answer) {
            var name = new StringBuilder();
            var arguments = new StringBuilder();
            var finish = new StringBuilder();
            for (String event : answer.events()) {
                if (event.startsWith("{")) {
                    JsonNode choice = Client.json(event).at("/choices/0");
                    JsonNode function = choice.at("/delta/tool_calls/0/function");
                    name.append(function.path("name").asText(""));
                    arguments.append(function.path("arguments").asText(""));
                    finish.append(choice.path("finish_reason").asText(""));
                }
            }
            return new Streamed(name.toString(), arguments.toString(), finish.toString());
        }
    }

    private static void assertIsWeather(String name, String written) {
        JsonNode arguments = Client.json(written);
        assertThat(name).isEqualTo("weather");
        assertThat(arguments.path("city").asText()).isIn("Seoul", "Busan");
        assertThat(arguments.path("days").asInt()).isBetween(1, 7);
        assertThat(arguments.size()).isEqualTo(2);
    }

    @Test
    void a_forced_call_is_one_of_the_tool_with_arguments_of_its_schema() throws Exception {
        Client.Answer answer = ask(Client.ask("How is the weather in Seoul?", TOOLS));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.servedBy()).isEqualTo("local");
        JsonNode choice = answer.json().path("choices").path(0);
        JsonNode call = choice.at("/message/tool_calls/0");
        assertThat(call.path("type").asText()).isEqualTo("function");
        assertThat(call.path("id").asText()).isNotEmpty();
        assertIsWeather(
                call.at("/function/name").asText(),
                call.at("/function/arguments").asText());
    }

    @Test
    void a_forced_call_in_a_stream_comes_as_tool_calls_and_no_text() throws Exception {
        Client.Answer answer = ask(Client.stream("How is the weather in Busan?", TOOLS));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Streamed streamed = Streamed.of(answer);
        assertThat(answer.text()).isEmpty();
        assertIsWeather(streamed.name(), streamed.arguments());
    }

    /** Enough for the call's name and the beginning of its arguments, whose shortest form takes more. */
    private static String cut() {
        return TOOLS.replace("\"max_tokens\":80", "\"max_tokens\":" + CUT_TOKENS);
    }

    private static void assertIsBeginOfWeather(String name, String written) {
        assertThat(name).isEqualTo("weather");
        assertThat(written).startsWith("{").doesNotEndWith("}");
        String begin = written.replaceAll("\\s", "");
        assertThat(List.of("Seoul", "Busan"))
                .as(written)
                .anySatisfy(city ->
                        assertThat("{\"city\":\"" + city + "\",\"days\":").startsWith(begin));
    }

    @Test
    void a_forced_call_that_max_tokens_cuts_has_the_arguments_so_far_and_says_length() throws Exception {
        Client.Answer answer = ask(Client.ask("How is the weather in Jeju?", cut()));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode choice = answer.json().path("choices").path(0);
        assertThat(choice.path("finish_reason").asText()).isEqualTo("length");
        assertThat(choice.at("/message/tool_calls")).as(answer.body()).hasSize(1);
        JsonNode function = choice.at("/message/tool_calls/0/function");
        assertIsBeginOfWeather(
                function.path("name").asText(), function.path("arguments").asText());
        assertThat(answer.json().at("/usage/completion_tokens").asInt()).isEqualTo(CUT_TOKENS);
    }

    @Test
    void a_forced_call_that_max_tokens_cuts_in_a_stream_has_the_arguments_so_far_and_says_length() throws Exception {
        Client.Answer answer = ask(Client.stream("How is the weather in Jeju?", cut()));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Streamed streamed = Streamed.of(answer);
        assertThat(answer.text()).isEmpty();
        assertIsBeginOfWeather(streamed.name(), streamed.arguments());
        assertThat(streamed.finish()).isEqualTo("length");
        assertThat(answer.events().getLast()).isEqualTo("[DONE]");
    }

    @Test
    void where_one_call_alone_may_come_a_second_is_not_written() throws Exception {
        String one = "<tool_call>\\n{\\\"name\\\": \\\"time\\\", \\\"arguments\\\": {}}\\n</tool_call>";
        String turn = "{\"role\":\"user\",\"content\":\"go\"},";
        String two = "{\"role\":\"assistant\",\"content\":\"" + one + "\\n" + one + "\"},";
        String body = "{\"model\":\"chat\",\"temperature\":0,\"max_tokens\":90,\"messages\":[" + (turn + two).repeat(5)
                + turn.substring(0, turn.length() - 1)
                + "],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"time\"}}]";

        JsonNode several = ask(body + "}").json().at("/choices/0");
        JsonNode single = ask(body + ",\"parallel_tool_calls\":false}").json().at("/choices/0");

        assertThat(several.at("/message/tool_calls")).as("%s", several).hasSizeGreaterThan(1);
        assertThat(single.at("/message/tool_calls")).as("%s", single).hasSize(1);
        assertThat(single.path("finish_reason").asText()).isEqualTo("tool_calls");
    }
}

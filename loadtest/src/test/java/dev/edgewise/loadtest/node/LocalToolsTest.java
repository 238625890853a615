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
            {% endif %}{% for message in messages %}<|im_start|>{{ message['role'] }}
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
        var name = new StringBuilder();
        var arguments = new StringBuilder();
        for (String event : answer.events()) {
            if (event.startsWith("{")) {
                JsonNode function = Client.json(event).at("/choices/0/delta/tool_calls/0/function");
                name.append(function.path("name").asText(""));
                arguments.append(function.path("arguments").asText(""));
            }
        }
        assertThat(answer.text()).isEmpty();
        assertIsWeather(name.toString(), arguments.toString());
    }
}

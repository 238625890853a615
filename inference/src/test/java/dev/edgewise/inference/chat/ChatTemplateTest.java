package dev.edgewise.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.inference.ChatMessage;
import dev.edgewise.inference.Tool;
import dev.edgewise.inference.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Templates in the styles of the families of models that are about, written for this test. */
@SuppressWarnings("StringConcatToTextBlock")
class ChatTemplateTest {
    private static final Map<String, String> TOKENS = Map.of("bos_token", "<s>", "eos_token", "</s>");

    /** 2026-11-24T00:00:00Z. */
    private static final long MILLIS = 1_795_478_400_000L;

    private static final ChatMessage SYSTEM = ChatMessage.of("system", "Be brief.");
    private static final ChatMessage USER = ChatMessage.of("user", " Hi {{ 7 * 7 }} <b>&amp;</b> {% if %}\n");
    private static final ChatMessage ASSISTANT = ChatMessage.of("assistant", "Hello!");

    private static final Tool TOOL = new Tool(
            "weather",
            "{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"Wetter für Städte\","
                    + "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}}}",
            "{}");

    private static ChatTemplate template(String text) {
        return new ChatTemplate(text, TOKENS, () -> MILLIS);
    }

    private static String render(String text, ChatMessage... messages) throws TemplateException {
        return template(text).render(List.of(messages), List.of());
    }

    @Test
    void chatml_with_a_default_system_message() throws Exception {
        String chatml = """
                {% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system
                You help.<|im_end|>
                ' }}{% endif %}{{'<|im_start|>' + message['role'] + '
                ' + message['content'] + '<|im_end|>' + '
                '}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
                ' }}{% endif %}""";

        assertThat(render(chatml, USER))
                .isEqualTo(
                        "<|im_start|>system\nYou help.<|im_end|>\n<|im_start|>user\n Hi {{ 7 * 7 }} <b>&amp;</b> {% if %}\n"
                                + "<|im_end|>\n<|im_start|>assistant\n");
        assertThat(render(chatml, SYSTEM, USER, ASSISTANT))
                .startsWith("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user");
    }

    @Test
    void headers_with_the_date_and_defaults() throws Exception {
        String llama = """
                {{- bos_token }}
                {%- if not date_string is defined %}
                    {%- set date_string = strftime_now("%d %b %Y") %}
                {%- endif %}
                {%- if messages[0]['role'] == 'system' %}
                    {%- set system_message = messages[0]['content']|trim %}
                    {%- set messages = messages[1:] %}
                {%- else %}
                    {%- set system_message = "" %}
                {%- endif %}
                {{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
                {{- "Today Date: " + date_string + "\\n\\n" }}
                {{- system_message }}
                {{- "<|eot_id|>" }}
                {%- for message in messages %}
                    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
                        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
                    {%- endif %}
                {%- endfor %}
                {%- if add_generation_prompt %}
                    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
                {%- endif %}
                """;

        assertThat(render(llama, SYSTEM, USER))
                .isEqualTo(
                        "<s><|start_header_id|>system<|end_header_id|>\n\nToday Date: 24 Nov 2026\n\nBe brief.<|eot_id|>"
                                + "<|start_header_id|>user<|end_header_id|>\n\nHi {{ 7 * 7 }} <b>&amp;</b> {% if %}<|eot_id|>"
                                + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void tools_are_written_as_python_writes_json_and_calls_and_answers_come_back() throws Exception {
        String qwen = """
                {%- if tools %}
                    {{- '<|im_start|>system\\n' }}
                    {%- if messages[0]['role'] == 'system' %}
                        {{- messages[0]['content'] }}
                    {%- endif %}
                    {{- "\\n\\n# Tools\\n<tools>" }}
                    {%- for tool in tools %}
                        {{- "\\n" }}
                        {{- tool | tojson }}
                    {%- endfor %}
                    {{- "\\n</tools><|im_end|>\\n" }}
                {%- endif %}
                {%- for message in messages %}
                    {%- if (message.role == "user") or (message.role == "assistant" and not message.tool_calls) %}
                        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
                    {%- elif message.role == "assistant" %}
                        {{- '<|im_start|>' + message.role }}
                        {%- for tool_call in message.tool_calls %}
                            {%- if tool_call.function is defined %}
                                {%- set tool_call = tool_call.function %}
                            {%- endif %}
                            {{- '\\n<tool_call>\\n{"name": "' }}
                            {{- tool_call.name }}
                            {{- '", "arguments": ' }}
                            {{- tool_call.arguments | tojson }}
                            {{- '}\\n</tool_call>' }}
                        {%- endfor %}
                        {{- '<|im_end|>\\n' }}
                    {%- elif message.role == "tool" %}
                        {%- if (loop.index0 == 0) or (messages[loop.index0 - 1].role != "tool") %}
                            {{- '<|im_start|>user' }}
                        {%- endif %}
                        {{- '\\n<tool_response>\\n' }}
                        {{- message.content }}
                        {{- '\\n</tool_response>' }}
                        {%- if loop.last or (messages[loop.index0 + 1].role != "tool") %}
                            {{- '<|im_end|>\\n' }}
                        {%- endif %}
                    {%- endif %}
                {%- endfor %}
                {%- if add_generation_prompt %}
                    {{- '<|im_start|>assistant\\n' }}
                {%- endif %}
                """;
        ChatMessage call = new ChatMessage(
                "assistant",
                "",
                List.of(new ToolCall("c1", "weather", "{\"city\":\"Köln\",\"days\":2}")),
                Optional.empty(),
                Optional.empty());
        ChatMessage answer = new ChatMessage("tool", "rain", List.of(), Optional.of("c1"), Optional.empty());

        String text =
                template(qwen).render(List.of(SYSTEM, ChatMessage.of("user", "Weather?"), call, answer), List.of(TOOL));

        assertThat(text)
                .isEqualTo("<|im_start|>system\nBe brief.\n\n# Tools\n<tools>\n"
                        + "{\"type\": \"function\", \"function\": {\"name\": \"weather\", \"description\": \"Wetter für Städte\", "
                        + "\"parameters\": {\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}}, "
                        + "\"required\": [\"city\"]}}}\n</tools><|im_end|>\n"
                        + "<|im_start|>user\nWeather?<|im_end|>\n"
                        + "<|im_start|>assistant\n<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Köln\", \"days\": 2}}\n"
                        + "</tool_call><|im_end|>\n"
                        + "<|im_start|>user\n<tool_response>\nrain\n</tool_response><|im_end|>\n"
                        + "<|im_start|>assistant\n");
        assertThat(template(qwen).knowsTools()).isTrue();
    }

    @Test
    void alternation_is_enforced_and_a_namespace_counts() throws Exception {
        String mistral = """
                {%- if messages[0]["role"] == "system" %}{%- set system_message = messages[0]["content"] %}\
                {%- set loop_messages = messages[1:] %}{%- else %}{%- set loop_messages = messages %}{%- endif %}\
                {%- if not tools is defined %}{%- set tools = none %}{%- endif %}\
                {%- set ns = namespace(index=0) %}{{- bos_token }}\
                {%- for message in loop_messages %}\
                {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}\
                {{- raise_exception("roles must alternate") }}{%- endif %}{%- set ns.index = ns.index + 1 %}\
                {%- if message["role"] == "user" %}\
                {%- if loop.last and system_message is defined %}{{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}\
                {%- else %}{{- "[INST] " + message["content"] + "[/INST]" }}{%- endif %}\
                {%- else %}{{- " " + message["content"] + eos_token }}{%- endif %}{%- endfor %}""";

        assertThat(render(mistral, SYSTEM, ChatMessage.of("user", "a"), ASSISTANT, ChatMessage.of("user", "b")))
                .isEqualTo("<s>[INST] a[/INST] Hello!</s>[INST] Be brief.\n\nb[/INST]");
        assertThatThrownBy(() -> render(mistral, ASSISTANT, USER))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("roles must alternate");
    }

    @Test
    void roles_are_renamed_and_text_is_trimmed() throws Exception {
        String gemma = """
                {{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}\
                {% for message in messages %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}\
                {% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '
                ' + message['content'] | trim + '<end_of_turn>
                ' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model
                '}}{% endif %}""";

        assertThat(render(gemma, ChatMessage.of("user", " a \n"), ASSISTANT, ChatMessage.of("user", "b")))
                .isEqualTo("<s><start_of_turn>user\na<end_of_turn>\n<start_of_turn>model\nHello!<end_of_turn>\n"
                        + "<start_of_turn>user\nb<end_of_turn>\n<start_of_turn>model\n");
        assertThatThrownBy(() -> render(gemma, SYSTEM))
                .hasMessageContaining("System role not supported")
                .matches(refused -> ((TemplateException) refused).isRefused());
    }

    @Test
    void a_template_that_fails_is_no_fault_of_the_conversation() {
        for (String broken : new String[] {"{{ messages.content", "{{ messages | nosuchfilter }}", "{{ 1 // 0 }}"}) {
            assertThatThrownBy(() -> render(broken, USER))
                    .as(broken)
                    .matches(failed -> !((TemplateException) failed).isRefused());
        }
    }

    @Test
    void methods_of_strings_and_reversed_lists_work() throws Exception {
        assertThat(render(
                        "{%- for m in messages[::-1] %}{{ m.content.split('</think>')[-1].lstrip('\\n').upper() }}"
                                + "{{ m.content.startswith('Be') }};{% endfor %}",
                        ChatMessage.of("user", "x</think>\n\ny"), SYSTEM))
                .isEqualTo("BE BRIEF.True;YFalse;");
        assertThat(render("{% generation %}a{% endgeneration %}{{ 'not x is defined' }} not x is defined", USER))
                .isEqualTo("anot x is defined not x is defined");
    }

    @Test
    void of_several_templates_the_one_for_tools_is_taken_where_there_are_some() throws Exception {
        var json = new ObjectMapper();
        String plain = "  {% if messages %}\nplain\n  {% endif %}\nend  \n";
        var several = json.createArrayNode()
                .add(json.createObjectNode().put("name", "default").put("template", plain))
                .add(json.createObjectNode()
                        .put("name", "tool_use")
                        .put("template", "  {# c #}\n{{ tools|length }} tools"))
                .add(json.createObjectNode().put("name", "rag").put("template", "{{ documents[0] }}"));
        var both = template(ChatTemplate.of(json.createObjectNode().set("chat_template", several))
                .orElseThrow());

        assertThat(both.render(List.of(USER), List.of()))
                .isEqualTo(render(plain, USER))
                .isEqualTo("plain\nend  ");
        assertThat(both.render(List.of(USER), List.of(TOOL))).isEqualTo("1 tools");
        assertThat(both.knowsTools()).isTrue();
        assertThat(ChatTemplate.of(json.createObjectNode().put("chat_template", plain)))
                .contains(plain);
        assertThat(ChatTemplate.of(json.createObjectNode())).isEmpty();
    }

    @Test
    void a_template_that_cannot_be_read_says_so_to_who_uses_it() {
        var broken = template("{% if %}");

        assertThatThrownBy(() -> broken.render(List.of(USER), List.of()))
                .isInstanceOf(TemplateException.class)
                .hasMessage("the model's chat template cannot be read: line 1: expected a value, not '%}'");
    }

    @Test
    void a_template_that_never_ends_is_stopped() {
        String endless = "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}"
                + "{% set x = 1 %}{% endfor %}{% endfor %}{% endfor %}";

        assertThatThrownBy(() -> render(endless, USER)).isInstanceOf(TemplateException.class);
    }

    @Test
    void a_template_that_writes_without_end_is_stopped() {
        String flood =
                "{% for a in range(9999) %}{% for b in range(90) %}" + "x".repeat(1000) + "{% endfor %}{% endfor %}";

        assertThatThrownBy(() -> render(flood, USER)).isInstanceOf(TemplateException.class);
    }

    @Test
    void a_template_reaches_nothing_but_the_conversation() {
        for (String attack : List.of(
                "{% include '/etc/passwd' %}",
                "{% import 'x' as y %}",
                "{{ ''.getClass().forName('java.lang.Runtime') }}",
                "{{ messages.getClass() }}")) {
            String text;
            try {
                text = render(attack, USER);
            } catch (TemplateException e) {
                continue;
            }
            assertThat(text).as(attack).doesNotContain("java", "class", "root");
        }
    }
}

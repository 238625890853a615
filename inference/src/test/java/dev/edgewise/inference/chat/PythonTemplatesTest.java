package dev.edgewise.inference.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.ChatMessage;
import dev.edgewise.inference.Tool;
import dev.edgewise.inference.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What templates of models that call tools expect of Jinja; the expected texts are Jinja2 3.1's. */
class PythonTemplatesTest {
    private static final ChatMessage USER = ChatMessage.of("user", "Weather?");
    private static final ChatMessage CALL = new ChatMessage(
            "assistant",
            "",
            List.of(new ToolCall("c1", "weather", "{\"city\":\"Oslo\"}"), new ToolCall("c2", "time", "{}")),
            Optional.empty(),
            Optional.empty());

    private static ChatMessage answer(String id, String text) {
        return new ChatMessage("tool", text, List.of(), Optional.of(id), Optional.empty());
    }

    private static String render(String template, List<ChatMessage> messages, List<Tool> tools)
            throws TemplateException {
        return new ChatTemplate(template, Map.of("bos_token", "<s>"), () -> 0).render(messages, tools);
    }

    private static String render(String expression) throws TemplateException {
        return render(expression, List.of(USER, ChatMessage.of("assistant", "Rain.")), List.of());
    }

    @Test
    void answers_of_tools_are_wrapped_by_the_message_before_and_after_them() throws Exception {
        String hermes = """
                {%- for message in messages %}
                    {%- if message.role == "tool" %}
                        {%- if loop.previtem and loop.previtem.role != "tool" %}
                            {{- '<|im_start|>tool\\n' }}
                        {%- endif %}
                        {{- '<tool_response>\\n' + message.content + '\\n</tool_response>\\n' }}
                        {%- if not loop.last and loop.nextitem.role != "tool" %}
                            {{- '<|im_end|>\\n' }}
                        {%- elif loop.last %}
                            {{- '<|im_end|>' }}
                        {%- endif %}
                    {%- else %}
                        {{- '<|im_start|>' + message.role }}
                        {%- for call in message.tool_calls %}
                            {{- '\\n<tool_call>' + call.function.name + '</tool_call>' }}
                        {%- endfor %}
                        {{- message.content + '<|im_end|>\\n' }}
                    {%- endif %}
                {%- endfor %}""";

        assertThat(render(hermes, List.of(USER, CALL, answer("c1", "rain"), answer("c2", "noon"), USER), List.of()))
                .isEqualTo("""
                        <|im_start|>userWeather?<|im_end|>
                        <|im_start|>assistant
                        <tool_call>weather</tool_call>
                        <tool_call>time</tool_call><|im_end|>
                        <|im_start|>tool
                        <tool_response>
                        rain
                        </tool_response>
                        <tool_response>
                        noon
                        </tool_response>
                        <|im_end|>
                        <|im_start|>userWeather?<|im_end|>
                        """);
        assertThat(render(hermes, List.of(USER, CALL, answer("c1", "rain")), List.of()))
                .endsWith("<|im_start|>tool\n<tool_response>\nrain\n</tool_response>\n<|im_end|>");
    }

    @Test
    void neighbours_are_those_of_the_loop_that_is_asked() throws Exception {
        assertThat(render("{% for a in [1, 2, 3] %}{% set outer = loop %}{% for b in [7, 8] %}"
                        + "{{ outer.previtem is defined }}{{ outer.nextitem }}{{ loop.previtem }}{{ loop.index }} "
                        + "{% endfor %}{{ loop.index }}{{ loop.last }};{% endfor %}"))
                .isEqualTo("False21 False272 1False;True31 True372 2False;True1 True72 3True;");
        assertThat(render("{% for a in [1, 2, 3] %}{% if loop.nextitem == 2 %}{% continue %}{% endif %}{{ a }}"
                        + "{% if loop.previtem == 1 %}{% break %}{% endif %}{% endfor %}"))
                .isEqualTo("2");
    }

    @Test
    void schemas_are_gone_over_by_key_with_what_is_handled_left_out() throws Exception {
        String coder = """
                {% macro extra(json_dict, handled_keys) %}
                    {%- if json_dict is mapping %}
                        {%- for json_key in json_dict if json_key not in handled_keys %}
                            {%- if json_dict[json_key] is mapping or (json_dict[json_key] is sequence and json_dict[json_key] is not string) %}
                                {{- '\\n<' ~ json_key ~ '>' ~ (json_dict[json_key] | tojson | safe) ~ '</' ~ json_key ~ '>' }}
                            {%- else %}
                                {{-'\\n<' ~ json_key ~ '>' ~ (json_dict[json_key] | string) ~ '</' ~ json_key ~ '>' }}
                            {%- endif %}
                        {%- endfor %}
                    {%- endif %}
                {% endmacro %}
                {%- for tool in tools %}
                    {%- set tool = tool.function %}
                    {%- for name, fields in tool.parameters.properties|items %}
                        {{- '<name>' ~ name ~ '</name>' }}
                        {{- extra(fields, ['type']) }}
                    {%- endfor %}
                    {{- extra(tool.parameters, ['type', 'properties']) }}
                {%- endfor %}""";
        var tool = new Tool(
                "weather",
                "{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\","
                        + "\"properties\":{\"city\":{\"type\":\"string\",\"enum\":[\"Oslo\",\"Rome\"],\"title\":\"City\"}},"
                        + "\"required\":[\"city\"]}}}",
                "{}");

        assertThat(render(coder, List.of(USER), List.of(tool)))
                .isEqualTo("<name>city</name>\n<enum>[\"Oslo\", \"Rome\"]</enum>\n<title>City</title>"
                        + "\n<required>[\"city\"]</required>");
    }

    @Test
    void a_condition_leaves_items_out_before_they_are_counted() throws Exception {
        assertThat(render(
                        "{% for x in [1, 2, 3, 4] if x % 2 == 0 %}{{ loop.index }}{{ x }}{{ loop.last }} {% endfor %}"))
                .isEqualTo("12False 24True ");
        assertThat(render("{% for k, v in {'a': 1, 'b': 2}.items() if v > 1 %}{{ k }}{{ v }}{% endfor %}"))
                .isEqualTo("b2");
        assertThat(render("{% for x in ([1] if messages else [2]) %}{{ x }}{% endfor %}"))
                .isEqualTo("1");
    }

    @Test
    void a_list_or_a_text_backwards_can_be_taken_from() throws Exception {
        assertThat(render("{{ messages[::-1][0].content }} {{ messages[1:][::-1][0]['role'] }} {{ 'abc'[::-1] }}"))
                .isEqualTo("Rain. assistant cba");
        assertThat(render("{% for m in messages[::-1] %}{{ loop.index0 }}{{ m.role }} {% endfor %}"))
                .isEqualTo("0assistant 1user ");
    }

    @Test
    void characters_are_taken_from_texts_by_their_place() throws Exception {
        assertThat(render("{{ 'abc'[0] }}{{ 'abc'[-1] }}{{ messages[0].content[1] }}{{ 'abc'[1:] }}"
                        + "{{ 'abc'[7] is defined }}"))
                .isEqualTo("acebcFalse");
    }

    @Test
    void a_text_times_a_number_is_repeated_up_to_a_bound() throws Exception {
        assertThat(render("{{ 'ab' * 2 }}{{ 2 * '-' }}{{ '=' * messages|length }}{{ '.' * (1 + 2) + 'x' }}{{ 3 * 4 }}"))
                .isEqualTo("abab--==...x12");
        assertThatThrownBy(() -> render("{{ 'ab' * 9999999 }}")).hasMessageContaining("more than 16777216 characters");
    }

    @Test
    void a_filter_binds_closer_than_times() throws Exception {
        assertThat(render("{{ messages|length * '=' }};{{ messages | length * '=' }};{{ '=' * messages | length }};"
                        + "{{ messages[0].content|trim|length * '-' + '!' }};{{ 'abc'|length * 3 }};{{ 'a'|upper * 2 }};"
                        + "{{ (messages|length * ' ') ~ '.' }}"))
                .isEqualTo("==;==;==;--------!;9;AA;  .");
    }

    @Test
    void a_loop_takes_its_else_only_where_no_item_is_left() throws Exception {
        String loop = "{% for x in messages@ %}{{ x.role }}{% if x.role == 'user' %}.{% else %}!{% endif %}"
                + "{%- else -%} none{% set y = 1 %} {% endfor %}";

        assertThat(render(loop.replace("@", " if x.role == 'user'"))).isEqualTo("user.");
        assertThat(render(loop.replace("@", " if x.role == 'tool'"))).isEqualTo("none ");
        assertThat(render(loop.replace("@", ""))).isEqualTo("user.assistant!");
        assertThat(render(loop.replace("@", "[9:]"))).isEqualTo("none ");
    }

    @Test
    void the_condition_of_a_loop_stands_behind_any_blank() throws Exception {
        for (String condition : List.of(
                "\nif x.role == 'user'",
                "\n    if\tx.role == 'user'",
                " if(x.role == 'user')",
                " if x.role == 'user' and x.content != 'or else '",
                " if (true if x.role == 'user' else false)")) {
            assertThat(render("{% for x in messages" + condition + " %}{{ x.role }}{% endfor %}"))
                    .as(condition)
                    .isEqualTo("user");
        }
        assertThatThrownBy(() -> render("{% for x in messages if true else [] %}{{ x.role }};{% endfor %}"))
                .hasMessageContaining("line 1: expected '%}', not 'else'");
        assertThat(render("{% for x in (messages if true else []) %}{{ x.role }};{% endfor %}"))
                .isEqualTo("user;assistant;");
    }

    @Test
    void conditions_of_a_loop_count_as_steps() {
        assertThatThrownBy(() -> render(
                        "{% for a in range(9999) %}{% for b in range(9999) if b < 0 %}{% endfor %}" + "{% endfor %}"))
                .hasMessageContaining("steps");
    }
}

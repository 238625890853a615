package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.ToolCall;
import dev.edgewise.inference.chat.ChatTemplate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolSyntaxTest {
    private static ToolSyntax of(String template) {
        return ToolSyntax.of(new ChatTemplate(template, Map.of(), () -> 0));
    }

    /** Feeds a gate piece by piece; gives back what it shows, its end included where there are no calls. */
    private static String shown(ToolGate gate, String... pieces) {
        var shown = new StringBuilder();
        for (String piece : pieces) {
            shown.append(gate.add(piece));
        }
        return gate.calls("x").isEmpty() ? shown.append(gate.end()).toString() : shown.toString();
    }

    @Test
    void templateTellsTheFamily() {
        assertThat(of("{{ '<tool_call>' }}")).isEqualTo(ToolSyntax.TAGS);
        assertThat(of("{{ '[TOOL_CALLS]' }}")).isEqualTo(ToolSyntax.LIST);
        assertThat(of("{{ messages }}")).isEqualTo(ToolSyntax.BARE);
    }

    @Test
    void tagsHoldOneCallEachInOrder() {
        String written = "<tool_call>\n{\"name\": \"a\", \"arguments\": {\"city\": \"서울\"}}\n</tool_call>\n"
                + "<tool_call>{\"name\": \"b\", \"arguments\": {}}</tool_call>";

        assertThat(ToolSyntax.TAGS.calls(written, "7-"))
                .contains(List.of(
                        new ToolCall("call_7-0", "a", "{\"city\":\"서울\"}"), new ToolCall("call_7-1", "b", "{}")));
    }

    @Test
    void listAndBareCallsAreRead() {
        assertThat(ToolSyntax.LIST.calls("[TOOL_CALLS][{\"name\":\"a\",\"arguments\":{\"n\":1}}]", "x"))
                .contains(List.of(new ToolCall("call_x0", "a", "{\"n\":1}")));
        assertThat(ToolSyntax.BARE.calls("{\"name\":\"a\",\"parameters\":{\"n\":1}}", "x"))
                .contains(List.of(new ToolCall("call_x0", "a", "{\"n\":1}")));
    }

    @Test
    void argumentsGivenAsTextStayAsTheyAreAndAbsentOnesAreEmpty() {
        assertThat(ToolSyntax.BARE.calls("{\"name\":\"a\",\"arguments\":\"{\\\"n\\\": 1}\"}", "x"))
                .contains(List.of(new ToolCall("call_x0", "a", "{\"n\": 1}")));
        assertThat(ToolSyntax.BARE.calls("{\"name\":\"a\"}", "x"))
                .contains(List.of(new ToolCall("call_x0", "a", "{}")));
    }

    @Test
    void whatIsNoCallIsNone() {
        assertThat(ToolSyntax.BARE.calls("{\"answer\": 42}", "x")).isEmpty();
        assertThat(ToolSyntax.BARE.calls("{\"name\": \"a\", ", "x")).isEmpty();
        assertThat(ToolSyntax.TAGS.calls("<tool_call></tool_call>", "x")).isEmpty();
        assertThat(ToolSyntax.LIST.calls("[TOOL_CALLS]soon", "x")).isEmpty();
    }

    @Test
    void gateShowsTextBeforeACallAndKeepsTheCallThatIsSplitOverPieces() {
        var gate = new ToolGate(ToolSyntax.TAGS);

        assertThat(shown(gate, "Let me look. <too", "l_ca", "ll>{\"name\":\"a\",", "\"arguments\":{}}</tool_call>"))
                .isEqualTo("Let me look. ");
        assertThat(gate.calls("x")).contains(List.of(new ToolCall("call_x0", "a", "{}")));
    }

    @Test
    void gateShowsWhatOnlyLookedLikeACall() {
        assertThat(shown(new ToolGate(ToolSyntax.TAGS), "a <tool", " box")).isEqualTo("a <tool box");
        assertThat(shown(new ToolGate(ToolSyntax.TAGS), "a <tool_call>no json")).isEqualTo("a <tool_call>no json");
        assertThat(shown(new ToolGate(ToolSyntax.BARE), " ", "{\"answer\":", "42}"))
                .isEqualTo(" {\"answer\":42}");
        assertThat(shown(new ToolGate(ToolSyntax.BARE), " ", "Plain text", " goes on"))
                .isEqualTo(" Plain text goes on");
    }
}

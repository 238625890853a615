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
    void aCallThatIsCutHasItsNameAndWhatThereIsOfItsArguments() {
        String whole = "{\"name\": \"move\", \"arguments\": {\"to\": \"left\", \"n\": [1, 25]}}";
        for (int end = 0; end < whole.length(); end++) {
            String arguments = whole.substring(Math.min(end, 30), Math.min(end, whole.length() - 1))
                    .strip();
            List<ToolCall> cut = ToolSyntax.BARE.cut(whole.substring(0, end), "x");
            if (end < 15) {
                assertThat(cut).as(whole.substring(0, end)).isEmpty();
            } else {
                assertThat(cut).as(whole.substring(0, end)).containsExactly(new ToolCall("call_x0", "move", arguments));
            }
        }
    }

    @Test
    void wholeCallsBeforeOneThatIsCutStayWhole() {
        assertThat(ToolSyntax.LIST.cut(
                        "[TOOL_CALLS][{\"name\":\"a\",\"arguments\":{\"n\":1}},{\"name\":\"b\",\"arguments\":{\"c\":tr",
                        "x"))
                .containsExactly(new ToolCall("call_x0", "a", "{\"n\":1}"), new ToolCall("call_x1", "b", "{\"c\":tr"));
        assertThat(ToolSyntax.TAGS.cut(
                        "<tool_call>{\"name\":\"a\",\"arguments\":{}}</tool_call><tool_call>{\"name\":\"b\",\"argu",
                        "x"))
                .containsExactly(new ToolCall("call_x0", "a", "{}"), new ToolCall("call_x1", "b", ""));
        assertThat(ToolSyntax.BARE.cut("{\"name\":\"a\",\"arguments\":\"{\\\"n", "x"))
                .containsExactly(new ToolCall("call_x0", "a", ""));
        assertThat(ToolSyntax.BARE.cut("{\"answer\": 4", "x")).isEmpty();
    }

    @Test
    void gateShowsTextBeforeACallAndKeepsTheCallThatIsSplitOverPieces() {
        var gate = new ToolGate(ToolSyntax.TAGS, true);

        assertThat(shown(gate, "Let me look. <too", "l_ca", "ll>{\"name\":\"a\",", "\"arguments\":{}}</tool_call>"))
                .isEqualTo("Let me look. ");
        assertThat(gate.calls("x")).contains(List.of(new ToolCall("call_x0", "a", "{}")));
    }

    @Test
    void gateShowsWhatOnlyLookedLikeACall() {
        assertThat(shown(new ToolGate(ToolSyntax.TAGS, true), "a <tool", " box"))
                .isEqualTo("a <tool box");
        assertThat(shown(new ToolGate(ToolSyntax.TAGS, true), "a <tool_call>no json"))
                .isEqualTo("a <tool_call>no json");
        assertThat(shown(new ToolGate(ToolSyntax.BARE, true), " ", "{\"answer\":", "42}"))
                .isEqualTo(" {\"answer\":42}");
        assertThat(shown(new ToolGate(ToolSyntax.BARE, true), " ", "Plain text", " goes on"))
                .isEqualTo(" Plain text goes on");
    }

    @Test
    void whereOneCallMayComeTheAnswerIsOverWithIt() {
        String call = "{\"name\": \"a\", \"arguments\": {\"t\": \"}\\\"{\"}}";
        List<ToolCall> one = List.of(new ToolCall("call_x0", "a", "{\"t\":\"}\\\"{\"}"));
        for (ToolSyntax syntax : ToolSyntax.values()) {
            var gate = new ToolGate(syntax, false);
            String begin =
                    syntax == ToolSyntax.TAGS ? "<tool_call>\n" : syntax == ToolSyntax.LIST ? "[TOOL_CALLS][" : "[";
            String before = begin + call.substring(0, call.length() - 1);
            for (int i = 0; i < before.length(); i++) {
                assertThat(gate.add(before.substring(i, i + 1))).isEmpty();
                assertThat(gate.over()).isFalse();
            }
            gate.add("}, " + call);

            assertThat(gate.over()).as(syntax.name()).isTrue();
            assertThat(gate.calls("x")).as(syntax.name()).contains(one);
            var several = new ToolGate(syntax, true);
            several.add(before + "}");
            assertThat(several.over()).isFalse();
        }
    }

    @Test
    void anObjectThatIsNoCallDoesNotEndAnAnswer() {
        var gate = new ToolGate(ToolSyntax.BARE, false);

        gate.add("{\"answer\": 42} is it");

        assertThat(gate.over()).isFalse();
        assertThat(gate.calls("x")).isEmpty();
        assertThat(gate.end()).isEqualTo("{\"answer\": 42} is it");
    }
}

package dev.edgewise.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaGrammarTest {
    private static boolean matches(Grammar grammar, String text) {
        return grammar.matches(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1}",
                "{ \"a\": [1, 2.5e-3, -0, true, null, \"x\\n\\u00e9\\ud83d\\ude00\"]}",
                "{\n  \"ключ\": {\"b\": \"🙂 한국어\"}\n}"
            })
    void json_objects_match(String text) {
        assertThat(matches(SchemaGrammar.anyObject(), text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"a\"}",
                "{\"a\":01}",
                "{\"a\":1,}",
                "{\"a\":.5}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\ud83d\"}",
                "{\"a\":\"\t\"}",
                "{} {}",
                "{a:1}"
            })
    void what_is_no_json_object_does_not(String text) {
        assertThat(matches(SchemaGrammar.anyObject(), text)).isFalse();
    }

    @Test
    void broken_utf_8_does_not_match() {
        byte[] half = {'{', '"', (byte) 0xE2, (byte) 0x82, '"', ':', '1', '}'};

        assertThat(SchemaGrammar.anyObject().matches(half)).isFalse();
    }

    @Test
    void properties_come_in_order_and_only_required_ones_must() throws Exception {
        Grammar grammar = SchemaGrammar.of("""
                {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"},"c":{"type":"boolean"}},
                "required":["b"],"additionalProperties":false}""");

        assertThat(matches(grammar, "{\"a\": 1, \"b\": \"x\", \"c\": true}")).isTrue();
        assertThat(matches(grammar, "{\"b\":\"x\"}")).isTrue();
        assertThat(matches(grammar, "{\"b\":\"x\",\"c\":false}")).isTrue();
        assertThat(matches(grammar, "{\"a\":1}")).isFalse();
        assertThat(matches(grammar, "{\"b\":\"x\",\"a\":1}")).isFalse();
        assertThat(matches(grammar, "{\"b\":\"x\",\"d\":1}")).isFalse();
        assertThat(matches(grammar, "{,\"b\":\"x\"}")).isFalse();
    }

    @Test
    void an_empty_list_of_required_properties_requires_none() throws Exception {
        Grammar grammar = SchemaGrammar.of("""
                {"type":"object","properties":{"a":{"type":"integer"}},"required":[],"additionalProperties":false}""");

        assertThat(matches(grammar, "{}")).isTrue();
        assertThat(matches(grammar, "{\"a\":1}")).isTrue();
    }

    @Test
    void lists_and_strings_have_their_lengths() throws Exception {
        Grammar grammar = SchemaGrammar.of(
                "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":2},\"minItems\":1,\"maxItems\":2}");

        assertThat(matches(grammar, "[\"a\"]")).isTrue();
        assertThat(matches(grammar, "[\"a\", \"é🙂\"]")).isTrue();
        assertThat(matches(grammar, "[]")).isFalse();
        assertThat(matches(grammar, "[\"\"]")).isFalse();
        assertThat(matches(grammar, "[\"abc\"]")).isFalse();
        assertThat(matches(grammar, "[\"a\",\"a\",\"a\"]")).isFalse();
    }

    @Test
    void alternatives_constants_and_references_are_followed() throws Exception {
        Grammar grammar = SchemaGrammar.of("""
                {"$defs":{"node":{"type":"object","properties":{"v":{"enum":["x",1,null]},
                "next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},"required":["v","next"]}},
                "$ref":"#/$defs/node"}""");

        assertThat(matches(grammar, "{\"v\":\"x\",\"next\":{\"v\":1,\"next\":null}}"))
                .isTrue();
        assertThat(matches(grammar, "{\"v\":null,\"next\":null}")).isTrue();
        assertThat(matches(grammar, "{\"v\":2,\"next\":null}")).isFalse();
        assertThat(matches(grammar, "{\"v\":1}")).isFalse();
    }

    @Test
    void several_types_and_free_maps_are_followed() throws Exception {
        Grammar grammar =
                SchemaGrammar.of("{\"type\":\"object\",\"additionalProperties\":{\"type\":[\"number\",\"null\"]}}");

        assertThat(matches(grammar, "{\"a\":1.5,\"b\":null}")).isTrue();
        assertThat(matches(grammar, "{\"a\":\"x\"}")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pattern\":\"a+\"}",
                "{\"type\":\"string\",\"pattern\":\"^aaa\",\"maxLength\":2}",
                "{\"type\":\"string\",\"pattern\":\"(?=a)\"}",
                "{\"type\":\"string\",\"pattern\":\"(a*)*\"}",
                "{\"type\":\"string\",\"pattern\":\"[z-a]\"}",
                "{\"type\":\"string\",\"pattern\":\"[^\\\\s\\\\S]\"}",
                "{\"type\":\"string\",\"pattern\":\"(a{100}){100}\"}",
                "{\"type\":\"string\",\"pattern\":\"((a|b){1,40}[ab]?){1,40}\"}",
                "{\"type\":\"integer\",\"multipleOf\":3,\"minimum\":4}",
                "{\"type\":\"number\",\"multipleOf\":0.3}",
                "{\"type\":\"integer\",\"multipleOf\":0}",
                "{\"type\":\"array\",\"uniqueItems\":true}",
                "{\"type\":\"thing\"}",
                "{\"$ref\":\"http://example.org/s\"}",
                "{\"$ref\":\"#\"}",
                "{\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}]}},\"$ref\":\"#/$defs/a\"}",
                "{\"type\":\"object\",\"properties\":{\"a\":{}},\"required\":[\"b\"]}",
                "{\"type\":\"array\",\"maxItems\":1000000}",
                "no json"
            })
    void what_cannot_be_enforced_is_refused(String schema) {
        assertThatThrownBy(() -> SchemaGrammar.of(schema)).isInstanceOf(GrammarException.class);
    }

    @Test
    void nothing_can_follow_a_complete_object() {
        GrammarState state = SchemaGrammar.anyObject().start().accept("{}".getBytes(StandardCharsets.UTF_8));

        assertThat(state).isNotNull();
        assertThat(state.complete()).isTrue();
        assertThat(state.over()).isTrue();
    }

    @Test
    void calls_of_functions_refer_within_their_own_schemas() throws Exception {
        SequencedMap<String, String> functions = new LinkedHashMap<>();
        functions.put("move", """
                {"type":"object","properties":{"to":{"$ref":"#/$defs/place"}},"required":["to"],
                "$defs":{"place":{"enum":["left","right"]}}}""");
        functions.put("say \"it\"", """
                {"type":"object","properties":{"to":{"$ref":"#/$defs/place"}},"required":["to"],
                "$defs":{"place":{"type":"integer"}}}""");
        Grammar grammar = SchemaGrammar.ofCalls(functions);

        assertThat(matches(grammar, "{\"name\":\"move\",\"arguments\":{\"to\":\"left\"}}"))
                .isTrue();
        assertThat(matches(grammar, "{\"name\":\"say \\\"it\\\"\", \"arguments\": {\"to\": 7}}"))
                .isTrue();
        assertThat(matches(grammar, "{\"name\":\"move\",\"arguments\":{\"to\":7}}"))
                .isFalse();
        assertThat(matches(grammar, "{\"name\":\"fly\",\"arguments\":{\"to\":7}}"))
                .isFalse();
    }
}

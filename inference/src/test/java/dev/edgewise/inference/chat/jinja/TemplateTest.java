package dev.edgewise.inference.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Templates give what Jinja2 3.1.6 gives. {@code jinja2.json} was written by it, in its immutable sandbox with
 * {@code trim_blocks}, {@code lstrip_blocks}, loop controls and a {@code tojson} that escapes nothing, as transformers sets
 * it up: each case is a template, and its text or null where Jinja2 refuses it.
 */
class TemplateTest {
    /** 2026-11-24T00:00:00Z. */
    private static final long MILLIS = 1_795_478_400_000L;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static String render(String template) {
        return Template.of(template).render(Map.of("l", List.of(3, 1, 2)), MILLIS);
    }

    @Test
    void everyTemplateGivesWhatJinja2Gives() throws IOException {
        try (InputStream file = Objects.requireNonNull(TemplateTest.class.getResourceAsStream("jinja2.json"))) {
            JsonNode all = JSON.readTree(file);
            Map<String, ?> names = JSON.convertValue(
                    all.path("names"), JSON.getTypeFactory().constructMapType(Map.class, String.class, Object.class));
            assertThat(all.path("cases").size()).isGreaterThan(400);
            for (JsonNode each : all.path("cases")) {
                String template = each.path(0).asText();
                if (each.path(1).isNull()) {
                    assertThatThrownBy(() -> Template.of(template).render(names, MILLIS))
                            .as(template)
                            .isInstanceOf(JinjaException.class);
                } else {
                    assertThat(Template.of(template).render(names, MILLIS))
                            .as(template)
                            .isEqualTo(each.path(1).asText());
                }
            }
        }
    }

    @Test
    void whatCannotBeReadIsToldWithItsLine() {
        assertThatThrownBy(() -> Template.of("a\n{% if l %}\n{% endfor %}"))
                .hasMessage("line 3: unknown statement 'endfor'");
        assertThatThrownBy(() -> Template.of("a\n{{ 1 + }}")).hasMessage("line 2: expected a value, not '}}'");
        assertThatThrownBy(() -> Template.of("{% for x in l if l else [] %}{% endfor %}"))
                .hasMessage("line 1: expected '%}', not 'else'");
        assertThatThrownBy(() -> Template.of("a\n\n{{ 'b }}")).hasMessage("there is no sense in ''' (line 3)");
        assertThatThrownBy(() -> Template.of("{% include 'a' %}")).hasMessage("line 1: unknown statement 'include'");
    }

    @Test
    void whatATemplateIsGivenStaysAsItIs() {
        assertThatThrownBy(() -> render("{{ l.append(4) }}")).hasMessageContaining("would change");
        assertThatThrownBy(() -> render("{{ {'a': 1}.update({'b': 2}) }}")).hasMessageContaining("would change");
    }

    /** Each of these would take time or memory without end, or more of the stack than there is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "{% for a in range(99999) if range(99999)|sum %}{% endfor %}",
                "{% for a in range(99999) %}{{ 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' * 99 }}{% endfor %}",
                "{% set n = namespace(x='ab') %}{% for a in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
                "{% set n = namespace(x='ab') %}{% for a in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
                "{% set n = namespace(x=[1]) %}{% for a in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
                "{% set n = namespace(x=[1]) %}{% for a in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
                "{% set n = namespace(x=[1]) %}{% for a in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|tojson }}",
                "{% set n = namespace(x=[1], y=[1]) %}{% for a in range(99) %}{% set n.x = [n.x, n.x] %}"
                        + "{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}",
                "{% set n = namespace(x='a') %}{% for a in range(9) %}{% set n.x = n.x.replace('a', 'aaaaaaaaaa') %}{% endfor %}",
                "{% set x = 'a' * 100000 %}{% for a in range(99999) %}{% if x.upper() %}{% endif %}{% endfor %}",
                "{% set x = 'a' * 100000 %}{% for a in range(99999) %}{% if 'b' in x %}{% endif %}{% endfor %}",
                "{% set x = 'a,' * 100000 %}{{ x.split(',')|join(x) }}",
                "{{ ('a' * 9999999).join(['b', 'c', 'd']) }}",
                "{% macro f(x) %}{{ f(x + 1) }}{% endmacro %}{{ f(1) }}",
                "{% for x in l recursive %}{{ loop(l) }}{% endfor %}",
                "{{ range(999999999) }}",
                "{{ 9 ** 99999 }}",
                "{{ 'a'|center(999999999) }}",
                "{{ 'a\nb'|indent(999999999)|length and [1]|batch(999999999, 'x') }}",
                "{{ ('x' * 16777216)|list|length }}",
                "{{ ('x,' * 8000000).split(',')|length }}",
                "{{ ('x ' * 8000000).split()|length }}",
                "{% set n = namespace(x=[]) %}{% for a in range(99) %}{% set n.x = n.x + ['ab' * 1000000] %}{% endfor %}",
                "{% set n = namespace(x=(1,)) %}{% for a in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ {n.x: 1} }}",
                "{% set n = namespace(x=(1,)) %}{% for a in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ n.x in {} }}",
                "{% set n = namespace(x=(1,)) %}{% for a in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ {}.get(n.x) }}",
                "{% set n = namespace(x=(1,)) %}{% for a in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ {}[n.x] }}",
                "{% set n = namespace(x=(1,)) %}{% for a in range(60) %}{% set n.x = (n.x, n.x) %}{% endfor %}{{ n.x }}",
                "{% set n = namespace(x=(1,), y=(1,)) %}{% for a in range(60) %}{% set n.x = (n.x, n.x) %}{% set n.y = (n.y, n.y) %}{% endfor %}{{ n.x == n.y }}",
                "{% set n = namespace(x=(1,)) %}{% for a in range(65) %}{% set n.x = (n.x,) %}{% endfor %}",
                "{% set n = namespace(x=[1]) %}{% for a in range(9999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}",
                "{% set n = namespace(x=[1]) %}{% for a in range(9999) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x|tojson }}",
                "{{ {([1],): 1} }}",
                "{{ (('a' * 8000000) ~ 'b') in ('a' * 16000000) }}",
                "{{ ('a' * 16000000).find(('a' * 8000000) ~ 'b') }}",
                "{{ ('a' * 16000000).split(('a' * 8000000) ~ 'b') }}",
                "{{ ('a' * 16000000).rsplit('b' ~ ('a' * 8000000)) }}",
                "{{ ('a' * 16000000).count(('a' * 8000000) ~ 'b') }}",
                "{{ ('a' * 16000000).replace(('a' * 8000000) ~ 'b', '') }}",
                "{{ ('a' * 8000000).strip(('b' * 8000000) ~ 'a') }}",
                "{{ strftime_now('%Y' * 200) }}",
                "{{ ['\u0001' * 16000000] }}"
            })
    void aTemplateThatWantsTooMuchIsStopped(String template) {
        assertThatThrownBy(() -> render(template)).isInstanceOf(JinjaException.class);
    }

    @Test
    void tuplesAreKeysByWhatIsInThem() {
        assertThat(render(
                        "{{ {(1, ('a', 2)): 'x'}[(1, ('a', 2))] }}{{ (1,) in {(1,): 2} }}{{ {(1,): 2}.get((2,), 3) }}"))
                .isEqualTo("xTrue3");
        assertThat(render("{{ dict([((1, 2), 3)]) == {(1, 2): 3} }}")).isEqualTo("True");
        assertThat(render("{{ dict([((0, 31), 1), ((1, 0), 2)])[(1, 0)] }}")).isEqualTo("2");
        assertThatThrownBy(() -> render("{{ {}.get([1]) }}")).hasMessage("'list' cannot be a key");
    }

    /** Their hashes are all the same: told apart one by one they would take minutes. */
    @Test
    void tuplesOfOneHashAreStillFoundInAMap() {
        Map<Object, Object> map = new HashMap<>();
        for (long i = 0; i < 100_000; i++) {
            map.put(Tuple.of(i, 3_100_000 - 31 * i), i);
        }
        assertThat(map.keySet().stream().map(Object::hashCode).distinct()).hasSize(1);
        assertThat(map.get(Tuple.of(77_777L, 3_100_000 - 31 * 77_777L))).isEqualTo(77_777L);
    }

    @Test
    void aLongTextIsCutIntoItsWordsAndLinesWithinTheBounds() {
        assertThat(render("{{ ('ab ' * 200000).split()|length }}")).isEqualTo("200000");
        assertThat(render("{{ ('ab,' * 100000).rsplit(',')|length }}")).isEqualTo("100001");
        assertThat(render("{{ ' a  b c '.split(none, 1) }}{{ 'a,b,c'.rsplit(',', 1) }}"))
                .isEqualTo("['a', 'b c ']['a,b', 'c']");
        assertThat(render("{{ 'end' in ('ab' * 500000) }}")).isEqualTo("False");
    }

    @Test
    void whatIsNestedTooDeepIsNotRead() {
        Map<String, String> brackets = Map.of("(", ")", "[", "]", "- ", "", "not ", "", "{'a': ", "}");
        brackets.forEach((open, close) -> assertThatThrownBy(
                        () -> Template.of("{{ " + open.repeat(10_000) + "1" + close.repeat(10_000) + " }}"))
                .as(open)
                .hasMessageContaining("more than 100 levels"));
        assertThatThrownBy(() -> Template.of("{% if l %}".repeat(10_000))).hasMessageContaining("more than 100 levels");
    }

    @Test
    void longTextsAndChainsAreNoDepthBeyondABound() {
        assertThat(render("{{ 0" + " + 1".repeat(400) + " }}")).isEqualTo("400");
        assertThatThrownBy(() -> render("{{ 0" + " + 1".repeat(2_000) + " }}"))
                .hasMessage("the template is more than 600 levels deep");
        assertThat(render("{{ '' " + " ~ 'x'".repeat(5_000) + " }}")).hasSize(5_000);
        assertThat(render("{{ '" + "\\'x".repeat(200_000) + "' }}")).hasSize(400_000);
    }
}

package dev.edgewise.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings and numbers that schemas describe by a pattern or a step, held against the JDK's own. */
class PatternRulesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] PARTS = {
        "a", "b", "ab", "0", "7", "42", "-", "_", ".", " ", "@", "\"", "\\", "\n", "\t", "\u0001", "é", "가", "힣", "🙂",
        "Z", "/", "x"
    };

    private static boolean matches(Grammar grammar, Object value) throws Exception {
        return grammar.matches(JSON.writeValueAsString(value).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[a-z]+$",
                "ab",
                "^a|b$",
                "",
                "^$",
                "^.*$",
                "^\\d{2,4}$",
                "^\\d{3}-\\d{4}$",
                "^(?:a|b|ab){1,3}7?$",
                "[^a-z]",
                "^[^\"\\\\]*$",
                "^[\\w.-]+@[\\w.-]+$",
                "^\\S+\\s\\D*$",
                "^[가-힣]{1,3}$",
                "^[\\u0041-\\u005a\\x61]$",
                "^[a\\-z]+$",
                "^[-a]+$",
                "(a|a)*b",
                "(a+b?)+7",
                "^\\W[\\W\\d]*?$",
                "^[🙂é]+$",
                "^\\/x\\.$",
                "a.b",
            })
    void a_string_matches_as_it_does_by_the_jdk(String pattern) throws Exception {
        Grammar grammar = SchemaGrammar.of(JSON.writeValueAsString(Map.of("type", "string", "pattern", pattern)));
        Pattern reference = Pattern.compile(pattern.replaceAll("\\$$", "\\\\z"), Pattern.UNIX_LINES);
        Random random = new Random(7);
        List<String> texts =
                new ArrayList<>(List.of("", "010-1234", "123-4567", "abab7", "a@b.c", "aaaaaaaaaaaaaaaaaaaab"));
        for (int i = 0; i < 3_000; i++) {
            var text = new StringBuilder();
            for (int parts = random.nextInt(6); parts > 0; parts--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            texts.add(text.toString());
        }
        for (String text : texts) {
            assertThat(matches(grammar, text))
                    .as("%s on <%s>", pattern, text)
                    .isEqualTo(reference.matcher(text).find());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[a-z]+$",
                "ab",
                "^a|b$",
                "",
                "^.*$",
                "^\\d{2,4}$",
                "^(?:a|b|ab){1,3}7?$",
                "^(ab?){2,}x*$",
                "^(a|b7){0,4}$",
                "(a+b?)+7",
                "[^a-z]",
                "^[🙂é]+$",
                "a.b",
                "^a{0,3}b{2}(x|_{2,3}){1,2}$",
            })
    void a_string_matches_a_pattern_and_has_its_length(String pattern) throws Exception {
        Pattern reference = Pattern.compile(pattern.replaceAll("\\$$", "\\\\z"), Pattern.UNIX_LINES);
        Random random = new Random(11);
        for (int[] lengths : new int[][] {{0, 3}, {2, 5}, {4, 4}, {3, Integer.MAX_VALUE}, {0, 0}, {1, 40}}) {
            Grammar grammar;
            try {
                grammar = SchemaGrammar.of(JSON.writeValueAsString(
                        lengths[1] == Integer.MAX_VALUE
                                ? Map.of("type", "string", "pattern", pattern, "minLength", lengths[0])
                                : Map.of(
                                        "type",
                                        "string",
                                        "pattern",
                                        pattern,
                                        "minLength",
                                        lengths[0],
                                        "maxLength",
                                        lengths[1])));
            } catch (GrammarException none) {
                grammar = null;
            }
            for (int i = 0; i < 1_000; i++) {
                var text = new StringBuilder();
                for (int parts = random.nextInt(7); parts > 0; parts--) {
                    text.append(PARTS[random.nextInt(i % 2 == 0 ? 4 : PARTS.length)]);
                }
                int length = text.codePointCount(0, text.length());
                boolean fits = reference.matcher(text).find() && length >= lengths[0] && length <= lengths[1];
                assertThat(grammar != null && matches(grammar, text.toString()))
                        .as("%s, %d to %d, on <%s>", pattern, lengths[0], lengths[1], text)
                        .isEqualTo(fits);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"string\",\"pattern\":\"^(ab|cde)*$\",\"minLength\":6,\"maxLength\":7}",
                "{\"type\":\"string\",\"pattern\":\"^x(yy)*$\",\"maxLength\":8}",
                "{\"type\":\"integer\",\"multipleOf\":50}",
                "{\"type\":\"integer\",\"multipleOf\":997}",
                "{\"type\":\"number\",\"multipleOf\":1000}",
                "{\"type\":\"number\",\"multipleOf\":0.01}",
                "{\"type\":\"string\",\"pattern\":\"^(a|b){2}[^c]$\"}",
            })
    void whoever_takes_any_byte_that_may_come_never_gets_stuck(String schema) throws Exception {
        Grammar grammar = SchemaGrammar.of(schema);
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            GrammarState state = grammar.start();
            for (int taken = 0; taken < 100 && !state.over(); taken++) {
                List<GrammarState> next = new ArrayList<>();
                for (int value = 0; value < 256; value++) {
                    GrammarState after = state.accept((byte) value);
                    if (after != null) {
                        next.add(after);
                    }
                }
                assertThat(next).isNotEmpty();
                state = next.get(random.nextInt(next.size()));
            }
            assertThat(state.complete()).isTrue();
        }
    }

    @Test
    void ways_that_meet_again_become_one_so_that_long_texts_cost_no_more() throws Exception {
        Grammar grammar = SchemaGrammar.of("{\"type\":\"string\",\"pattern\":\"(a|a|ab?|b)*(a|b)+(a|b)*\"}");

        assertThat(matches(grammar, "ab".repeat(5_000))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "integer, 5, 0 5 10 -15 1000 123455, 1 7 12 -3",
        "integer, 7, 0 7 14 49 -21 777, 1 8 15 -20",
        "integer, 1, 0 1 -7 99, ''",
        "number, 250, 0 250 1000 -500, 1 100 249",
        "number, 0.01, 0 1 1.5 1.25 -0.07 19.99, 1.001 0.123",
    })
    void a_number_is_a_multiple(String type, BigDecimal step, String good, String bad) throws Exception {
        String schema = "{\"type\":\"" + type + "\",\"multipleOf\":" + step + "}";
        Grammar grammar = SchemaGrammar.of(schema);
        for (String number : good.split(" ", -1)) {
            assertThat(grammar.matches(number.getBytes(StandardCharsets.UTF_8)))
                    .as(number)
                    .isTrue();
        }
        for (String number : bad.isEmpty() ? new String[0] : bad.split(" ", -1)) {
            assertThat(grammar.matches(number.getBytes(StandardCharsets.UTF_8)))
                    .as(number)
                    .isFalse();
        }
        assertThat(grammar.matches("007".getBytes(StandardCharsets.UTF_8))).isFalse();
    }
}

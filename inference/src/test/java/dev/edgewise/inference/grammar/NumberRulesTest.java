package dev.edgewise.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberRulesTest {
    private static final long SEED = 11;

    private static boolean matches(Grammar grammar, String text) {
        return grammar.matches(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Grammar grammar(String type, String bounds) throws GrammarException {
        return SchemaGrammar.of("{\"type\":\"" + type + "\"," + bounds + "}");
    }

    @Test
    void whole_numbers_match_exactly_within_their_bounds() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 200; i++) {
            long span = (long) Math.pow(10, random.nextInt(1, 4));
            long min = random.nextLong(-span, span);
            long max = min + random.nextLong(span);
            Grammar grammar = grammar("integer", "\"minimum\":" + min + ",\"maximum\":" + max);
            for (int j = 0; j < 60; j++) {
                long near = switch (j % 3) {
                    case 0 -> min + random.nextInt(-3, 4);
                    case 1 -> max + random.nextInt(-3, 4);
                    default -> random.nextLong(-2 * span, 2 * span);
                };
                assertThat(matches(grammar, Long.toString(near)))
                        .as(near + " between " + min + " and " + max)
                        .isEqualTo(min <= near && near <= max);
            }
        }
    }

    @Test
    void numbers_match_exactly_within_their_bounds() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 200; i++) {
            long min = random.nextLong(-30, 30);
            long max = min + random.nextLong(1, 40);
            boolean above = random.nextBoolean();
            boolean below = random.nextBoolean();
            Grammar grammar = grammar(
                    "number",
                    (above ? "\"exclusiveMinimum\":" : "\"minimum\":")
                            + min
                            + (below ? ",\"exclusiveMaximum\":" : ",\"maximum\":")
                            + max);
            for (int j = 0; j < 60; j++) {
                long hundredths = switch (j % 3) {
                    case 0 -> 100 * min + random.nextInt(-2, 3);
                    case 1 -> 100 * max + random.nextInt(-2, 3);
                    default -> random.nextLong(-4_000, 8_000);
                };
                String text =
                        new java.math.BigDecimal(hundredths).movePointLeft(2).toPlainString();
                assertThat(matches(grammar, text))
                        .as(text + " between " + min + " and " + max + ", " + above + ", " + below)
                        .isEqualTo((above ? hundredths > 100 * min : hundredths >= 100 * min)
                                && (below ? hundredths < 100 * max : hundredths <= 100 * max));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            integer | "minimum":0                           | 123456789012345 | -1
            integer | "exclusiveMinimum":0                  | 1               | 0
            integer | "maximum":-5                          | -5              | -4
            integer | "minimum":0.5,"maximum":2.5           | 2               | 3
            integer | "minimum":1,"exclusiveMinimum":3      | 4               | 3
            integer | "minimum":5                           | 5               | 05
            number  | "minimum":0,"maximum":1               | 0.25            | 1.01
            number  | "minimum":0,"maximum":1               | 1.0             | -0.1
            number  | "exclusiveMinimum":0                  | 0.001           | 0.000
            number  | "exclusiveMaximum":0                  | -0.5            | 0
            """)
    void open_and_broken_bounds_hold(String type, String bounds, String right, String wrong) throws Exception {
        Grammar grammar = grammar(type, bounds);

        assertThat(matches(grammar, right)).isTrue();
        assertThat(matches(grammar, wrong)).isFalse();
    }

    @Test
    void of_several_types_only_the_number_is_bounded() throws Exception {
        Grammar grammar = SchemaGrammar.of("{\"type\":[\"integer\",\"null\"],\"minimum\":1,\"maximum\":5}");

        assertThat(matches(grammar, "null")).isTrue();
        assertThat(matches(grammar, "5")).isTrue();
        assertThat(matches(grammar, "6")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"integer","minimum":3,"maximum":2}               | leave no number
            {"type":"number","minimum":3,"exclusiveMaximum":3}       | leave no number
            {"type":"number","minimum":0.5}                          | fraction
            {"type":"integer","minimum":"3"}                         | must be a number
            {"type":"integer","minimum":1e30}                        | at most 15 digits
            {"minimum":3}                                            | need a type
            """)
    void bounds_that_cannot_be_kept_are_refused(String schema, String why) {
        assertThatThrownBy(() -> SchemaGrammar.of(schema)).hasMessageContaining(why);
    }
}

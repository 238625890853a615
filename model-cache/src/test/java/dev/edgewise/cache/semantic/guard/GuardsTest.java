package dev.edgewise.cache.semantic.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardsTest {
    private static final Guards GUARDS = new Guards();

    @ParameterizedTest(name = "{0} | {1} is refused by {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            How do I convert 1000 rupees | How do I convert 2000 rupees | NUMBER
            How many people live in 2 cities? | How many people live in three cities? | NUMBER
            Convert 10k USD to EUR | Convert 1,000 USD to EUR | NUMBER
            How much is 5 km? | How much is 5 miles? | UNIT
            Who won the election in 2020? | Who won the election in 2016? | DATE
            What is the weather today? | What is the weather tomorrow? | DATE
            Is it safe to eat raw eggs? | Is it not safe to eat raw eggs? | NEGATION
            Is it safe to eat raw eggs? | Is it unsafe to eat raw eggs? | POLARITY
            Why do cats purr? | When do cats purr? | QUESTION_WORD
            What are the advantages of tea? | What are the disadvantages of tea? | POLARITY
            """)
    void aDifferenceThatMattersIsRefusedByItsRule(String asked, String stored, GuardRule rule) {
        assertThat(check(asked, stored)).isEqualTo(new GuardVerdict.Refused(rule));
        assertThat(check(stored, asked)).isEqualTo(new GuardVerdict.Refused(rule));
    }

    @ParameterizedTest(name = "{0} | {1} passes")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            How do I convert 1000 rupees? | How can I convert one thousand rupees?
            Convert $10k to euros | Convert 10,000 dollars to EUR
            Is it unsafe to eat raw eggs? | Is it not safe to eat raw eggs?
            What is the best way to learn Java? | How do I learn Java?
            How come cats purr? | Why do cats purr?
            """)
    void anotherWordingPasses(String asked, String stored) {
        assertThat(check(asked, stored)).isEqualTo(new GuardVerdict.Passed());
    }

    private static GuardVerdict check(String asked, String stored) {
        return GUARDS.check(GUARDS.prepare(asked, "en"), GUARDS.prepare(stored, "en"));
    }
}

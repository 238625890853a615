package dev.edgewise.cache.semantic.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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

    @ParameterizedTest(name = "{0}: {1} | {2} is refused by {3}")
    @CsvSource(delimiter = '|', textBlock = """
            fr | Est-ce que ce champignon est comestible ? | Est-ce que ce champignon n'est pas comestible ? | CONTENT
            zh | 明天北京的天气怎么样？ | 明天上海的天气怎么样？ | CONTENT
            ja | 明日の東京の天気は？ | 今日の東京の天気は？ | CONTENT
            de | Wie weit sind 5 km? | Wie weit sind 10 km? | NUMBER
            """)
    void inOtherLanguagesAnEditIsRefused(String language, String asked, String stored, GuardRule rule) {
        assertThat(GUARDS.check(GUARDS.prepare(asked, language), GUARDS.prepare(stored, language)))
                .isEqualTo(new GuardVerdict.Refused(rule));
    }

    @Test
    void textsOfTwoLanguagesAreNeverCompared() {
        assertThat(GUARDS.check(GUARDS.prepare("Wetter Berlin", "de"), GUARDS.prepare("Wetter in Berlin", "en")))
                .isEqualTo(new GuardVerdict.Refused(GuardRule.LANGUAGE));
    }

    @Test
    void theSameTextPassesWhateverItSays() {
        GuardText text = GUARDS.prepare("Don't convert 100 USD to EUR before Monday", "en");
        assertThat(GUARDS.check(text, text)).isEqualTo(new GuardVerdict.Passed());
        assertThat(text.bytes()).isPositive();
    }

    @Test
    void codeThatIsIndentedOtherwiseIsRefusedAndTheSameLinesPass() {
        String inside = "What does this print?\nfor i in a:\n    b()\n    c()";

        assertThat(check(inside, "What does this print?\nfor i in a:\n    b()\nc()"))
                .isEqualTo(new GuardVerdict.Refused(GuardRule.QUOTE));
        assertThat(check(inside, "what does this print?\nfor i in a:\n    b()\n    c()\n"))
                .isEqualTo(new GuardVerdict.Passed());
    }

    @ParameterizedTest(name = "{0} | {1} passes")
    @CsvSource(delimiter = '|', textBlock = """
            What is the capital of France? | what is the capital of France
            what is the capital of france | What is the capital of France?
            HOW DO I BOIL AN EGG? | How do I boil an egg?
            What does "grace" mean? | What does grace mean?
            """)
    void caseOfAWholeTextOrOfItsFirstLetterSaysNothing(String asked, String stored) {
        assertThat(check(asked, stored)).isEqualTo(new GuardVerdict.Passed());
    }

    @Test
    void textsWithoutWordsAreRead() {
        for (String text :
                new String[] {"", " ", "???", "말고", "n't", "-", "1", "다", "\ud83d\ude00", "'", "`", "1.2.3"}) {
            GuardText prepared = GUARDS.prepare(text, "en");
            assertThat(GUARDS.check(prepared, GUARDS.prepare("What is Java?", "en")))
                    .isNotNull();
        }
    }
}

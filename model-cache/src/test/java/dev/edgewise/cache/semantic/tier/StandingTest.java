package dev.edgewise.cache.semantic.tier;

import static dev.edgewise.cache.semantic.tier.Questions.question;
import static dev.edgewise.cache.semantic.tier.Questions.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.guard.GuardRule;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Questions that an operator answered, beside one that is asked. */
class StandingTest {
    private static final float[] GUITAR = vector(1);
    private static final String LEARN = "How can I learn the guitar?";
    private static final Question ALSO = question("How do I learn the guitar?", Questions.near(GUITAR, 0.1, 2));

    private static Standing.Verdict judge(OptionalDouble threshold, Question asked, Standing... standing)
            throws InterruptedException {
        var settings = new TierSettings(new CosineVerifier("embedder"), Prior.NONE, 0.01, threshold, 0);
        return new SemanticTier(Questions.RULES, settings, 1_000_000, new Random(3))
                .judge("acme", asked, List.of(standing));
    }

    private static Standing standing(String text, double noise, OptionalDouble min) {
        return new Standing(question(text, Questions.near(GUITAR, noise, 3)), min);
    }

    @Test
    void theNearestThatIsNearEnoughIsServed() throws Exception {
        Standing.Verdict verdict = judge(
                OptionalDouble.empty(),
                ALSO,
                standing("How should I learn the guitar?", 0.6, OptionalDouble.of(0.5)),
                standing(LEARN, 0, OptionalDouble.of(0.9)));

        assertThat(verdict.served()).isNotNull();
        assertThat(verdict.served().row()).isEqualTo(1);
        assertThat(verdict.compared()).hasSize(2);
    }

    @Test
    void whatIsNotNearEnoughIsToldWithWhatIsMissing() throws Exception {
        Standing.Verdict verdict = judge(OptionalDouble.empty(), ALSO, standing(LEARN, 0.2, OptionalDouble.of(0.9999)));

        assertThat(verdict.served()).isNull();
        assertThat(verdict.near().why()).isEqualTo(Found.Why.SCORE);
        assertThat(verdict.near().standing().similarityMin()).hasValue(0.9999);
    }

    @Test
    void aRuleRefusesHoweverNear() throws Exception {
        Standing.Verdict verdict = judge(
                OptionalDouble.of(-100),
                question("How many grams are in 6 ounces?", GUITAR),
                standing("How many grams are in 5 ounces?", 0, OptionalDouble.of(0)),
                standing("How many grams are in 7 ounces?", 0, OptionalDouble.empty()));

        assertThat(verdict.served()).isNull();
        assertThat(verdict.compared())
                .extracting(Standing.Judged::refusedBy)
                .containsExactly(GuardRule.NUMBER, GuardRule.NUMBER);
    }

    @Test
    void withoutALeastSimilarityTheTenantsThresholdCounts() throws Exception {
        Standing learn = standing(LEARN, 0, OptionalDouble.empty());

        assertThat(judge(OptionalDouble.of(Odds.log(0.9)), ALSO, learn).served())
                .isNotNull();
        assertThat(judge(OptionalDouble.of(Odds.log(0.9999)), ALSO, learn)
                        .near()
                        .why())
                .isEqualTo(Found.Why.SCORE);
        assertThat(judge(OptionalDouble.empty(), ALSO, learn).near().why()).isEqualTo(Found.Why.UNPROVEN);
    }

    @Test
    void questionsOfAnotherLanguageAreNotCompared() throws Exception {
        var korean = new Question(LEARN, "ko", GUITAR, TokenVectors.NONE, Questions.RULES.prepare(LEARN, "ko"));

        assertThat(judge(OptionalDouble.of(-100), ALSO, new Standing(korean, OptionalDouble.of(0)))
                        .compared())
                .isEmpty();
    }
}

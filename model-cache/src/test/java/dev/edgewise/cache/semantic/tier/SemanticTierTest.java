package dev.edgewise.cache.semantic.tier;

import static dev.edgewise.cache.semantic.tier.Questions.entry;
import static dev.edgewise.cache.semantic.tier.Questions.partition;
import static dev.edgewise.cache.semantic.tier.Questions.question;
import static dev.edgewise.cache.semantic.tier.Questions.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.StoredQuestion;
import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.tier.LiveAnswers.State;
import dev.edgewise.cache.semantic.verify.Verifier;
import dev.edgewise.cache.semantic.verify.VerifierException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SemanticTierTest {
    private static final Partition ACME = partition("acme");
    private static final float[] GUITAR = vector(1);
    private static final String LEARN = "How can I learn the guitar?";
    private static final String ALSO = "How do I learn the guitar?";
    private static final LiveAnswers ALL = entry -> State.FIT;
    private static final long BYTES_MAX = 10_000_000;

    private static TierSettings settings(OptionalDouble threshold, double audit) {
        return new TierSettings(new CosineVerifier("embedder"), Prior.NONE, 0.01, threshold, audit);
    }

    private static SemanticTier tier(TierSettings settings) {
        return new SemanticTier(Questions.RULES, settings, BYTES_MAX, new Random(3));
    }

    private static SemanticTier servingFrom(double chance) {
        return tier(settings(OptionalDouble.of(Odds.log(chance)), 0));
    }

    private static Question asked(String text, double noise) {
        return question(text, Questions.near(GUITAR, noise, 2));
    }

    private static Found.Near near(Found found) {
        assertThat(found).isInstanceOf(Found.Near.class);
        return (Found.Near) found;
    }

    @Test
    void answerToAQuestionThatMeansTheSameIsServed() throws Exception {
        SemanticTier tier = servingFrom(0.9);
        tier.store(ACME, asked(LEARN, 0), entry(1));

        Found found = tier.find(ACME, asked(ALSO, 0.1), ALL);

        assertThat(found).isInstanceOf(Found.Served.class);
        Match match = ((Found.Served) found).match();
        assertThat(match.entry()).isEqualTo(entry(1));
        assertThat(match.similarity()).isBetween(0.95, 1.0);
        assertThat(tier.tenants().get("acme").served()).isEqualTo(1);
    }

    @Test
    void belowTheThresholdNothingIsServedAndTheRealAnswerIsWanted() throws Exception {
        SemanticTier tier = servingFrom(0.99);
        tier.store(ACME, asked(LEARN, 0), entry(1));

        Found.Near found = near(tier.find(ACME, asked(ALSO, 0.5), ALL));

        assertThat(found.why()).isEqualTo(Found.Why.SCORE);
        assertThat(found.compare()).isTrue();
    }

    @Test
    void anAnswerThatWasWrongIsNotServedAtThatScoreByTheNextRunEither() throws Exception {
        SemanticTier before = tier(settings(OptionalDouble.of(Odds.log(0.9)), 1));
        before.store(ACME, asked(LEARN, 0), entry(1));
        Found.Near audited = near(before.find(ACME, asked(ALSO, 0.1), ALL));
        assertThat(audited.why()).isEqualTo(Found.Why.AUDIT);
        before.learn(ACME, audited, Outcome.WRONG);

        SemanticTier next = servingFrom(0.9);
        next.restoreWrong(before.wrong());
        assertThat(next.wrong()).as("kept until the question is there").isEqualTo(before.wrong());
        next.adopt(new StoredQuestion(entry(1), ACME, asked(LEARN, 0)));
        assertThat(next.wrong()).containsOnlyKeys(entry(1));

        assertThat(near(next.find(ACME, asked(ALSO, 0.1), ALL)).why()).isEqualTo(Found.Why.RECORD);
        assertThat(next.find(ACME, asked(ALSO, 0.001), ALL))
                .as("a higher score")
                .isInstanceOf(Found.Served.class);
    }

    @Test
    void guardsComeBeforeAnyScore() throws Exception {
        SemanticTier tier = servingFrom(0.1);
        tier.store(ACME, asked("How many grams are in 5 ounces?", 0), entry(1));

        Found.Near found = near(tier.find(ACME, asked("How many grams are in 6 ounces?", 0.001), ALL));

        assertThat(found.why()).isEqualTo(Found.Why.GUARD);
        assertThat(found.match().refusedBy()).isEqualTo(GuardRule.NUMBER);
        assertThat(found.compare()).isFalse();
        assertThat(tier.tenants().get("acme").guards()).containsEntry(GuardRule.NUMBER, 1L);
    }

    @Test
    void sameWordsAreServedThoughThreeOthersAreNearer() throws Exception {
        SemanticTier tier = tier(settings(OptionalDouble.empty(), 0));
        for (int i = 0; i < 4; i++) {
            tier.store(ACME, asked(ALSO, 0.1 * i), entry(i));
        }
        tier.store(ACME, asked(LEARN, 0.9), entry(9));

        Found found = tier.find(ACME, asked(LEARN, 0), ALL);

        assertThat(found).isInstanceOfSatisfying(Found.Served.class, served -> {
            assertThat(served.sameWords()).isTrue();
            assertThat(served.match().entry()).isEqualTo(entry(9));
        });
    }

    @Test
    void whoAsksWhySeesMoreThanTheThreeThatAreScored() throws Exception {
        SemanticTier tier = servingFrom(0.1);
        for (int i = 0; i < 6; i++) {
            tier.store(ACME, asked(LEARN, 0.01 * i), entry(i));
        }

        assertThat(tier.explain(ACME, asked(ALSO, 0), ALL, true).compared()).hasSize(3);
        assertThat(tier.explain(ACME, asked(ALSO, 0), ALL, false).compared()).hasSize(6);
    }

    @Test
    void withoutEvidenceOnlyTheSameWordsAreServed() throws Exception {
        SemanticTier tier = tier(settings(OptionalDouble.empty(), 0));
        tier.store(ACME, asked(LEARN, 0), entry(1));

        assertThat(tier.find(ACME, asked("how can  I learn the guitar", 0.01), ALL))
                .isInstanceOfSatisfying(
                        Found.Served.class,
                        served -> assertThat(served.sameWords()).isTrue());
        Found.Near found = near(tier.find(ACME, asked(ALSO, 0.01), ALL));
        assertThat(found.why()).isEqualTo(Found.Why.UNPROVEN);
        assertThat(found.compare()).isTrue();
        assertThat(tier.tenants().get("acme").threshold()).isInfinite();
    }

    @Test
    void anAnswerThatTurnsOutRightOftenEnoughIsServed() throws Exception {
        SemanticTier tier = tier(settings(OptionalDouble.empty(), 0));
        tier.store(ACME, asked(LEARN, 0), entry(1));
        for (int i = 0; i < 300; i++) {
            Found.Near found = tier.find(ACME, asked(ALSO, 0.1), ALL) instanceof Found.Near near ? near : null;
            if (found == null) {
                break;
            }
            tier.learn(ACME, found, Outcome.RIGHT);
            // Most of the traffic is about something else.
            for (int j = 0; j < 20; j++) {
                tier.find(ACME, question("What is that?", vector(100 + j)), ALL);
            }
        }
        assertThat(tier.find(ACME, asked(ALSO, 0.1), ALL)).isInstanceOf(Found.Served.class);
        assertThat(tier.tenants()).doesNotContainKey("bolt");
    }

    @Test
    void anAnswerThatWasWrongIsNotServedForSuchAQuestionAgain() throws Exception {
        SemanticTier tier = tier(settings(OptionalDouble.of(Odds.log(0.9)), 1));
        tier.store(ACME, asked(LEARN, 0), entry(1));
        Found.Near audited = near(tier.find(ACME, asked(ALSO, 0.1), ALL));
        assertThat(audited.why()).isEqualTo(Found.Why.AUDIT);
        tier.learn(ACME, audited, Outcome.WRONG);

        Found.Near again = near(tier.find(ACME, asked(ALSO, 0.1), ALL));

        assertThat(again.why()).isEqualTo(Found.Why.RECORD);
        assertThat(tier.tenants().get("acme").compared().auditedWrong()).isEqualTo(1);
    }

    @Test
    void anAnswerThatHasGoneIsForgottenAndOneThatDoesNotFitIsPassedOver() throws Exception {
        SemanticTier tier = servingFrom(0.9);
        tier.store(ACME, asked(LEARN, 0), entry(1));
        tier.store(ACME, asked("How can I study the guitar?", 0.05), entry(2));

        LiveAnswers others = entry -> entry.equals(entry(1)) ? State.UNFIT : State.FIT;
        assertThat(((Found.Served) tier.find(ACME, asked(LEARN, 0.02), others))
                        .match()
                        .entry())
                .isEqualTo(entry(2));
        assertThat(tier.find(ACME, asked(LEARN, 0.02), entry -> State.DEAD)).isInstanceOf(Found.Nothing.class);
        assertThat(tier.held()).isEqualTo(new SemanticTier.Held(0, 0, 0));
    }

    @Test
    void tidyForgetsWhatIsNeverMetAgain() {
        SemanticTier tier = servingFrom(0.9);
        tier.store(ACME, asked(LEARN, 0), entry(1));
        tier.store(ACME, question("What is tea?", vector(9)), entry(2));

        tier.tidy(entry -> entry.equals(entry(1)) ? State.DEAD : State.FIT);

        assertThat(tier.held().questions()).isEqualTo(1);
    }

    @Test
    void memoryIsBoundedAndTheLeastUsedQuestionsGo() throws Exception {
        SemanticTier tier = new SemanticTier(
                Questions.RULES, settings(OptionalDouble.of(Odds.log(0.9)), 0), 1_000_000, new Random(3));
        for (int i = 0; i < 5_000; i++) {
            tier.store(ACME, question("What is thing " + i + "?", vector(i)), entry(i));
        }
        assertThat(tier.held().questions()).isBetween(100L, 2_000L);
        assertThat(tier.held().bytes()).isLessThanOrEqualTo(1_000_000);
    }

    @Test
    void aVerifierWithoutAVerdictServesNothing() throws Exception {
        Verifier broken = new Verifier() {
            @Override
            public double[] score(Question asked, List<Question> stored) throws VerifierException {
                throw new VerifierException("no verdict", new IllegalStateException());
            }

            @Override
            public String id() {
                return "broken";
            }
        };
        SemanticTier tier = tier(new TierSettings(broken, Prior.NONE, 0.01, OptionalDouble.of(-100), 0));
        tier.store(ACME, asked(LEARN, 0), entry(1));

        assertThat(near(tier.find(ACME, asked(ALSO, 0), ALL)).why()).isEqualTo(Found.Why.VERIFIER);
    }

    @Test
    void anotherVerifierForgetsWhatTheLastOneTaught() throws Exception {
        SemanticTier tier = servingFrom(0.9);
        tier.store(ACME, asked(LEARN, 0), entry(1));
        tier.find(ACME, asked(ALSO, 0.1), ALL);

        tier.apply(
                new TierSettings(new CosineVerifier("other"), Prior.NONE, 0.01, OptionalDouble.empty(), 0), BYTES_MAX);

        assertThat(tier.tenants()).isEmpty();
    }

    @Test
    void whatOneVerifiersScoresTaughtOfAnAnswerServesItUnderNoOther() throws Exception {
        SemanticTier tier = servingFrom(0.999);
        tier.store(ACME, asked(LEARN, 0), entry(1));
        var near = (Found.Near) tier.find(ACME, asked(ALSO, 0.1), ALL);
        var late = (Found.Near) tier.find(ACME, asked(ALSO, 0.1), ALL);
        for (int i = 0; i < 100; i++) {
            tier.learn(ACME, near, Outcome.RIGHT);
        }
        assertThat(tier.find(ACME, asked(ALSO, 0.1), ALL)).isInstanceOf(Found.Served.class);

        tier.apply(
                new TierSettings(
                        new CosineVerifier("other"),
                        Prior.NONE,
                        0.01,
                        OptionalDouble.of(near.match().threshold()),
                        0),
                BYTES_MAX);
        for (int i = 0; i < 100; i++) {
            tier.learn(ACME, late, Outcome.RIGHT);
        }

        assertThat(tier.find(ACME, asked(ALSO, 0.1), ALL)).isInstanceOf(Found.Near.class);
    }

    @Test
    void explainingCountsNothing() throws Exception {
        SemanticTier tier = servingFrom(0.9);
        tier.store(ACME, asked(LEARN, 0), entry(1));

        Found.Explained explained = tier.explain(ACME, asked(ALSO, 0.1), ALL, false);

        assertThat(explained.compared()).extracting(Match::entry).containsExactly(new CacheKey[] {entry(1)});
        assertThat(tier.tenants().get("acme").asked()).isZero();
    }
}

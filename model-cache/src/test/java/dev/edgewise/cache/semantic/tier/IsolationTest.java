package dev.edgewise.cache.semantic.tier;

import static dev.edgewise.cache.semantic.tier.Questions.entry;
import static dev.edgewise.cache.semantic.tier.Questions.near;
import static dev.edgewise.cache.semantic.tier.Questions.partition;
import static dev.edgewise.cache.semantic.tier.Questions.question;
import static dev.edgewise.cache.semantic.tier.Questions.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.semantic.guard.GuardText;
import dev.edgewise.cache.semantic.guard.GuardVerdict;
import dev.edgewise.cache.semantic.tier.LiveAnswers.State;
import dev.edgewise.cache.semantic.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two tenants ask the same questions of the same model, with the same parameters, in the same words and nearly so, while
 * both store answers: each gets its own only. 10,000 lookups as a rule; a million with {@code -Pconcurrency}.
 */
@Tag("concurrency")
class IsolationTest {
    private static final int THREADS = 4;
    private static final int TOPICS = 200;
    private static final int LOOKUPS = Integer.getInteger("edgewise.rounds", 1) > 1 ? 1_000_000 : 10_000;

    /** Entries of one tenant have even numbers, of the other odd ones. */
    private static long number(int topic, int tenant) {
        return 2L * topic + tenant;
    }

    @Test
    void noTenantIsEverServedAnothersAnswer() throws Exception {
        var tier = new SemanticTier(
                Questions.RULES,
                new TierSettings(new CosineVerifier("embedder"), Prior.NONE, 1, OptionalDouble.of(-100), 0),
                50_000_000,
                new Random(1));
        Partition[] tenants = {partition("acme"), partition("acme2")};
        var crossed = new AtomicLong();
        var served = new AtomicLong();
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            var random = new Random(t);
            threads[t] = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < LOOKUPS / THREADS; i++) {
                    int topic = random.nextInt(TOPICS);
                    int tenant = random.nextInt(2);
                    String text = "What is the height of tower " + (char) ('a' + topic % 26) + "?";
                    var question = question(text, near(vector(topic), 0.01 * random.nextInt(20), random.nextInt(64)));
                    if (random.nextInt(4) == 0) {
                        tier.store(tenants[tenant], question, entry(number(topic, tenant)));
                    }
                    try {
                        if (tier.find(tenants[tenant], question, entry -> State.FIT) instanceof Found.Served found) {
                            served.incrementAndGet();
                            crossed.addAndGet(found.match().entry().w1() % 2 == tenant ? 0 : 1);
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(crossed).hasValue(0);
        assertThat(served.get()).isGreaterThan(LOOKUPS / 4);
    }

    /** Counts what is done to answer a question: what takes no more work takes no more time. */
    private static final class Work implements PairRules, Verifier, LiveAnswers {
        private final List<String> steps = new ArrayList<>();

        @Override
        public String language(String text) {
            return Questions.RULES.language(text);
        }

        @Override
        public GuardText prepare(String text, String language) {
            return Questions.RULES.prepare(text, language);
        }

        @Override
        public GuardVerdict check(GuardText asked, GuardText stored) {
            steps.add("rules");
            return Questions.RULES.check(asked, stored);
        }

        @Override
        public double[] score(Question asked, List<Question> stored) {
            steps.add("verifier " + stored.size());
            return new double[stored.size()];
        }

        @Override
        public String id() {
            return "counting";
        }

        @Override
        public State state(CacheKey entry) {
            steps.add("answer");
            return State.FIT;
        }
    }

    /** What is done for the other tenant's question, which it asks in the very words and nearly so. */
    private static List<String> workOfTheOther(boolean whereTheFirstHasTheAnswer) throws InterruptedException {
        var work = new Work();
        var tier = new SemanticTier(
                work, new TierSettings(work, Prior.NONE, 1, OptionalDouble.of(1), 0), 50_000_000, new Random(1));
        for (int topic = 0; topic < 20; topic++) {
            tier.store(partition("acme2"), question("Who built tower " + topic + "?", vector(topic)), entry(topic));
            if (whereTheFirstHasTheAnswer) {
                for (int wording = 0; wording < 20; wording++) {
                    tier.store(
                            partition("acme"),
                            question(
                                    "What is the height of tower " + topic + "?",
                                    near(vector(topic), 0.01 * wording, wording)),
                            entry(1_000 + topic * 20L + wording));
                }
            }
        }
        for (int topic = 0; topic < 20; topic++) {
            for (double noise : new double[] {0, 0.001, 0.1}) {
                tier.find(
                        partition("acme2"),
                        question("What is the height of tower " + topic + "?", near(vector(topic), noise, 7)),
                        work);
            }
        }
        return work.steps;
    }

    @Test
    void noTenantsQuestionTakesOtherWorkWhereAnotherHasItsAnswer() throws Exception {
        assertThat(workOfTheOther(true)).isEqualTo(workOfTheOther(false)).isNotEmpty();
    }
}

package dev.edgewise.cache.semantic.tier;

import static dev.edgewise.cache.semantic.verify.Calibration.CONFIDENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TenantLedgerTest {
    private static final double WRONG_MAX = 0.01;

    private static Prior calibratedAt(double threshold) {
        return new Prior() {
            @Override
            public OptionalDouble threshold(double wrongMax, double confidence) {
                return OptionalDouble.of(threshold);
            }

            @Override
            public double wrongAt(double score) {
                return 0.1;
            }
        };
    }

    @Test
    void nothingIsPromisedWithoutEvidence() {
        assertThat(new TenantLedger().threshold(WRONG_MAX, CONFIDENCE, Prior.NONE))
                .isEqualTo(TenantLedger.NEVER);
    }

    @Test
    void calibrationOfTheVerifierHoldsUntilThereIsEvidenceOfTheTenantsOwn() {
        var ledger = new TenantLedger();
        assertThat(ledger.threshold(WRONG_MAX, CONFIDENCE, calibratedAt(3))).isEqualTo(3);

        for (int i = 0; i < 1_000; i++) {
            ledger.asked(4.2);
            ledger.learn(4.2, i % 2 == 0);
        }
        assertThat(ledger.threshold(WRONG_MAX, CONFIDENCE, calibratedAt(3))).isEqualTo(TenantLedger.NEVER);
    }

    @Test
    void thresholdFallsToWhereAnswersTurnedOutRight() {
        var ledger = new TenantLedger();
        for (int i = 0; i < 4_000; i++) {
            ledger.asked(i % 10 < 3 ? 4.2 : 0.2);
            if (i % 4 == 0) {
                ledger.learn(4.2, true);
                ledger.learn(0.2, i % 8 == 0);
            }
        }
        assertThat(ledger.threshold(WRONG_MAX, CONFIDENCE, Prior.NONE)).isEqualTo(4.1875);
    }

    @Test
    void rareWrongOnesAtARareScoreAreWithinTheBound() {
        var ledger = new TenantLedger();
        for (int i = 0; i < 10_000; i++) {
            ledger.asked(i % 100 == 0 ? 4.2 : Double.NaN);
        }
        // One in ten of one in a hundred: one in a thousand of all.
        for (int i = 0; i < 100; i++) {
            ledger.learn(4.2, i % 10 != 0);
        }
        assertThat(ledger.threshold(WRONG_MAX, CONFIDENCE, Prior.NONE)).isEqualTo(4.1875);
        assertThat(ledger.threshold(0.0005, CONFIDENCE, Prior.NONE)).isEqualTo(TenantLedger.NEVER);
    }

    @Test
    void servedByItsOwnThresholdATrafficKeepsTheBound() {
        var random = new Random(7);
        double worst = 0;
        for (int run = 0; run < 20; run++) {
            var ledger = new TenantLedger();
            long served = 0;
            long wrong = 0;
            int asked = 4_000;
            for (int i = 0; i < asked; i++) {
                boolean twin = random.nextDouble() < 0.5;
                double score = twin ? 1 + 5 * random.nextDouble() : -4 + 8 * random.nextDouble();
                boolean right = twin && random.nextDouble() < Odds.chance(score + 2);
                double threshold = ledger.threshold(WRONG_MAX, CONFIDENCE, Prior.NONE);
                ledger.asked(score);
                if (score >= threshold && random.nextDouble() >= 0.05) {
                    served++;
                    wrong += right ? 0 : 1;
                } else {
                    ledger.learn(score, right);
                }
            }
            worst = Math.max(worst, (double) wrong / asked);
            assertThat(served).isGreaterThan(asked / 20);
        }
        assertThat(worst).isLessThan(WRONG_MAX * 1.5);
    }

    @Test
    void stateIsKeptAndBrokenStateRefused() {
        var ledger = new TenantLedger();
        for (int i = 0; i < 1_000; i++) {
            ledger.asked(4.2);
            ledger.learn(4.2, true);
        }
        var restored = new TenantLedger();
        restored.restore(ledger.state());

        assertThat(restored.threshold(WRONG_MAX, CONFIDENCE, Prior.NONE))
                .isEqualTo(ledger.threshold(WRONG_MAX, CONFIDENCE, Prior.NONE));
        assertThatThrownBy(() -> new LedgerState(1, 1, 1, List.of(1L), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thresholdsLieCloseToWhereAnswersBeginToBeWrong() {
        var ledger = new TenantLedger();
        for (int i = 0; i < 10_000; i++) {
            double score = 5 * (i % 1000) / 1000.0;
            ledger.asked(score);
            // All right from 3.2 on, all wrong below: one of a hundred questions is a twentieth of a log odds.
            ledger.learn(score, score >= 3.2);
        }
        assertThat(ledger.threshold(WRONG_MAX, CONFIDENCE, Prior.NONE)).isBetween(3.14, 3.2);
    }

    @Test
    void whatNobodyComparedIsJudgedByWhatLiesBelow() {
        var ledger = new TenantLedger();
        for (int i = 0; i < 1_000; i++) {
            ledger.asked(i % 2 == 0 ? 4.2 : 1.0);
            ledger.learn(1.0, false);
        }
        assertThat(ledger.threshold(WRONG_MAX, CONFIDENCE, Prior.NONE)).isEqualTo(TenantLedger.NEVER);
        // The same with many right ones far above them: those say nothing of scores so much lower.
        for (int i = 0; i < 200; i++) {
            ledger.asked(6.2);
            ledger.learn(6.2, true);
        }
        assertThat(ledger.threshold(WRONG_MAX, CONFIDENCE, Prior.NONE)).isEqualTo(6.1875);
    }

    @Test
    void evidenceAboutOneThingPromisesLess() {
        var counts = new CountedScores();
        var joined = new CountedScores();
        for (int i = 0; i < 4_000; i++) {
            double score = 4 * (i % 400) / 400.0;
            // One of twenty things is asked about wrongly, ten times each.
            boolean right = i / 10 % 20 != 3;
            counts.add(score, right);
            joined.add(score, right, i / 10);
        }
        assertThat(counts.state().effect()).isEqualTo(1);
        assertThat(joined.state().effect()).isGreaterThan(5);
        assertThat(new Calibrated(joined.state()).threshold(0.02, CONFIDENCE).orElse(9))
                .isGreaterThan(new Calibrated(counts.state())
                        .threshold(0.02, CONFIDENCE)
                        .orElseThrow());
    }

    @Test
    void aThresholdFollowsTheMixOfQuestions() {
        var ledger = new TenantLedger();
        for (int i = 0; i < 4_000; i++) {
            ledger.asked(i % 10 == 0 ? 4.2 : Double.NaN);
            if (i % 10 == 0) {
                ledger.learn(4.2, i % 200 != 0);
            }
        }
        assertThat(ledger.threshold(WRONG_MAX, CONFIDENCE, Prior.NONE)).isEqualTo(4.1875);
        // Now all ask what one of twenty is answered wrongly; nothing more is compared.
        for (int i = 0; i < 40_000; i++) {
            ledger.asked(4.2);
        }
        assertThat(ledger.threshold(WRONG_MAX, CONFIDENCE, Prior.NONE)).isEqualTo(TenantLedger.NEVER);
    }
}

package dev.edgewise.cache.semantic.tier;

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
            public OptionalDouble threshold(double wrongMax) {
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
        assertThat(new TenantLedger().threshold(WRONG_MAX, Prior.NONE)).isEqualTo(TenantLedger.NEVER);
    }

    @Test
    void calibrationOfTheVerifierHoldsUntilThereIsEvidenceOfTheTenantsOwn() {
        var ledger = new TenantLedger();
        assertThat(ledger.threshold(WRONG_MAX, calibratedAt(3))).isEqualTo(3);

        for (int i = 0; i < 1_000; i++) {
            ledger.asked(4.2);
            ledger.learn(4.2, i % 2 == 0);
        }
        assertThat(ledger.threshold(WRONG_MAX, calibratedAt(3))).isEqualTo(TenantLedger.NEVER);
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
        assertThat(ledger.threshold(WRONG_MAX, Prior.NONE)).isEqualTo(4.0);
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
        assertThat(ledger.threshold(WRONG_MAX, Prior.NONE)).isEqualTo(4.0);
        assertThat(ledger.threshold(0.0005, Prior.NONE)).isEqualTo(TenantLedger.NEVER);
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
                double threshold = ledger.threshold(WRONG_MAX, Prior.NONE);
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

        assertThat(restored.threshold(WRONG_MAX, Prior.NONE)).isEqualTo(ledger.threshold(WRONG_MAX, Prior.NONE));
        assertThatThrownBy(() -> new LedgerState(1, 1, List.of(1L), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

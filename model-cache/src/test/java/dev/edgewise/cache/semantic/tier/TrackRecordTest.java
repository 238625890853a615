package dev.edgewise.cache.semantic.tier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrackRecordTest {
    private static final double THRESHOLD = 4;
    private static final double WRONG_MAX = 0.05;
    private static final double EXPECTED = 0.2;

    private final TrackRecord record = new TrackRecord();

    private boolean serves(double score) {
        return record.serves(score, 0, THRESHOLD, EXPECTED, WRONG_MAX);
    }

    @Test
    void withoutARecordTheTenantsThresholdHolds() {
        assertThat(serves(4)).isTrue();
        assertThat(serves(3.9)).isFalse();
    }

    @Test
    void anAnswerThatWasWrongIsNotServedAtSuchAScoreAgain() {
        record.learn(5, 0, false);

        assertThat(serves(5)).isFalse();
        assertThat(serves(4.5)).isFalse();
        assertThat(serves(5.1)).isTrue();
    }

    @Test
    void anAnswerThatIsOftenWrongIsServedForItsOwnWordsOnly() {
        for (int i = 0; i < TrackRecord.WRONG_MAX; i++) {
            record.learn(2, 0, false);
        }
        assertThat(serves(9)).isFalse();
    }

    @Test
    void anAnswerThatWasOftenRightIsServedBelowTheTenantsThreshold() {
        for (int i = 0; i < 100; i++) {
            record.learn(3, 0, true);
        }
        assertThat(serves(3.2)).isTrue();
        assertThat(serves(2)).isFalse();

        record.learn(3.2, 0, false);
        assertThat(serves(3.2)).isFalse();
    }

    @Test
    void aFewRightOnesProveNothing() {
        for (int i = 0; i < 5; i++) {
            record.learn(3, 0, true);
        }
        assertThat(serves(3.2)).isFalse();
    }

    @Test
    void scoresCloseToEachOtherAreToldApart() {
        for (int i = 0; i < 100; i++) {
            record.learn(3.01, 0, true);
        }
        assertThat(serves(3.02)).isTrue();
        assertThat(serves(3.0)).isFalse();
    }

    @Test
    void manyScoresAreCountedAtHigherOnesNeverAtLower() {
        for (int i = 0; i < 1_000; i++) {
            record.learn(2 + (i * 37 % 1_000) / 1_000.0, 0, true);
        }
        assertThat(serves(3)).isTrue();
        assertThat(serves(2)).isFalse();
        // 38 right ones take a rate of 20 % below 5 %: at 2.03 no more than 31 were.
        assertThat(serves(2.03)).isFalse();
    }

    @Test
    void scoresOfAnotherVerifierSayNothingButThatAnAnswerWasOftenWrongDoes() {
        for (int i = 0; i < 100; i++) {
            record.learn(3, 0, true);
        }
        record.learn(4.5, 0, false);

        assertThat(record.serves(3.2, 1, THRESHOLD, EXPECTED, WRONG_MAX)).isFalse();
        assertThat(record.serves(4.2, 1, THRESHOLD, EXPECTED, WRONG_MAX)).isTrue();

        for (int i = 1; i < TrackRecord.WRONG_MAX; i++) {
            record.learn(2, 1, false);
        }
        assertThat(record.serves(9, 2, THRESHOLD, EXPECTED, WRONG_MAX)).isFalse();
        assertThat(record.serves(9, 0, THRESHOLD, EXPECTED, WRONG_MAX)).isFalse();
    }
}

package dev.edgewise.cache.semantic.tier;

import static dev.edgewise.cache.semantic.tier.Questions.entry;
import static dev.edgewise.cache.semantic.tier.Questions.partition;
import static dev.edgewise.cache.semantic.tier.Questions.question;
import static dev.edgewise.cache.semantic.tier.Questions.vector;
import static dev.edgewise.cache.semantic.verify.Calibration.CONFIDENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.cache.semantic.tier.LiveAnswers.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What labelled questions promise before a tenant's own traffic does. */
class CalibratedTest {
    @TempDir
    Path folder;

    /** Of 2,000 questions every tenth has a candidate that scores 4 and is right, every other one that scores 0 and is wrong. */
    private static LedgerState counts() {
        var counts = new CountedScores();
        for (int i = 0; i < 2_000; i++) {
            if (i % 10 == 0) {
                counts.add(4, true);
            } else if (i % 2 == 0) {
                counts.add(0, false);
            } else {
                counts.addNone();
            }
        }
        return counts.state();
    }

    @Test
    void theLowestScoreThatKeepsTheBoundIsPromised() {
        var prior = new Calibrated(counts());

        assertThat(prior.threshold(0.01, CONFIDENCE)).hasValue(4);
        assertThat(prior.threshold(0.9, CONFIDENCE).orElseThrow()).isLessThanOrEqualTo(0);
        assertThat(prior.servedShare(0.01, CONFIDENCE)).isEqualTo(0.1);
        assertThat(prior.wrongAt(4)).isLessThan(0.02);
        assertThat(prior.wrongAt(0)).isGreaterThan(0.98);
    }

    @Test
    void theLessSureAThresholdMustBeTheMoreIsServed() {
        var counts = new CountedScores();
        for (int i = 0; i < 20_000; i++) {
            // A wrong one at every score, ever more of them as the score falls.
            double score = 8 - i / 2_000.0;
            counts.add(score, i % 100 != 7 || i < 2_000);
        }
        var prior = new Calibrated(counts.state());

        double surely = prior.servedShare(0.004, 0.99);
        double rather = prior.servedShare(0.004, CONFIDENCE);
        double counted = prior.servedShare(0.004, 0.5);

        assertThat(surely).isPositive().isLessThan(rather);
        assertThat(rather).isLessThan(counted);
        assertThat(counted).isCloseTo(0.5, within(0.02));
    }

    @Test
    void tooFewPromiseNothing() {
        var few = new CountedScores();
        for (int i = 0; i < 50; i++) {
            few.add(4, true);
        }

        assertThat(new Calibrated(few.state()).threshold(0.01, CONFIDENCE)).isEmpty();
    }

    @Test
    void theFileTellsOfOneVerifierOnly() throws IOException {
        Path file = folder.resolve("counts.json");
        Calibrated.write(file, "light:1", counts());

        assertThat(Calibrated.read(file, "light:1").threshold(0.01, CONFIDENCE)).hasValue(4);
        assertThatThrownBy(() -> Calibrated.read(file, "light:2"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not tell of light:2");
        assertThatThrownBy(() -> Calibrated.read(folder.resolve("none"), "light:1"))
                .hasMessageContaining("there is no file");
    }

    @Test
    void aTenantWithoutAnyTrafficIsServedByIt() throws Exception {
        var settings = new TierSettings(
                new CosineVerifier("embedder"), new Calibrated(counts()), 0.01, OptionalDouble.empty(), 0);
        var tier = new SemanticTier(Questions.RULES, settings, 1_000_000, new Random(3));
        tier.store(partition("acme"), question("How can I learn the guitar?", vector(1)), entry(1));

        Found near = tier.find(
                partition("acme"),
                question("How do I learn the guitar?", Questions.near(vector(1), 0.05, 2)),
                entry -> State.FIT);
        Found far = tier.find(
                partition("acme"),
                question("How should I learn the guitar?", Questions.near(vector(1), 0.5, 2)),
                entry -> State.FIT);

        assertThat(near).isInstanceOf(Found.Served.class);
        assertThat(far).isInstanceOf(Found.Near.class);
        assertThat(((Found.Near) far).why()).isEqualTo(Found.Why.SCORE);
    }
}

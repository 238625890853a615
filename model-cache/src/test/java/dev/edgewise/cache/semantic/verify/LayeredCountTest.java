package dev.edgewise.cache.semantic.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LayeredCountTest {
    private static final double CONFIDENCE = 0.9;

    @Test
    void whereAllWereComparedItIsThePlainUpperEndHoweverItIsCut() {
        var whole = new LayeredCount(1000, 1);
        whole.add(300, 300, 7);
        var cut = new LayeredCount(1000, 1);
        cut.add(100, 100, 0);
        cut.add(50, 50, 2);
        cut.add(150, 150, 5);

        double plain = new Proportion(7, 1000).upper(CONFIDENCE);
        assertThat(whole.upper(CONFIDENCE)).isCloseTo(plain, within(1e-9));
        assertThat(cut.upper(CONFIDENCE)).isCloseTo(plain, within(1e-9));
        assertThat(cut.share()).isCloseTo(0.007, within(1e-12));
        assertThat(cut.upper(0.5)).isEqualTo(cut.share());
    }

    @Test
    void nothingIsKnownWhereNothingWasCompared() {
        assertThat(new LayeredCount(1000, 1).upper(CONFIDENCE)).isEqualTo(1);
    }

    @Test
    void withoutAWrongOneTheLeastKnownLayerDecides() {
        var count = new LayeredCount(10_000, 1);
        count.add(1000, 1000, 0);
        count.add(1000, 20, 0);

        // One wrong of 20 would be one of 200 of all: as if 200 had been asked.
        assertThat(count.upper(CONFIDENCE)).isCloseTo(new Proportion(0, 200).upper(CONFIDENCE), within(1e-9));
    }

    @Test
    void questionsAboutOneThingAreLessEvidence() {
        var single = new LayeredCount(10_000, 1);
        var joined = new LayeredCount(10_000, 4);
        single.add(1000, 1000, 60);
        joined.add(1000, 1000, 60);

        assertThat(joined.share()).isEqualTo(single.share());
        assertThat(joined.upper(CONFIDENCE)).isGreaterThan(single.upper(CONFIDENCE));
    }

    @Test
    void theTrueShareIsBelowTheUpperEndInNineOfTenWorlds() {
        var random = new Random(11);
        int worlds = 1000;
        int above = 0;
        double[] rates = {0.01, 0.05, 0.2};
        int[] questions = {400, 200, 100};
        double[] compared = {0.1, 0.5, 1};
        double truth = (400 * 0.01 + 200 * 0.05 + 100 * 0.2) / 4000;
        for (int world = 0; world < worlds; world++) {
            var count = new LayeredCount(4000, 1);
            for (int layer = 0; layer < rates.length; layer++) {
                // How many fall into a layer is chance too.
                long in = 0;
                for (int i = 0; i < 4000; i++) {
                    in += random.nextInt(4000) < questions[layer] ? 1 : 0;
                }
                long looked = Math.max(1, Math.round(in * compared[layer]));
                long wrong = 0;
                for (int i = 0; i < looked; i++) {
                    wrong += random.nextDouble() < rates[layer] ? 1 : 0;
                }
                count.add(in, looked, wrong);
            }
            above += truth > count.upper(CONFIDENCE) ? 1 : 0;
        }
        assertThat(above).isLessThanOrEqualTo(worlds / 10);
    }

    @Test
    void whether_it_exceeds_a_bound_is_decided_as_by_its_upper_end() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 500; round++) {
            var count = new LayeredCount(random.nextInt(300, 5000), random.nextDouble(1, 3));
            for (int layer = random.nextInt(6); layer > 0; layer--) {
                int compared = random.nextInt(1, 60);
                count.add(random.nextInt(1, 50), compared, random.nextInt(0, Math.min(compared, 4) + 1));
            }
            double upper = count.upper(0.9);

            assertThat(count.exceeds(upper - 1e-9, 0.9)).isTrue();
            assertThat(count.exceeds(upper + 1e-9, 0.9)).isFalse();
            assertThat(count.exceeds(count.share(), 0.5)).isFalse();
        }
    }
}

package dev.edgewise.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrivalsTest {
    @ParameterizedTest
    @EnumSource(Arrivals.class)
    void theMeanGapIsThatOfTheRate(Arrivals arrivals) {
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += arrivals.gapNanos(200, random);
        }

        assertThat(sum / 20_000).isCloseTo(5e6, Percentage.withPercentage(3));
    }
}

package dev.edgewise.routing.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PeakEwmaTest {

    private final PeakEwma ewma = new PeakEwma(1_000);

    @Test
    void aPeakCountsAtOnceAndIsForgottenExponentially() {
        assertThat(ewma.read(0)).isZero();
        ewma.observe(100, 0);
        ewma.observe(900, 0);
        assertThat(ewma.read(0)).isEqualTo(900);
        assertThat(ewma.read(1_000)).isCloseTo(900 / Math.E, within(0.01));
        assertThat(ewma.read(100_000)).isLessThan(1);
    }

    @Test
    void aLowerMeasurementBlendsInByItsDistanceInTime() {
        ewma.observe(900, 0);
        ewma.observe(100, 0);
        assertThat(ewma.read(0)).isEqualTo(900);
        ewma.observe(100, 1_000);
        assertThat(ewma.read(1_000)).isCloseTo(900 / Math.E + 100 * (1 - 1 / Math.E), within(0.01));
    }

    @Test
    void aClockReadingFromAnotherThreadThatIsSlightlyOlderDoesNoHarm() {
        ewma.observe(500, 1_000);
        assertThat(ewma.read(900)).isEqualTo(500);
    }
}

package dev.edgewise.cache.semantic.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {
    @Test
    void the_ends_are_those_of_published_tables() {
        // Clopper and Pearson's ends for 5 of 50 and 0 of 20, both sides 95 %.
        Proportion some = new Proportion(5, 50);
        assertThat(some.lower(Proportion.TWO_SIDED)).isCloseTo(0.0333, within(5e-5));
        assertThat(some.upper(Proportion.TWO_SIDED)).isCloseTo(0.2181, within(5e-5));
        assertThat(new Proportion(0, 20).upper(Proportion.TWO_SIDED)).isCloseTo(0.1684, within(5e-5));
        assertThat(new Proportion(0, 20).lower(Proportion.TWO_SIDED)).isZero();
        assertThat(new Proportion(20, 20).upper(Proportion.TWO_SIDED)).isEqualTo(1);
        assertThat(new Proportion(20, 20).lower(Proportion.TWO_SIDED)).isCloseTo(0.8316, within(5e-5));
    }

    @Test
    void without_a_hit_the_upper_end_is_the_rule_of_three() {
        assertThat(new Proportion(0, 299).upper(0.95)).isCloseTo(1 - Math.pow(0.05, 1 / 299.0), within(1e-9));
        assertThat(new Proportion(0, 0).upper(0.95)).isEqualTo(1);
        assertThat(new Proportion(100, 12_000).upper(0.95)).isBetween(0.0095, 0.01);
    }

    @Test
    void more_hits_than_all_are_refused() {
        assertThatThrownBy(() -> new Proportion(3, 2)).isInstanceOf(IllegalArgumentException.class);
    }
}

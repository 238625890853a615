package dev.edgewise.cache.semantic.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NearestTest {
    private final Nearest<String> nearest = new Nearest<>(3, 0.3f);

    @Test
    void the_best_come_first_and_no_more_than_wanted() {
        nearest.offer("c", 0.5f);
        nearest.offer("a", 0.9f);
        nearest.offer("d", 0.4f);
        nearest.offer("b", 0.7f);
        nearest.offer("e", 0.45f);

        assertThat(nearest.list()).extracting(Neighbour::key).containsExactly("a", "b", "c");
    }

    @Test
    void nothing_below_the_floor_and_no_number_at_all_is_a_neighbour() {
        nearest.offer("a", 0.29f);
        nearest.offer("b", Float.NaN);

        assertThat(nearest.list()).isEmpty();
    }

    @Test
    void one_that_is_seen_twice_counts_once_where_it_is_nearer() {
        nearest.offer("a", 0.5f);
        nearest.offer("b", 0.6f);
        nearest.offer("a", 0.7f);
        nearest.offer("b", 0.4f);

        assertThat(nearest.list()).containsExactly(new Neighbour<>("a", 0.7f), new Neighbour<>("b", 0.6f));
    }
}

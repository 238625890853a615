package dev.edgewise.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VaryingTest {
    private final Varying varying = new Varying();

    private static Set<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "x-" + i).collect(Collectors.toSet());
    }

    @Test
    void whatAKeyLackedIsKnownFromThenOn() {
        assertThat(varying.fits("a", List.of(), Set.of("x-2", "x-1", "accept-encoding")))
                .isFalse();
        assertThat(varying.fits("b", List.of(), Set.of("x-3"))).isFalse();

        assertThat(varying.known().of("a")).containsExactly("x-1", "x-2");
        assertThat(varying.known().of("b")).containsExactly("x-3");
        assertThat(varying.known().all()).containsExactly("x-1", "x-2", "x-3");
        assertThat(varying.fits("a", List.of("x-1", "x-2"), Set.of("x-1"))).isTrue();
        assertThat(varying.fits("a", List.of("x-1", "x-2"), Set.of("x-1", "x-4")))
                .isFalse();
        assertThat(varying.known().of("a")).containsExactly("x-1", "x-2", "x-4");
    }

    @Test
    void whatVariesByEverythingFitsNobodyAndTeachesNothing() {
        assertThat(varying.fits("a", List.of(), Set.of("*", "x-1"))).isFalse();
        assertThat(varying.known()).isEqualTo(Varying.Known.NOTHING);
    }

    @Test
    void whatIsBeyondTheBoundsIsNotKeptAndNotLearned() {
        assertThat(varying.fits("a", List.of(), lines(Varying.NAMES_MAX + 1))).isFalse();
        assertThat(varying.known()).isEqualTo(Varying.Known.NOTHING);

        for (int i = 0; i <= Varying.MODELS_MAX; i++) {
            assertThat(varying.fits("m" + i, List.of(), Set.of("x-1"))).isFalse();
        }
        assertThat(varying.known().byModel()).hasSize(Varying.MODELS_MAX);
    }
}

package dev.edgewise.cache.semantic.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortlistTest {
    @ParameterizedTest
    @CsvSource({"1, 500", "7, 5", "64, 64", "64, 3000"})
    void keeps_the_places_of_the_highest_scores_above_the_start(int most, int seen) {
        Random random = new Random(most);
        float[] scores = new float[seen];
        for (int i = 0; i < seen; i++) {
            scores[i] = random.nextInt(4) == 0 ? Float.NEGATIVE_INFINITY : random.nextFloat(-1, 1);
        }

        Shortlist list = new Shortlist(most, -0.5f);
        for (int i = 0; i < seen; i++) {
            if (scores[i] > list.bar()) {
                list.offer(i, scores[i]);
            }
        }

        Integer[] expected = IntStream.range(0, seen)
                .filter(i -> scores[i] > -0.5f)
                .boxed()
                .sorted((a, b) -> Float.compare(scores[b], scores[a]))
                .limit(most)
                .toArray(Integer[]::new);
        assertThat(IntStream.range(0, list.count()).mapToObj(list::slot)).containsExactlyInAnyOrder(expected);
    }
}

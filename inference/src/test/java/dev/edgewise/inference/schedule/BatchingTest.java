package dev.edgewise.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.TextInput;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchingTest {
    private final Batching padded = Batching.padded(64, 512, 8192);

    private static int[] widths(Batching batching, int... tokens) {
        return IntStream.of(tokens).map(batching::width).toArray();
    }

    @Test
    void lengths_become_a_few_widths_that_lie_closer_the_shorter_they_are() {
        assertThat(widths(padded, 1, 16, 17, 41, 64, 65, 128, 129, 256, 257, 448, 449, 512))
                .containsExactly(16, 16, 32, 48, 64, 80, 128, 160, 256, 320, 448, 512, 512);
        assertThat(IntStream.rangeClosed(1, 512).map(padded::width).distinct()).hasSize(16);
    }

    @Test
    void a_width_never_exceeds_the_longest_row_of_the_model() {
        assertThat(widths(Batching.padded(64, 250, 8192), 230, 250)).containsExactly(250, 250);
    }

    @Test
    void a_run_of_a_fixed_shape_has_room_for_all_of_it_though_its_texts_are_shorter() {
        Batching fixed = Batching.exactly(new Batching.Exact(1, 512), 64, 256);

        assertThat(fixed.width(3)).isEqualTo(512);
        assertThat(fixed.tokensPerRunMax()).isEqualTo(512);
    }

    @Test
    void rows_are_as_many_as_the_budget_allows_and_a_power_of_two() {
        assertThat(padded.rowsMax(16)).isEqualTo(64);
        assertThat(padded.rowsMax(512)).isEqualTo(16);
        assertThat(padded.rowsMax(320)).as("25 fit").isEqualTo(16);
        assertThat(Batching.padded(64, 512, 100).rowsMax(512))
                .as("one always fits")
                .isEqualTo(1);
        assertThat(IntStream.of(1, 2, 3, 5, 8, 9, 64).map(padded::rowsComputed)).containsExactly(1, 2, 4, 8, 8, 16, 64);
    }

    @Test
    void rows_of_equal_length_are_computed_as_they_are() {
        Batching equal = Batching.ofEqualLengths(8, 512);

        assertThat(widths(equal, 1, 41, 512)).containsExactly(1, 41, 512);
        assertThat(equal.rowsMax(41)).isEqualTo(8);
        assertThat(equal.rowsComputed(3)).isEqualTo(3);
        assertThat(equal.positionsMax()).isEqualTo(8 * 512);
    }

    @Property
    void what_is_computed_fits_where_it_is_computed(
            @ForAll @IntRange(min = 1, max = 100) int rows,
            @ForAll @IntRange(min = 1, max = 2000) int longest,
            @ForAll @IntRange(min = 1, max = 20_000) int budget,
            @ForAll @IntRange(min = 1, max = 2000) int tokens) {
        Batching batching = Batching.padded(rows, longest, budget);
        int width = batching.width(Math.min(tokens, longest));
        int most = batching.rowsMax(width);

        assertThat(width).isBetween(Math.min(tokens, longest), longest);
        assertThat(batching.rowsComputed(most)).isEqualTo(most).isLessThanOrEqualTo(rows);
        assertThat(most * width).isLessThanOrEqualTo(batching.positionsMax());
        assertThat(width - Math.min(tokens, longest)).isLessThan(Math.max(16, tokens / 4 + 1));
    }

    @Test
    void a_queue_fills_a_run_with_rows_of_one_width_from_all_callers_up_to_the_budget() throws Exception {
        FakeModel model = new FakeModel(Batching.padded(8, FakeModel.LENGTH_MAX, 256));
        RowQueue queue = new RowQueue(new ScheduleLimits(1, 10_000, 20), () -> 0, there -> {});
        for (int[] lengths : new int[][] {{40, 20, 41}, {33, 100, 48}, {47, 90, 49}}) {
            List<TextInput> inputs = new ArrayList<>();
            IntStream.of(lengths).forEach(length -> inputs.add(new TextInput.TokenIds(new int[length])));
            queue.offer(new RowJob(model, inputs, Deadline.none()));
        }

        assertThat(List.of(run(queue), run(queue), run(queue), run(queue), run(queue)))
                .containsExactly(List.of(40, 41, 33, 48), List.of(20), List.of(100), List.of(47), List.of(90));
    }

    @Test
    void enough_is_cut_ahead_for_a_run_that_takes_much() throws Exception {
        FakeModel model = new FakeModel(Batching.padded(64, FakeModel.LENGTH_MAX, 4096));
        RowQueue queue = new RowQueue(new ScheduleLimits(1, 100_000, 100), () -> 0, there -> {});
        for (int i = 0; i < 64; i++) {
            queue.offer(new RowJob(model, List.of(new TextInput.TokenIds(new int[40])), Deadline.none()));
        }

        assertThat(run(queue)).hasSize(64);
    }

    /** Cuts what is to be cut first, and gives the lengths of the rows that run next. */
    private static List<Integer> run(RowQueue queue) throws RowRefusedException {
        while (true) {
            switch (queue.take(new Step.Run(new ArrayList<>()))) {
                case Step.Cut(RowJob job, int from, int to) -> {
                    List<Row> rows = new ArrayList<>();
                    for (int i = from; i < to; i++) {
                        rows.add(job.cut(i));
                    }
                    queue.ready(job, rows);
                }
                case Step.Run(List<Row> rows) -> {
                    return rows.stream().map(Row::tokens).toList();
                }
                case Step.Stop() -> throw new AssertionError("closed");
            }
        }
    }
}

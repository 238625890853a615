package dev.edgewise.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.TextInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes first, and how long it waits, on a clock that only moves when told; nothing runs. */
class RowOrderTest {
    private static final int TOKENS_MAX = 2000;
    private static final int JOBS_MAX = 10;

    private final FakeModel model = new FakeModel(8);
    private long now;
    private final RowQueue queue = new RowQueue(new ScheduleLimits(1, TOKENS_MAX, JOBS_MAX), () -> now, there -> {});

    private RowJob offered(RowModel by, Priority priority, Deadline deadline, int... lengths) {
        List<TextInput> inputs = IntStream.of(lengths)
                .<TextInput>mapToObj(length -> new TextInput.TokenIds(new int[length]))
                .toList();
        RowJob job = new RowJob(by, inputs, deadline).of(priority);
        job.waitsSince(now);
        assertThat(queue.offer(job)).isEqualTo(RowQueue.Offer.ACCEPTED);
        return job;
    }

    private RowJob offered(Priority priority, Deadline deadline) {
        return offered(model, priority, deadline, 3);
    }

    private Deadline in(Duration wait) {
        return Deadline.after(wait, now);
    }

    private Step take() {
        return queue.take(new Step.Run(new ArrayList<>()));
    }

    /** Whose inputs are cut next; they are ready to run then. */
    private RowJob cutNext() throws RowRefusedException {
        Step.Cut cut = (Step.Cut) take();
        List<Row> rows = new ArrayList<>();
        for (int i = cut.from(); i < cut.to(); i++) {
            rows.add(cut.job().cut(i));
        }
        assertThat(queue.ready(cut.job(), rows)).isTrue();
        return cut.job();
    }

    private List<RowJob> runNext() {
        Step.Run run = (Step.Run) take();
        return run.rows().stream().map(Row::job).toList();
    }

    private void ran(RowModel by, int tokens, Duration took) throws RowRefusedException {
        RowJob job = offered(by, Priority.NORMAL, Deadline.none(), tokens);
        cutNext();
        Step.Run run = (Step.Run) take();
        queue.answered(run.rows(), took.toNanos());
        assertThat(job.rowsLeft).isZero();
    }

    @Test
    void within_a_class_the_earliest_deadline_goes_first_and_none_last() throws Exception {
        RowJob patient = offered(Priority.NORMAL, Deadline.none());
        RowJob later = offered(Priority.NORMAL, in(Duration.ofSeconds(9)));
        RowJob sooner = offered(Priority.NORMAL, in(Duration.ofSeconds(2)));
        RowJob patientToo = offered(Priority.NORMAL, Deadline.none());

        assertThat(List.of(cutNext(), cutNext(), cutNext(), cutNext()))
                .containsExactly(sooner, later, patient, patientToo);
    }

    @Test
    void a_class_goes_before_any_deadline_of_the_next() throws Exception {
        RowJob background = offered(Priority.BACKGROUND, in(Duration.ofSeconds(1)));
        RowJob normal = offered(Priority.NORMAL, in(Duration.ofSeconds(60)));
        RowJob interactive = offered(Priority.INTERACTIVE, Deadline.none());

        assertThat(List.of(cutNext(), cutNext(), cutNext())).containsExactly(interactive, normal, background);
    }

    @Test
    void what_has_waited_counts_one_class_higher_and_then_another() throws Exception {
        RowJob background = offered(Priority.BACKGROUND, Deadline.none());
        now += Waiting.AGEING.toNanos() - 1;
        RowJob normal = offered(Priority.NORMAL, Deadline.none());
        assertThat(cutNext()).isEqualTo(normal);

        now += 1;
        RowJob another = offered(Priority.NORMAL, Deadline.none());
        assertThat(cutNext()).isEqualTo(background);
        assertThat(cutNext()).isEqualTo(another);

        RowJob oldest = offered(Priority.BACKGROUND, Deadline.none());
        now += 3 * Waiting.AGEING.toNanos();
        offered(Priority.INTERACTIVE, in(Duration.ofSeconds(1)));
        assertThat(cutNext()).isEqualTo(oldest);
    }

    @Test
    void a_long_list_with_an_early_deadline_lets_others_have_their_turns() throws Exception {
        RowJob large = offered(model, Priority.NORMAL, in(Duration.ofSeconds(1)), texts(40));
        assertThat(cutNext()).isEqualTo(large);

        RowJob small = offered(Priority.NORMAL, in(Duration.ofSeconds(50)));
        assertThat(cutNext()).isEqualTo(small);
        assertThat(cutNext()).isEqualTo(large);
        RowJob urgent = offered(Priority.NORMAL, in(Duration.ofMillis(500)));
        assertThat(cutNext()).isEqualTo(urgent);
    }

    /** Texts of 3 tokens. */
    private static int[] texts(int count) {
        return IntStream.generate(() -> 3).limit(count).toArray();
    }

    /** Whose rows run next, each alone, until it is {@code last}'s; a second goes by with each. */
    private List<RowJob> runUntil(RowJob last) throws RowRefusedException {
        List<RowJob> ran = new ArrayList<>();
        while (ran.isEmpty() || ran.getLast() != last) {
            switch (take()) {
                case Step.Cut(RowJob job, int from, int to) -> {
                    List<Row> rows = new ArrayList<>();
                    for (int i = from; i < to; i++) {
                        rows.add(job.cut(i));
                    }
                    queue.ready(job, rows);
                }
                case Step.Run(List<Row> rows) -> {
                    ran.add(rows.getFirst().job());
                    now += Duration.ofSeconds(1).toNanos();
                    queue.answered(rows, 1);
                }
                case Step.Stop() -> throw new AssertionError("closed");
            }
        }
        return ran;
    }

    @Test
    void one_text_waits_for_no_more_than_a_turn_of_a_long_list_whose_deadline_is_earlier() throws Exception {
        FakeModel oneByOne = new FakeModel(1);
        RowJob list = offered(oneByOne, Priority.NORMAL, in(Duration.ofHours(1)), texts(500));
        for (int i = 0; i < 3; i++) {
            runUntil(list);
        }

        RowJob later = offered(oneByOne, Priority.NORMAL, in(Duration.ofHours(2)), 3);
        assertThat(runUntil(later)).hasSizeLessThanOrEqualTo(8);
        RowJob sooner = offered(oneByOne, Priority.NORMAL, in(Duration.ofMinutes(1)), 3);
        assertThat(runUntil(sooner)).hasSize(1);
        RowJob patient = offered(oneByOne, Priority.NORMAL, Deadline.none(), 3);
        assertThat(runUntil(patient)).hasSizeLessThanOrEqualTo(1 + 8);
    }

    @Test
    void a_list_that_takes_long_does_not_become_of_a_higher_class_by_it() throws Exception {
        FakeModel oneByOne = new FakeModel(1);
        RowJob background = offered(oneByOne, Priority.BACKGROUND, Deadline.none(), texts(300));
        for (int i = 0; i < 30; i++) {
            runUntil(background);
        }
        RowJob list = offered(oneByOne, Priority.NORMAL, in(Duration.ofHours(1)), texts(300));
        for (int i = 0; i < 30; i++) {
            runUntil(list);
        }

        RowJob one = offered(oneByOne, Priority.NORMAL, in(Duration.ofHours(2)), 3);
        assertThat(runUntil(one)).hasSizeLessThanOrEqualTo(1 + 2 * 8);
    }

    @Test
    void two_lists_take_turns_whatever_their_deadlines() throws Exception {
        FakeModel oneByOne = new FakeModel(1);
        RowJob sooner = offered(oneByOne, Priority.NORMAL, in(Duration.ofHours(1)), texts(200));
        for (int i = 0; i < 20; i++) {
            runUntil(sooner);
        }
        RowJob later = offered(oneByOne, Priority.NORMAL, in(Duration.ofHours(2)), texts(200));
        List<RowJob> ran = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            ran.addAll(runUntil(later));
        }

        assertThat(ran.size()).isBetween(2 * 64 - 16, 2 * 64 + 16);
    }

    @Test
    void who_has_waited_long_is_joined_by_newcomers_of_its_class() throws Exception {
        RowJob old = offered(Priority.NORMAL, Deadline.none());
        cutNext();
        now += Waiting.AGEING.toNanos();
        RowJob newcomer = offered(Priority.NORMAL, Deadline.none());
        cutNext();

        assertThat(runNext()).containsExactly(old, newcomer);
    }

    @Test
    void rows_of_a_higher_class_run_first_and_are_not_joined_by_those_of_a_lower() throws Exception {
        RowJob background = offered(Priority.BACKGROUND, Deadline.none());
        cutNext();
        RowJob normal = offered(Priority.NORMAL, Deadline.none());
        RowJob sooner = offered(Priority.NORMAL, in(Duration.ofSeconds(1)));
        cutNext();
        cutNext();

        assertThat(runNext()).containsExactly(sooner, normal);
        assertThat(runNext()).containsExactly(background);
    }

    @Test
    void a_higher_class_is_cut_though_much_of_a_lower_is_ready() throws Exception {
        RowJob background = offered(model, Priority.BACKGROUND, Deadline.none(), 200, 200);
        cutNext();
        RowJob background2 = offered(model, Priority.BACKGROUND, Deadline.none(), 250);
        cutNext();
        assertThat(background2.cutToTheEnd()).isTrue();
        RowJob normal = offered(Priority.NORMAL, Deadline.none());

        assertThat(cutNext()).isEqualTo(normal);
        assertThat(runNext()).containsExactly(normal);
        assertThat(runNext()).containsExactly(background, background);
    }

    @Test
    void background_work_leaves_half_of_the_queue_to_others() {
        for (int i = 0; i < JOBS_MAX / 2; i++) {
            offered(Priority.BACKGROUND, Deadline.none());
        }
        RowJob oneMore = new RowJob(model, List.of(new TextInput.TokenIds(new int[3])), Deadline.none());
        assertThat(queue.offer(oneMore.of(Priority.BACKGROUND))).isEqualTo(RowQueue.Offer.FULL);
        offered(model, Priority.NORMAL, Deadline.none(), 200);
        offered(model, Priority.NORMAL, Deadline.none(), 200, 200);

        assertThat(queue.jobsQueued()).isEqualTo(JOBS_MAX / 2 + 2);
    }

    @Test
    void a_long_list_leaves_room_in_the_queue_for_others() {
        RowJob list = offered(model, Priority.NORMAL, Deadline.none(), texts(TOKENS_MAX));
        for (int i = 0; i < 5; i++) {
            offered(model, Priority.NORMAL, Deadline.none(), 200);
        }

        assertThat(queue.offer(new RowJob(model, List.of(new TextInput.TokenIds(new int[1])), Deadline.none())))
                .isEqualTo(RowQueue.Offer.FULL);
        assertThat(queue.tokensQueued()).isEqualTo(3 * TOKENS_MAX + 1000);
        queue.forget(list);
        offered(Priority.NORMAL, Deadline.none());
    }

    @Test
    void work_of_a_later_class_is_in_nobodys_way() {
        for (int i = 0; i < JOBS_MAX / 2; i++) {
            offered(Priority.BACKGROUND, Deadline.none());
        }
        offered(model, Priority.NORMAL, Deadline.none(), texts(TOKENS_MAX));
        offered(model, Priority.NORMAL, Deadline.none(), texts(TOKENS_MAX));
        RowJob another = new RowJob(model, List.of(new TextInput.TokenIds(new int[1])), Deadline.none());
        assertThat(queue.offer(another)).isEqualTo(RowQueue.Offer.FULL);

        for (int i = 0; i < JOBS_MAX; i++) {
            offered(Priority.INTERACTIVE, Deadline.none());
        }
        RowJob interactive = new RowJob(model, List.of(new TextInput.TokenIds(new int[1])), Deadline.none());
        assertThat(queue.offer(interactive.of(Priority.INTERACTIVE))).isEqualTo(RowQueue.Offer.FULL);
    }

    @Test
    void who_comes_waits_for_a_turn_of_a_long_list_and_another_list_for_as_much_as_it_has_itself() throws Exception {
        ran(model, 100, Duration.ofMillis(10));
        RowJob list = offered(model, Priority.NORMAL, Deadline.none(), texts(600));
        offered(model, Priority.NORMAL, Deadline.none(), 50);

        assertThat(queue.nanosBefore(Priority.NORMAL, 3)).isEqualTo(micros(25_600 + 5_000));
        assertThat(queue.nanosBefore(Priority.NORMAL, 1_000)).isEqualTo(micros(100_000 + 5_000));
        assertThat(queue.nanosBefore(Priority.NORMAL, 10_000)).isEqualTo(micros(180_000 + 5_000));
        queue.forget(list);
        assertThat(queue.nanosBefore(Priority.NORMAL, 10_000)).isEqualTo(micros(5_000));
    }

    @Test
    void the_wait_counts_each_model_by_its_own_rate() throws Exception {
        FakeModel slow = new FakeModel(8);
        ran(model, 100, Duration.ofMillis(10));
        ran(slow, 100, Duration.ofMillis(100));
        assertThat(queue.nanosBefore(Priority.NORMAL, 0)).isZero();

        offered(model, Priority.NORMAL, Deadline.none(), 50);
        assertThat(queue.nanosBefore(Priority.NORMAL, 0)).isEqualTo(millis(5));
        RowJob given = offered(slow, Priority.NORMAL, Deadline.none(), 50);
        assertThat(queue.nanosBefore(Priority.NORMAL, 0)).isEqualTo(millis(55));
        queue.forget(given);
        assertThat(queue.nanosBefore(Priority.NORMAL, 0)).isEqualTo(millis(5));
    }

    @Test
    void the_wait_of_a_class_leaves_out_those_after_it() throws Exception {
        ran(model, 100, Duration.ofMillis(10));
        offered(model, Priority.BACKGROUND, Deadline.none(), 200);
        offered(model, Priority.NORMAL, Deadline.none(), 100);

        assertThat(queue.nanosBefore(Priority.INTERACTIVE, 0)).isZero();
        assertThat(queue.nanosBefore(Priority.NORMAL, 0)).isEqualTo(millis(10));
        assertThat(queue.nanosBefore(Priority.BACKGROUND, 0)).isEqualTo(millis(30));
    }

    @Test
    void the_first_batch_sets_the_rate_and_later_ones_move_it() {
        var rate = new RateMeter();
        assertThat(rate.tokensPerNano()).isEqualTo(5e-6);
        rate.record(100, 1_000);
        assertThat(rate.tokensPerNano()).isEqualTo(0.1);
        for (int i = 0; i < 50; i++) {
            rate.record(100, 2_000);
        }
        assertThat(rate.tokensPerNano()).isBetween(0.05, 0.051);
    }

    private static long micros(int count) {
        return Duration.ofNanos(1_000L * count).toNanos();
    }

    private static long millis(int count) {
        return Duration.ofMillis(count).toNanos();
    }
}

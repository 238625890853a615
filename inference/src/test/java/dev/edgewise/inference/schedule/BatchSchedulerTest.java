package dev.edgewise.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.TextInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchSchedulerTest {
    private final AtomicLong clock = new AtomicLong();

    private BatchScheduler scheduler(int tokensMax, int jobsMax) {
        return new BatchScheduler("test", new ScheduleLimits(1, tokensMax, jobsMax), clock::get);
    }

    private static RowJob job(RowModel model, Deadline deadline, int... lengths) {
        List<TextInput> inputs = IntStream.of(lengths)
                .<TextInput>mapToObj(length -> new TextInput.TokenIds(new int[length]))
                .toList();
        return new RowJob(model, inputs, deadline);
    }

    /** Waits on a clock that stands still, and is never woken by it. */
    private static void await(RowJob job) throws Exception {
        assertThat(job.await(() -> 0)).isTrue();
    }

    private static Fault faultOf(RowJob job) {
        return catchThrowableOfType(EngineException.class, () -> await(job)).fault();
    }

    private static Fault refusal(BatchScheduler scheduler, RowJob job) {
        return catchThrowableOfType(EngineException.class, () -> scheduler.submit(job))
                .fault();
    }

    @Test
    void a_full_queue_refuses_with_the_predicted_wait() throws Exception {
        FakeModel model = new FakeModel(8);
        try (BatchScheduler scheduler = scheduler(100, 8);
                model) {
            RowJob running = job(model, Deadline.none(), 60);
            scheduler.submit(running);
            model.awaitRun();
            scheduler.submit(job(model, Deadline.none(), 30));

            Fault fault = refusal(scheduler, job(model, Deadline.none(), 30));

            assertThat(fault.kind()).isEqualTo(Fault.Kind.BUSY);
            // 90 tokens at the 5 tokens a millisecond assumed before the first batch.
            assertThat(fault.retryAfter().orElseThrow()).isCloseTo(Duration.ofMillis(18), Duration.ofMillis(1));
            assertThat(fault.retryable()).isTrue();
            model.release();
            await(running);
        }
    }

    @Test
    void one_job_larger_than_the_queue_runs_when_nothing_else_waits() throws Exception {
        FakeModel model = new FakeModel(8).released();
        try (BatchScheduler scheduler = scheduler(100, 8);
                model) {
            RowJob large = job(model, Deadline.none(), 90, 90, 90);
            scheduler.submit(large);
            await(large);

            assertThat(large.tokens()).isEqualTo(270);
        }
    }

    @Test
    void too_many_callers_are_refused_however_small_their_work() throws Exception {
        FakeModel model = new FakeModel(8);
        try (BatchScheduler scheduler = scheduler(10_000, 2);
                model) {
            scheduler.submit(job(model, Deadline.none(), 1));
            scheduler.submit(job(model, Deadline.none(), 1));

            assertThat(refusal(scheduler, job(model, Deadline.none(), 1)).kind())
                    .isEqualTo(Fault.Kind.BUSY);
            model.release();
        }
    }

    @Test
    void a_deadline_within_the_predicted_wait_is_refused_at_once() throws Exception {
        FakeModel model = new FakeModel(8);
        try (BatchScheduler scheduler = scheduler(10_000, 8);
                model) {
            scheduler.submit(job(model, Deadline.none(), 200));
            model.awaitRun();

            Deadline soon = Deadline.after(Duration.ofMillis(30), clock.get());
            Deadline later = Deadline.after(Duration.ofMillis(50), clock.get());
            assertThat(refusal(scheduler, job(model, soon, 1)).kind()).isEqualTo(Fault.Kind.BUSY);
            scheduler.submit(job(model, later, 1));
            model.release();
        }
    }

    @Test
    void one_text_is_not_refused_for_a_long_list_that_it_does_not_wait_for() throws Exception {
        FakeModel model = new FakeModel(8);
        try (BatchScheduler scheduler = scheduler(1_000, 8);
                model) {
            RowJob list = job(
                    model,
                    Deadline.none(),
                    IntStream.generate(() -> 20).limit(2_000).toArray());
            scheduler.submit(list);
            model.awaitRun();
            // A turn of 256 tokens takes 51 ms, all of the list 8 seconds.
            Deadline soon = Deadline.after(Duration.ofMillis(60), clock.get());
            RowJob one = job(model, soon, 10);
            scheduler.submit(one);
            assertThat(refusal(scheduler, job(model, soon, 200, 200, 200)).kind())
                    .isEqualTo(Fault.Kind.BUSY);

            model.release();
            await(one);
            await(list);
        }
    }

    @Test
    void work_whose_deadline_passes_in_the_queue_never_runs() throws Exception {
        FakeModel model = new FakeModel(8);
        try (BatchScheduler scheduler = scheduler(10_000, 8);
                model) {
            RowJob first = job(model, Deadline.none(), 3);
            RowJob late = job(model, Deadline.after(Duration.ofSeconds(1), clock.get()), 5);
            scheduler.submit(first);
            model.awaitRun();
            scheduler.submit(late);
            clock.addAndGet(Duration.ofSeconds(2).toNanos());
            model.release();

            assertThat(faultOf(late).kind()).isEqualTo(Fault.Kind.DEADLINE);
            assertThat(late.tokensGiven()).isZero();
            await(first);
        }
        assertThat(model.batches()).containsExactly(List.of(3));
    }

    @Test
    void a_caller_whose_deadline_passes_while_the_model_runs_is_woken() throws Exception {
        FakeModel model = new FakeModel(8);
        try (BatchScheduler scheduler = scheduler(10_000, 8);
                model) {
            RowJob late = job(model, Deadline.after(Duration.ofHours(1), clock.get()), 5);
            scheduler.submit(late);
            model.awaitRun();
            var woken = new CompletableFuture<Boolean>();
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    woken.complete(scheduler.await(late));
                } catch (EngineException | InterruptedException e) {
                    woken.completeExceptionally(e);
                }
            });
            Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);

            clock.addAndGet(Duration.ofHours(2).toNanos());
            // The clock of a test goes on by itself, unseen by the watch: somebody with an earlier deadline has it
            // look.
            RowJob passed = job(model, new Deadline(true, 1), 5);
            assertThat(scheduler.await(passed)).isFalse();

            assertThat(woken.get()).isFalse();
            model.release();
        }
    }

    @Test
    void withdrawn_work_never_runs_and_leaves_the_queue() throws Exception {
        FakeModel model = new FakeModel(8);
        try (BatchScheduler scheduler = scheduler(10_000, 8);
                model) {
            RowJob first = job(model, Deadline.none(), 3);
            RowJob withdrawn = job(model, Deadline.none(), 5, 5, 5);
            scheduler.submit(first);
            model.awaitRun();
            scheduler.submit(withdrawn);
            scheduler.withdraw(withdrawn, Fault.of(Fault.Kind.CANCELLED, "gone"));

            assertThat(scheduler.load().tokensQueued()).isEqualTo(3);
            assertThat(scheduler.load().jobsQueued()).isEqualTo(1);
            model.release();
            await(first);
            assertThat(faultOf(withdrawn).kind()).isEqualTo(Fault.Kind.CANCELLED);
            assertThat(withdrawn.tokensGiven()).isZero();
            assertThat(first.tokensGiven()).isEqualTo(3);
        }
        assertThat(model.batches()).containsExactly(List.of(3));
    }

    @Test
    void a_batch_that_nobody_waits_for_any_more_is_ended_and_the_next_one_is_answered() throws Exception {
        FakeModel model = new FakeModel(8);
        try (BatchScheduler scheduler = scheduler(10_000, 8);
                model) {
            RowJob running = job(model, Deadline.none(), 3, 3, 3);
            scheduler.submit(running);
            model.awaitRun();
            running.run();

            RowJob next = job(model, Deadline.none(), 5);
            scheduler.submit(next);
            await(next);
            assertThat(faultOf(running).kind()).isEqualTo(Fault.Kind.CANCELLED);
            assertThat(running.tokensGiven()).isEqualTo(9);
            assertThat(next.outputs()).containsExactly(5);
            assertThat(scheduler.load().tokensQueued()).isZero();
        }
        assertThat(model.batches()).containsExactly(List.of(3, 3, 3), List.of(5));
    }

    @Test
    void a_job_that_is_taken_back_between_its_rows_has_been_given_the_first_alone() throws Exception {
        FakeModel model = new FakeModel(1);
        try (BatchScheduler scheduler = scheduler(10_000, 8);
                model) {
            RowJob running = job(model, Deadline.none(), 3, 5, 7);
            scheduler.submit(running);
            model.awaitRun();
            running.run();

            assertThat(faultOf(running).kind()).isEqualTo(Fault.Kind.CANCELLED);
            assertThat(running.tokensGiven()).isEqualTo(3);
        }
        assertThat(model.batches()).containsExactly(List.of(3));
    }

    @Test
    void a_batch_is_ended_when_the_deadline_of_its_only_caller_passes() throws Exception {
        FakeModel model = new FakeModel(8);
        try (BatchScheduler scheduler = scheduler(10_000, 8);
                model) {
            RowJob running = job(model, new Deadline(true, 1), 3);
            scheduler.submit(running);
            model.awaitRun();
            clock.set(2);
            assertThat(scheduler.await(running)).isFalse();
            scheduler.withdraw(running, Fault.of(Fault.Kind.DEADLINE, "late"));

            RowJob next = job(model, Deadline.none(), 5);
            scheduler.submit(next);
            await(next);
        }
        assertThat(model.batches()).containsExactly(List.of(3), List.of(5));
    }

    @Test
    void closing_ends_a_batch_whose_job_it_has_failed() throws Exception {
        FakeModel model = new FakeModel(1);
        RowJob running = job(model, Deadline.none(), 3, 3);
        try (model;
                BatchScheduler scheduler = scheduler(10_000, 8)) {
            scheduler.submit(running);
            model.awaitRun();
        }
        assertThat(faultOf(running).kind()).isEqualTo(Fault.Kind.CLOSED);
        assertThat(model.batches()).containsExactly(List.of(3));
    }

    @Test
    void rows_of_equal_length_from_different_callers_share_a_batch() throws Exception {
        FakeModel model = new FakeModel(4);
        try (BatchScheduler scheduler = scheduler(10_000, 20);
                model) {
            scheduler.submit(job(model, Deadline.none(), 1));
            model.awaitRun();
            List<RowJob> jobs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                jobs.add(job(model, Deadline.none(), 7, 9));
                scheduler.submit(jobs.getLast());
            }
            model.release();
            for (RowJob job : jobs) {
                await(job);
            }
        }
        assertThat(model.batches())
                .containsExactly(List.of(1), List.of(7, 7, 7, 7), List.of(9, 9, 9, 9), List.of(7, 7), List.of(9, 9));
    }

    @Test
    void a_long_list_does_not_hold_up_a_newcomer() throws Exception {
        FakeModel model = new FakeModel(1);
        RowJob large = job(
                model, Deadline.none(), IntStream.generate(() -> 200).limit(60).toArray());
        RowJob small = job(model, Deadline.none(), 10);
        try (BatchScheduler scheduler = scheduler(100_000, 20);
                model) {
            scheduler.submit(large);
            model.awaitRun();
            scheduler.submit(small);
            model.release();
            await(small);
            await(large);
        }
        assertThat(model.batches().indexOf(List.of(10))).isBetween(1, 10);
    }

    @Test
    void a_long_list_with_an_earlier_deadline_does_not_hold_up_a_newcomer() throws Exception {
        FakeModel model = new FakeModel(1);
        Deadline early = Deadline.after(Duration.ofHours(1), clock.get());
        Deadline late = Deadline.after(Duration.ofHours(2), clock.get());
        RowJob large =
                job(model, early, IntStream.generate(() -> 20).limit(2_000).toArray());
        RowJob small = job(model, late, 10);
        try (BatchScheduler scheduler = scheduler(100_000, 20);
                model) {
            scheduler.submit(large);
            model.awaitRun();
            scheduler.submit(small);
            model.release();
            await(small);
            await(large);
        }
        assertThat(model.batches().indexOf(List.of(10))).isBetween(1, 8);
    }

    @Test
    void a_model_that_fails_fails_its_batch_and_nothing_else() throws Exception {
        FakeModel model = new FakeModel(1).released();
        try (BatchScheduler scheduler = scheduler(10_000, 8);
                model) {
            RowJob broken = job(model, Deadline.none(), FakeModel.LENGTH_THAT_FAILS);
            RowJob fine = job(model, Deadline.none(), 5);
            scheduler.submit(broken);
            scheduler.submit(fine);
            await(fine);

            assertThat(faultOf(broken).kind()).isEqualTo(Fault.Kind.INTERNAL);
            assertThat(scheduler.load().tokensQueued()).isZero();
        }
    }

    @Test
    void a_refused_input_is_named_by_its_place() throws Exception {
        FakeModel model = new FakeModel(1).released();
        try (BatchScheduler scheduler = scheduler(10_000, 8);
                model) {
            RowJob job = job(model, Deadline.none(), 5, FakeModel.LENGTH_MAX + 1);
            scheduler.submit(job);

            assertThat(faultOf(job).kind()).isEqualTo(Fault.Kind.INPUT_TOO_LONG);
            assertThat(faultOf(job).message()).startsWith("input 1: ");
            assertThat(scheduler.load().tokensQueued()).isZero();
        }
    }

    @Test
    void closing_fails_what_waits_and_finishes_what_runs() throws Exception {
        FakeModel model = new FakeModel(1);
        BatchScheduler scheduler = scheduler(10_000, 8);
        RowJob waiting = job(model, Deadline.none(), 5);
        scheduler.submit(job(model, Deadline.none(), 3));
        model.awaitRun();
        scheduler.submit(waiting);
        Thread closing = Thread.ofPlatform().start(scheduler::close);

        assertThat(faultOf(waiting).kind()).isEqualTo(Fault.Kind.CLOSED);
        assertThat(closing.isAlive()).isTrue();
        model.release();
        closing.join();
        assertThat(refusal(scheduler, job(model, Deadline.none(), 1)).kind()).isEqualTo(Fault.Kind.CLOSED);
    }

    @Property(tries = 60)
    void every_row_is_answered_in_its_place(
            @ForAll @Size(min = 1, max = 12)
                    List<@Size(min = 1, max = 20) List<@IntRange(min = 1, max = 40) Integer>> work,
            @ForAll @IntRange(min = 1, max = 8) int rowsPerBatch,
            @ForAll @IntRange(min = 1, max = 3) int threads)
            throws Exception {
        FakeModel model = new FakeModel(rowsPerBatch).released();
        List<RowJob> jobs = new ArrayList<>();
        try (BatchScheduler scheduler = new BatchScheduler(
                "test",
                new ScheduleLimits(threads, 1_000_000, 100),
                clock::get,
                2,
                Lookout.polling(System::nanoTime))) {
            for (List<Integer> lengths : work) {
                jobs.add(job(
                        model,
                        Deadline.none(),
                        lengths.stream().mapToInt(Integer::intValue).toArray()));
                scheduler.expect();
                scheduler.submit(jobs.getLast());
            }
            for (int i = 0; i < jobs.size(); i++) {
                await(jobs.get(i));
                assertThat(jobs.get(i).tokens())
                        .isEqualTo(
                                work.get(i).stream().mapToInt(Integer::intValue).sum());
                for (int row = 0; row < work.get(i).size(); row++) {
                    assertThat(jobs.get(i).outputs()[row])
                            .isEqualTo(work.get(i).get(row).floatValue());
                }
            }
            assertThat(scheduler.load().tokensQueued()).isZero();
            assertThat(scheduler.load().jobsQueued()).isZero();
        }
        assertThat(model.batches()).allSatisfy(batch -> {
            assertThat(batch).hasSizeLessThanOrEqualTo(rowsPerBatch);
            assertThat(batch.stream().distinct()).hasSize(1);
        });
    }
}

package dev.edgewise.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelWitness;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.ReuseScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose turn it is, while one task holds the only thread and the others wait. */
@Timeout(60)
class SoloOrderTest {
    private static final int TASKS_MAX = 6;

    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger over = new AtomicInteger();
    private final List<String> turns = Collections.synchronizedList(new ArrayList<>());
    private final List<CompletableFuture<Object>> results = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final TurnPace pace = new TurnPace();
    private final SoloRunner runner = new SoloRunner("test", new SoloLimits(1, TASKS_MAX, 1000), clock::get);

    @BeforeEach
    void hold() {
        CountDownLatch begun = new CountDownLatch(1);
        var _ = start(
                stop -> {
                    begun.countDown();
                    gate.await();
                    return Optional.of("held");
                },
                new Call(Deadline.none(), new Cancellation()));
        await().until(() -> begun.getCount() == 0);
    }

    @AfterEach
    void stop() {
        gate.countDown();
        runner.close();
    }

    private CompletableFuture<Object> start(TurnTask<Object> task, Call call) {
        var result = new CompletableFuture<Object>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(runner.runInTurns(task, pace, 1, over::incrementAndGet, call));
            } catch (EngineException e) {
                result.complete(e.fault().kind());
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        results.add(result);
        return result;
    }

    private static Call call(Priority priority, Deadline deadline, Cancellation cancellation) {
        return new Call(deadline, cancellation, priority, ModelWitness.NONE, ReuseScope.NODE, () -> {});
    }

    /** Waits in line before the next one comes. */
    private CompletableFuture<Object> waiting(String name, int turnsNeeded, Call call) {
        int held = runner.tasksHeld();
        var left = new AtomicInteger(turnsNeeded);
        CompletableFuture<Object> result = start(
                stop -> {
                    turns.add(name);
                    return left.decrementAndGet() == 0 ? Optional.of(name) : Optional.empty();
                },
                call);
        await().until(() -> runner.tasksHeld() == held + 1);
        return result;
    }

    private void waiting(String name, Priority priority, Deadline deadline) {
        var _ = waiting(name, 1, call(priority, deadline, new Cancellation()));
    }

    private void run() throws Exception {
        gate.countDown();
        for (CompletableFuture<Object> result : results) {
            result.get();
        }
    }

    private Deadline in(Duration wait) {
        return Deadline.after(wait, clock.get());
    }

    @Test
    void a_higher_class_goes_first_and_within_a_class_the_earliest_deadline() throws Exception {
        waiting("background", Priority.BACKGROUND, in(Duration.ofHours(1)));
        waiting("patient", Priority.NORMAL, Deadline.none());
        waiting("later", Priority.NORMAL, in(Duration.ofHours(9)));
        waiting("sooner", Priority.NORMAL, in(Duration.ofHours(2)));
        waiting("interactive", Priority.INTERACTIVE, Deadline.none());

        run();

        assertThat(turns).containsExactly("interactive", "sooner", "later", "patient", "background");
        assertThat(over).hasValue(6);
    }

    @Test
    void who_needs_many_turns_lets_the_others_have_theirs() throws Exception {
        var _ = waiting("many", 3, call(Priority.NORMAL, in(Duration.ofHours(1)), new Cancellation()));
        var _ = waiting("few", 2, call(Priority.NORMAL, in(Duration.ofHours(2)), new Cancellation()));
        waiting("one", Priority.NORMAL, in(Duration.ofHours(3)));

        run();

        assertThat(turns).containsExactly("many", "few", "one", "many", "few", "many");
    }

    @Test
    void who_has_many_turns_does_not_become_of_a_higher_class_by_it() throws Exception {
        var left = new AtomicInteger(4);
        var _ = start(
                stop -> {
                    turns.add("background");
                    clock.addAndGet(2 * Waiting.AGEING.toNanos());
                    if (left.get() == 4) {
                        waiting("normal", Priority.NORMAL, Deadline.none());
                    }
                    return left.decrementAndGet() == 0 ? Optional.of("background") : Optional.empty();
                },
                call(Priority.BACKGROUND, Deadline.none(), new Cancellation()));
        await().until(() -> runner.tasksHeld() == 2);

        gate.countDown();
        await().until(() -> turns.size() == 5);

        assertThat(turns).containsExactly("background", "normal", "background", "background", "background");
    }

    @Test
    void what_expires_in_the_line_has_no_turn() throws Exception {
        waiting("late", Priority.NORMAL, in(Duration.ofHours(1)));
        waiting("in time", Priority.NORMAL, in(Duration.ofHours(3)));
        clock.addAndGet(Duration.ofHours(2).toNanos());

        run();

        assertThat(turns).containsExactly("in time");
        assertThat(results.get(1).get()).isEqualTo(Fault.Kind.DEADLINE);
        assertThat(over).hasValue(3);
    }

    @Test
    void who_leaves_between_two_turns_has_no_more_of_them() throws Exception {
        var leaving = new Cancellation();
        CompletableFuture<Object> left = start(
                stop -> {
                    turns.add("leaving");
                    leaving.cancel();
                    assertThat(stop.cancelled()).isTrue();
                    return Optional.empty();
                },
                call(Priority.NORMAL, Deadline.none(), leaving));
        await().until(() -> runner.tasksHeld() == 2);
        waiting("other", Priority.NORMAL, Deadline.none());

        run();

        assertThat(left.get()).isEqualTo(Fault.Kind.CANCELLED);
        assertThat(turns).containsExactly("leaving", "other");
        await().until(() -> over.get() == 3 && runner.tasksHeld() == 0);
    }

    @Test
    void what_nobody_waits_for_may_fill_half_of_the_line() throws Exception {
        for (int i = 0; i < TASKS_MAX / 2; i++) {
            waiting("background", Priority.BACKGROUND, Deadline.none());
        }

        assertThat(start(stop -> Optional.of("no"), call(Priority.BACKGROUND, Deadline.none(), new Cancellation()))
                        .get())
                .isEqualTo(Fault.Kind.BUSY);
        waiting("normal", Priority.NORMAL, Deadline.none());

        run();
        assertThat(turns).startsWith("normal").hasSize(TASKS_MAX / 2 + 1);
    }

    @Test
    void the_predicted_wait_counts_a_turn_of_each_task_of_the_class_and_of_those_before() {
        pace.took(Duration.ofSeconds(1).toNanos());
        waiting("interactive", Priority.INTERACTIVE, Deadline.none());
        var _ = waiting("normal", 5, call(Priority.NORMAL, Deadline.none(), new Cancellation()));
        waiting("background", Priority.BACKGROUND, Deadline.none());

        assertThat(runner.untilStart(Priority.INTERACTIVE)).isEqualTo(Duration.ofSeconds(1));
        assertThat(runner.untilStart(Priority.NORMAL)).isEqualTo(Duration.ofSeconds(2));
        assertThat(runner.untilStart(Priority.BACKGROUND)).isEqualTo(Duration.ofSeconds(3));
        assertThat(start(
                        stop -> Optional.of("no"),
                        call(Priority.NORMAL, in(Duration.ofMillis(1500)), new Cancellation())))
                .succeedsWithin(Duration.ofSeconds(30))
                .isEqualTo(Fault.Kind.BUSY);
    }

    @Test
    void closing_fails_a_task_that_needs_more_turns() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch going = new CountDownLatch(1);
        CompletableFuture<Object> left = start(
                stop -> {
                    begun.countDown();
                    going.await();
                    return Optional.empty();
                },
                call(Priority.NORMAL, Deadline.none(), new Cancellation()));
        gate.countDown();
        begun.await();
        Thread closing = Thread.ofPlatform().start(runner::close);
        CompletableFuture<Object> refused = start(stop -> Optional.of("no"), Call.patient());
        // Refused once the runner is closed, else in line until it is.
        assertThat(refused.get()).isEqualTo(Fault.Kind.CLOSED);
        going.countDown();

        assertThat(left.get()).isEqualTo(Fault.Kind.CLOSED);
        closing.join();
        assertThat(over).hasValue(3);
    }
}

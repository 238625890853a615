package dev.edgewise.inference.store.background;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.pull.PullEvent;
import dev.edgewise.inference.store.pull.PullListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundPullsTest {
    private static final ModelReference ONE = ModelReference.parse("hf:acme/one");
    private static final ModelReference TWO = ModelReference.parse("hf:acme/two");
    private static final ModelReference THREE = ModelReference.parse("hf:acme/three");

    @TempDir
    Path folder;

    /** Work that waits for a test to run it, with the time it was to wait. */
    private final class ByHand implements Worker {
        private final List<Runnable> work = new ArrayList<>();
        private final List<Duration> times = new ArrayList<>();

        @Override
        public void after(Duration time, Runnable task) {
            times.add(time);
            work.add(task);
        }

        void runNext() {
            now += times.removeFirst().toNanos();
            work.removeFirst().run();
        }

        @Override
        public void close() {
            work.clear();
        }
    }

    private final ByHand worker = new ByHand();
    private final List<String> arrivals = new ArrayList<>();
    private long now;
    private String failure = "";
    private PullState seen = new PullState.Waiting();
    private During during = () -> {};

    /** What happens while a model is pulled. */
    @FunctionalInterface
    private interface During {
        void run() throws IOException, InterruptedException;
    }

    private PullNotes notes() {
        return new PullNotes(folder, () -> Instant.parse("2026-01-02T03:04:05Z"));
    }

    private BackgroundPulls pulls(BackgroundPulls.Arrival arrival) {
        BackgroundPulls[] self = new BackgroundPulls[1];
        self[0] = new BackgroundPulls(
                (reference, listener) -> pull(self[0], reference, listener), arrival, worker, notes(), () -> now);
        return self[0];
    }

    private void pull(BackgroundPulls pulls, ModelReference reference, PullListener listener)
            throws IOException, InterruptedException {
        listener.on(new PullEvent.Listed(3, 1000));
        listener.on(new PullEvent.Advanced(250, 1000, 50));
        seen = pulls.state(reference).orElseThrow();
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
        during.run();
        arrivals.add(reference.toString());
    }

    @Test
    void one_after_the_other_they_come_and_tell_how_far_they_are() {
        BackgroundPulls pulls = pulls(() -> arrivals.add("taken up"));
        pulls.follow(List.of(ONE, TWO));
        assertThat(pulls.state(ONE)).contains(new PullState.Waiting());

        worker.runNext();
        worker.runNext();

        assertThat(arrivals).containsExactly("hf:acme/one", "taken up", "hf:acme/two", "taken up");
        assertThat(seen).isEqualTo(new PullState.Fetching(250, 1000, 50));
        assertThat(((PullState.Fetching) seen).left()).isEqualTo(Duration.ofSeconds(15));
        assertThat(pulls.state(ONE)).isEmpty();
        assertThat(pulls.done()).isEqualTo(2);
        assertThat(pulls.failed()).isZero();
    }

    @Test
    void failures_are_tried_again_after_longer_and_longer_up_to_a_bound() {
        failure = "the hub is down";
        BackgroundPulls pulls = pulls(() -> {});
        pulls.follow(List.of(ONE));
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            worker.runNext();
            pauses.add(worker.times.getFirst().toSeconds());
        }

        assertThat(pauses).startsWith(5L, 10L, 20L, 40L, 80L).endsWith(600L, 600L, 600L);
        assertThat(pulls.state(ONE)).contains(new PullState.Failed("the hub is down", 12, Duration.ofMinutes(10)));
        assertThat(notes().of("hf:acme/one"))
                .contains(new PullNotes.Note("the hub is down", 12, Instant.parse("2026-01-02T03:04:05Z")));
        now += Duration.ofMinutes(4).toNanos();
        assertThat(pulls.state(ONE)).contains(new PullState.Failed("the hub is down", 12, Duration.ofMinutes(6)));

        failure = "";
        worker.runNext();
        assertThat(arrivals).containsExactly("hf:acme/one");
        assertThat(notes().of("hf:acme/one")).isEmpty();
        assertThat(worker.work).isEmpty();
    }

    @Test
    void a_failed_one_is_tried_at_once_when_asked_for_again_and_only_once() {
        failure = "the hub is down";
        BackgroundPulls pulls = pulls(() -> {});
        pulls.follow(List.of(ONE));
        worker.runNext();
        failure = "";

        pulls.follow(List.of(ONE));
        assertThat(worker.times).containsExactly(BackgroundPulls.PAUSE_FIRST, Duration.ZERO);
        worker.runNext();
        assertThat(arrivals).as("the try that was set for later").isEmpty();
        worker.runNext();

        assertThat(arrivals).containsExactly("hf:acme/one");
    }

    @Test
    void what_is_wanted_no_more_is_neither_pulled_nor_noted() {
        failure = "the hub is down";
        BackgroundPulls pulls = pulls(() -> {});
        pulls.follow(List.of(ONE));
        worker.runNext();
        failure = "";

        pulls.follow(List.of());
        worker.runNext();

        assertThat(arrivals).isEmpty();
        assertThat(pulls.state(ONE)).isEmpty();
        assertThat(notes().of("hf:acme/one")).isEqualTo(Optional.empty());
    }

    @Test
    void one_that_came_and_cannot_be_taken_up_says_why_and_only_that_is_tried_again() {
        String[] fault = {"model other cannot be served: no tokenizer"};
        BackgroundPulls pulls = pulls(() -> {
            if (!fault[0].isEmpty()) {
                throw new IllegalArgumentException(fault[0]);
            }
        });
        pulls.follow(List.of(ONE));

        worker.runNext();
        assertThat(pulls.state(ONE)).contains(new PullState.NotTakenUp(fault[0], 1, BackgroundPulls.PAUSE_FIRST));
        assertThat(worker.times).containsExactly(BackgroundPulls.PAUSE_FIRST);
        worker.runNext();
        assertThat(pulls.state(ONE))
                .contains(new PullState.NotTakenUp(fault[0], 2, BackgroundPulls.PAUSE_FIRST.multipliedBy(2)));
        assertThat(notes().of("hf:acme/one")).as("it is no failed pull").isEmpty();
        fault[0] = "";
        worker.runNext();

        assertThat(arrivals).as("pulls").containsExactly("hf:acme/one");
        assertThat(pulls.state(ONE)).isEmpty();
        assertThat(pulls.done()).isEqualTo(1);
        assertThat(pulls.failed()).isZero();
        assertThat(worker.work).isEmpty();
    }

    @Test
    void models_that_push_out_one_another_come_again_after_longer_and_longer_only() {
        List<ModelReference> all = List.of(ONE, TWO, THREE);
        List<Duration> pauses = new ArrayList<>();
        BackgroundPulls[] self = new BackgroundPulls[1];
        // The store has only the one that came last, as if all had one name.
        self[0] = pulls(() -> self[0].follow(all.stream()
                .filter(reference -> !reference.toString().equals(arrivals.getLast()))
                .toList()));
        self[0].follow(all);
        for (int i = 0; i < 20; i++) {
            pauses.add(worker.times.getFirst());
            worker.runNext();
        }

        assertThat(pauses.subList(0, 3)).containsOnly(Duration.ZERO);
        assertThat(pauses.subList(3, 20)).allMatch(pause -> pause.compareTo(BackgroundPulls.PAUSE_FIRST) >= 0);
        assertThat(pauses).contains(BackgroundPulls.PAUSE_FIRST.multipliedBy(4));
        assertThat(self[0].failed()).isPositive();
    }

    @Test
    void one_that_the_store_has_lost_when_it_is_taken_up_counts_as_failed() {
        BackgroundPulls[] self = new BackgroundPulls[1];
        self[0] = pulls(() -> self[0].follow(List.of(ONE)));
        self[0].follow(List.of(ONE));

        worker.runNext();
        assertThat(self[0].state(ONE))
                .contains(new PullState.Failed(
                        "it was pulled, and the store has lost it again", 1, BackgroundPulls.PAUSE_FIRST));
        worker.runNext();

        assertThat(worker.times).containsExactly(BackgroundPulls.PAUSE_FIRST.multipliedBy(2));
        assertThat(arrivals).containsExactly("hf:acme/one", "hf:acme/one");
        assertThat(self[0].failed()).isEqualTo(2);
    }

    @Test
    void what_failed_is_not_hurried_because_another_came() {
        BackgroundPulls[] self = new BackgroundPulls[1];
        self[0] = pulls(() -> self[0].follow(List.of(ONE)));
        failure = "the hub is down";
        self[0].follow(List.of(ONE, TWO));
        worker.runNext();
        failure = "";
        worker.runNext();

        assertThat(arrivals).containsExactly("hf:acme/two");
        assertThat(worker.times).containsExactly(BackgroundPulls.PAUSE_FIRST);
        assertThat(self[0].state(ONE))
                .contains(new PullState.Failed("the hub is down", 1, BackgroundPulls.PAUSE_FIRST));
    }

    @Test
    void an_error_in_a_pull_is_told_and_it_is_tried_again() {
        during = () -> {
            throw new NoClassDefFoundError("a/b");
        };
        BackgroundPulls pulls = pulls(() -> {});
        pulls.follow(List.of(ONE));
        worker.runNext();

        assertThat(pulls.state(ONE))
                .contains(new PullState.Failed("NoClassDefFoundError: a/b", 1, BackgroundPulls.PAUSE_FIRST));
        assertThat(notes().of("hf:acme/one")).isPresent();
        assertThat(pulls.failed()).isEqualTo(1);
    }

    @Test
    void a_pull_that_nobody_wants_any_more_is_interrupted_and_the_next_one_goes_on() {
        BackgroundPulls pulls = pulls(() -> arrivals.add("taken up"));
        during = () -> {
            pulls.follow(List.of(TWO));
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
        };
        pulls.follow(List.of(ONE, TWO));
        worker.runNext();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(arrivals).isEmpty();
        assertThat(pulls.failed()).isZero();

        during = () -> pulls.follow(List.of(TWO));
        worker.runNext();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(arrivals).containsExactly("hf:acme/two", "taken up");
        assertThat(worker.work).isEmpty();
    }

    @Test
    void the_taking_up_of_a_model_is_not_interrupted_by_its_own_coming() {
        BackgroundPulls[] self = new BackgroundPulls[1];
        List<Boolean> interrupted = new ArrayList<>();
        self[0] = pulls(() -> {
            self[0].follow(List.of());
            interrupted.add(Thread.currentThread().isInterrupted());
        });
        self[0].follow(List.of(ONE));
        worker.runNext();

        assertThat(interrupted).containsExactly(false);
        assertThat(self[0].state(ONE)).isEmpty();
    }

    @Test
    void one_that_is_dropped_and_wanted_again_during_its_pull_begins_anew() {
        BackgroundPulls pulls = pulls(() -> {});
        during = () -> {
            pulls.follow(List.of());
            pulls.follow(List.of(ONE));
            throw new IOException("cut off");
        };
        pulls.follow(List.of(ONE));
        worker.runNext();

        assertThat(pulls.state(ONE)).as("the new one").contains(new PullState.Waiting());
        assertThat(worker.times).containsExactly(Duration.ZERO);
        during = () -> {};
        worker.runNext();
        assertThat(arrivals).containsExactly("hf:acme/one");
        assertThat(pulls.state(ONE)).isEmpty();
    }

    @Test
    void an_interrupt_that_ends_the_worker_is_no_failure_and_stays() {
        BackgroundPulls pulls = pulls(() -> {});
        during = () -> {
            pulls.close();
            throw new InterruptedException();
        };
        pulls.follow(List.of(ONE));
        worker.runNext();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(pulls.failed()).isZero();
        assertThat(notes().of("hf:acme/one")).isEmpty();
    }
}

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

    private PullNotes notes() {
        return new PullNotes(folder, () -> Instant.parse("2026-01-02T03:04:05Z"));
    }

    private BackgroundPulls pulls(BackgroundPulls.Arrival arrival) {
        BackgroundPulls[] self = new BackgroundPulls[1];
        self[0] = new BackgroundPulls(
                (reference, listener) -> pull(self[0], reference, listener), arrival, worker, notes(), () -> now);
        return self[0];
    }

    private void pull(BackgroundPulls pulls, ModelReference reference, PullListener listener) throws IOException {
        listener.on(new PullEvent.Listed(3, 1000));
        listener.on(new PullEvent.Advanced(250, 1000, 50));
        seen = pulls.state(reference).orElseThrow();
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
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
    void one_that_came_and_cannot_be_served_says_why_and_is_tried_again() {
        BackgroundPulls pulls = pulls(() -> {
            throw new IllegalArgumentException("model one cannot be served: no tokenizer");
        });
        pulls.follow(List.of(ONE));

        worker.runNext();

        assertThat(pulls.state(ONE))
                .contains(new PullState.Failed(
                        "model one cannot be served: no tokenizer", 1, BackgroundPulls.PAUSE_FIRST));
        assertThat(worker.times).containsExactly(BackgroundPulls.PAUSE_FIRST);
    }
}

package dev.edgewise.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.TextInput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BatchStopTest {
    private static final int ROUNDS = 5_000 * Integer.getInteger("edgewise.rounds", 1);

    private final FakeModel model = new FakeModel(8);
    private final AtomicInteger ended = new AtomicInteger();
    private final BatchStop stop = new BatchStop();

    private Row row() throws RowRefusedException {
        return new RowJob(model, List.of(new TextInput.TokenIds(1, 2)), Deadline.none()).cut(0);
    }

    private static void cancel(Row row) {
        row.job().fail(Fault.of(Fault.Kind.CANCELLED, "gone"));
    }

    @Test
    void a_batch_goes_on_while_one_of_its_callers_waits_and_is_ended_once_when_none_does() throws Exception {
        List<Row> rows = List.of(row(), row());
        assertThat(stop.begin(rows)).isTrue();
        assertThat(stop.enter(ended::incrementAndGet)).isTrue();

        cancel(rows.getFirst());
        stop.look();
        assertThat(ended).hasValue(0);
        cancel(rows.getLast());
        stop.look();
        stop.look();

        assertThat(ended).hasValue(1);
        assertThat(stop.leave()).isTrue();
        assertThat(stop.end()).isTrue();
    }

    @Test
    void whoever_comes_after_the_end_does_not_hit_the_next_batch() throws Exception {
        List<Row> first = List.of(row());
        stop.begin(first);
        stop.enter(ended::incrementAndGet);
        assertThat(stop.leave()).isFalse();
        cancel(first.getFirst());
        assertThat(stop.end()).isFalse();
        stop.look();

        assertThat(stop.begin(List.of(row()))).isTrue();
        stop.look();
        assertThat(stop.enter(ended::incrementAndGet)).isTrue();
        stop.look();
        assertThat(ended).hasValue(0);
    }

    @Test
    void a_batch_that_is_over_before_its_session_runs_never_runs() throws Exception {
        List<Row> rows = List.of(row());
        stop.begin(rows);
        cancel(rows.getFirst());
        stop.look();

        assertThat(stop.enter(ended::incrementAndGet)).isFalse();
        assertThat(stop.end()).isTrue();
        assertThat(stop.begin(rows)).isFalse();
        assertThat(ended).hasValue(0);
    }

    /** Callers who leave at any moment, and a worker that runs one batch after the other. */
    @Test
    @Tag("concurrency")
    void no_run_is_ended_that_somebody_waits_for_and_none_is_left_that_nobody_does() throws Exception {
        AtomicBoolean terminated = new AtomicBoolean();
        List<Future<?>> leaving = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                Row row = row();
                boolean wanted = round % 3 == 0;
                int spins = ThreadLocalRandom.current().nextInt(200);
                leaving.add(callers.submit(() -> {
                    for (int i = 0; i < spins; i++) {
                        Thread.onSpinWait();
                    }
                    if (!wanted) {
                        cancel(row);
                    }
                    stop.look();
                }));
                if (!stop.begin(List.of(row))) {
                    assertThat(wanted).isFalse();
                    continue;
                }
                if (stop.enter(() -> terminated.set(true))) {
                    // A run: of a wanted batch until it is done, else until somebody ends it.
                    for (int i = 0; wanted ? i < 100 : !terminated.get(); i++) {
                        assertThat(wanted && terminated.get()).isFalse();
                        Thread.onSpinWait();
                    }
                    assertThat(stop.leave()).isEqualTo(!wanted);
                    terminated.set(false);
                }
                assertThat(stop.end()).isEqualTo(!wanted);
            }
            for (Future<?> caller : leaving) {
                caller.get();
            }
        }
        assertThat(terminated).isFalse();
    }
}

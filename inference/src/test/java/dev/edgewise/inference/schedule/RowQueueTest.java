package dev.edgewise.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.TextInput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RowQueueTest {
    private final FakeModel model = new FakeModel(1).released();
    private final AtomicInteger lookouts = new AtomicInteger();

    private RowJob job() {
        return new RowJob(model, List.of(new TextInput.TokenIds(new int[3])), Deadline.none());
    }

    private RowQueue queue(Lookout lookout) {
        return new RowQueue(new ScheduleLimits(1, 1000, 8), () -> 0, there -> {
            lookouts.incrementAndGet();
            lookout.await(there);
        });
    }

    private static CompletableFuture<Step> taken(RowQueue queue) {
        var taken = new CompletableFuture<Step>();
        Thread.ofPlatform().daemon().start(() -> taken.complete(queue.take(new Step.Run(new ArrayList<>()))));
        return taken;
    }

    /** Announces until the worker, which may not sleep yet, has heard it. */
    private void expectUntilHeard(RowQueue queue) {
        await().until(() -> {
            queue.expect();
            return lookouts.get() > 0;
        });
    }

    @Test
    void a_sleeping_worker_is_awake_before_the_announced_job_is_there() throws Exception {
        RowQueue queue = queue(there -> {
            while (!there.getAsBoolean()) {
                Thread.onSpinWait();
            }
        });
        CompletableFuture<Step> taken = taken(queue);

        expectUntilHeard(queue);
        assertThat(taken).isNotDone();
        RowJob job = job();
        queue.offer(job);

        assertThat(taken.get()).isEqualTo(new Step.Cut(job, 0, 1));
        assertThat(lookouts).hasValue(1);
    }

    @Test
    void a_job_that_comes_after_the_lookout_has_ended_wakes_the_worker_again() throws Exception {
        RowQueue queue = queue(there -> {});
        CompletableFuture<Step> taken = taken(queue);

        expectUntilHeard(queue);
        RowJob job = job();
        queue.offer(job);

        assertThat(taken.get()).isEqualTo(new Step.Cut(job, 0, 1));
    }

    @Test
    void nothing_is_looked_out_for_while_there_is_work() {
        RowQueue queue = queue(there -> {});
        RowJob job = job();
        queue.offer(job);
        queue.expect();

        assertThat(queue.take(new Step.Run(new ArrayList<>()))).isEqualTo(new Step.Cut(job, 0, 1));
        assertThat(lookouts).hasValue(0);
    }

    @Test
    void a_closed_queue_ends_the_lookout() throws Exception {
        RowQueue queue = queue(there -> {
            while (!there.getAsBoolean()) {
                Thread.onSpinWait();
            }
        });
        CompletableFuture<Step> taken = taken(queue);
        expectUntilHeard(queue);

        queue.close();
        queue.expect();

        assertThat(taken.get()).isEqualTo(new Step.Stop());
    }

    @Test
    void every_job_is_taken_however_announcements_and_jobs_meet() throws Exception {
        int jobs = 4_000;
        RowQueue queue =
                new RowQueue(new ScheduleLimits(1, 1_000_000, jobs), () -> 0, Lookout.polling(System::nanoTime));
        var left = new CountDownLatch(jobs);
        for (int worker = 0; worker < 2; worker++) {
            Thread.ofPlatform().daemon().start(() -> {
                while (!(queue.take(new Step.Run(new ArrayList<>())) instanceof Step.Stop)) {
                    left.countDown();
                }
            });
        }
        for (int i = 0; i < jobs; i++) {
            for (int times = 0; times < i % 4; times++) {
                queue.expect();
            }
            assertThat(queue.offer(job())).isEqualTo(RowQueue.Offer.ACCEPTED);
            if (i % 5 == 0) {
                queue.expect();
            }
        }

        left.await();
        queue.close();
    }

    @Test
    void polling_ends_with_the_job_and_without_it() {
        var asked = new AtomicInteger();
        var clock = new AtomicLong();
        Lookout lookout = Lookout.polling(() -> clock.addAndGet(1_000));
        lookout.await(() -> asked.incrementAndGet() == 7);
        assertThat(asked).hasValue(7);

        asked.set(0);
        lookout.await(() -> {
            asked.incrementAndGet();
            return false;
        });
        assertThat(asked).hasValue((int) (Lookout.POLLING_NANOS_MAX / 1_000));
    }
}

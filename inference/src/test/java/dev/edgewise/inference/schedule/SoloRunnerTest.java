package dev.edgewise.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SoloRunnerTest {
    private static final int BYTES_MAX = 1000;

    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger over = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final TurnPace pace = new TurnPace();
    private final SoloRunner runner = new SoloRunner("test", new SoloLimits(1, 1, BYTES_MAX), clock::get);

    @AfterEach
    void stop() {
        gate.countDown();
        runner.close();
    }

    private CompletableFuture<Object> start(SoloTask<Object> task, long bytes, Call call) {
        var result = new CompletableFuture<Object>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(runner.run(task, pace, bytes, over::incrementAndGet, call));
            } catch (EngineException e) {
                result.complete(e.fault().kind());
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** Holds the only thread until the gate opens, or it is told to stop. */
    private Object hold(Cancellation stop) throws InterruptedException {
        stop.onCancel(gate::countDown);
        begun.countDown();
        gate.await();
        return "done";
    }

    private CompletableFuture<Object> holding(Call call) throws InterruptedException {
        CompletableFuture<Object> running = start(this::hold, 1, call);
        begun.await();
        return running;
    }

    private CompletableFuture<Object> waiting(Call call) {
        CompletableFuture<Object> waiting = start(stop -> "second", 1, call);
        await().until(() -> runner.tasksHeld() == 2);
        return waiting;
    }

    @Test
    void aTaskGivesItsResultAndIsOverOnce() throws Exception {
        assertThat(start(stop -> 7, 5, Call.patient()).get()).isEqualTo(7);
        assertThat(over).hasValue(1);
    }

    @Test
    void whatATaskThrowsReachesItsCaller() throws Exception {
        assertThat(start(
                                stop -> {
                                    throw EngineException.of(Fault.Kind.INPUT_INVALID, "no");
                                },
                                1,
                                Call.patient())
                        .get())
                .isEqualTo(Fault.Kind.INPUT_INVALID);
        assertThat(start(
                                stop -> {
                                    throw new IOException("broken");
                                },
                                1,
                                Call.patient())
                        .get())
                .isEqualTo(Fault.Kind.INTERNAL);
        assertThat(over).hasValue(2);
    }

    @Test
    void aFullQueueIsToldBusyAtOnce() throws Exception {
        CompletableFuture<Object> running = holding(Call.patient());
        CompletableFuture<Object> waiting = waiting(Call.patient());

        assertThat(start(stop -> "third", 1, Call.patient()).get()).isEqualTo(Fault.Kind.BUSY);

        assertThat(over).hasValue(1);
        gate.countDown();
        assertThat(running.get()).isEqualTo("done");
        assertThat(waiting.get()).isEqualTo("second");
        assertThat(over).hasValue(3);
    }

    @Test
    void tooManyBytesAreToldBusyButOneTaskAloneMayExceedThem() throws Exception {
        assertThat(start(stop -> "alone", BYTES_MAX + 1, Call.patient()).get()).isEqualTo("alone");
        CompletableFuture<Object> running = holding(Call.patient());

        assertThat(start(stop -> "beside", BYTES_MAX, Call.patient()).get()).isEqualTo(Fault.Kind.BUSY);

        gate.countDown();
        assertThat(running.get()).isEqualTo("done");
        assertThat(start(stop -> "after", BYTES_MAX, Call.patient()).get()).isEqualTo("after");
    }

    @Test
    void aDeadlineThatHasPassedIsToldAtOnceAndOneThatPassesInTheQueueIsNeverBegun() throws Exception {
        clock.set(100);
        assertThat(start(stop -> "late", 1, Call.until(new Deadline(true, 100))).get())
                .isEqualTo(Fault.Kind.DEADLINE);
        CompletableFuture<Object> running = holding(Call.patient());
        CompletableFuture<Object> waiting = waiting(Call.until(Deadline.after(Duration.ofHours(1), clock.get())));

        clock.addAndGet(Duration.ofHours(2).toNanos());
        gate.countDown();

        assertThat(running.get()).isEqualTo("done");
        assertThat(waiting.get()).isEqualTo(Fault.Kind.DEADLINE);
        assertThat(over).hasValue(3);
    }

    @Test
    void aCancelledTaskInTheQueueIsForgottenAndARunningOneIsToldToStop() throws Exception {
        var first = new Cancellation();
        var second = new Cancellation();
        CompletableFuture<Object> running = holding(new Call(Deadline.none(), first));
        CompletableFuture<Object> waiting = waiting(new Call(Deadline.none(), second));

        second.cancel();
        assertThat(waiting.get()).isEqualTo(Fault.Kind.CANCELLED);
        assertThat(over).hasValue(1);
        first.cancel();

        assertThat(running.get()).isEqualTo(Fault.Kind.CANCELLED);
        await().until(() -> over.get() == 2);
    }

    @Test
    void closingFailsWhatWaitsAndLetsWhatRunsEnd() throws Exception {
        CompletableFuture<Object> running = holding(Call.patient());
        CompletableFuture<Object> waiting = waiting(Call.patient());

        Thread closing = Thread.ofPlatform().start(runner::close);

        assertThat(waiting.get()).isEqualTo(Fault.Kind.CLOSED);
        gate.countDown();
        assertThat(running.get()).isEqualTo("done");
        closing.join();
        assertThat(start(stop -> "new", 1, Call.patient()).get()).isEqualTo(Fault.Kind.CLOSED);
        assertThat(over).hasValue(3);
    }
}

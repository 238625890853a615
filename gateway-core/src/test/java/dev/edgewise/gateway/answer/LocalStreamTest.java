package dev.edgewise.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.answer.ReplyCheck;
import dev.edgewise.gateway.api.TextAnswerJson;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.request.Answered;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Delta;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that never takes anything, on a clock that moves when told. */
@Timeout(60)
class LocalStreamTest {
    private static final long DEADLINE_NANOS = 1_000;

    private final AtomicLong nanos = new AtomicLong();
    private final NodeClock clock = new NodeClock(nanos::get, () -> 0);
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final CountDownLatch sent = new CountDownLatch(1);
    private final AtomicInteger writes = new AtomicInteger();
    private final Caller caller = new Caller();
    private final Cancellation cancellation = new Cancellation();
    private final LocalStream stream = new LocalStream(
            caller,
            new StreamWriter(caller, head -> new HeaderList(), Tee.NONE, new ReplyCheck(1024), false),
            new TextAnswerJson(Api.CHAT, "r", "m", 1, false),
            cancellation,
            clock);

    @AfterEach
    void stop() {
        loop.shutdownNow();
    }

    private final class Caller extends TestCaller {
        private final Lane lane = new Lane(loop, loop);

        Caller() {
            super(clock, DEADLINE_NANOS);
        }

        @Override
        public Lane lane() {
            return lane;
        }

        @Override
        public boolean write(Buffer more) {
            writes.incrementAndGet();
            sent.countDown();
            return false;
        }

        @Override
        public void abort() {}
    }

    private CompletableFuture<Void> told() throws Exception {
        loop.submit(stream::watch).get();
        var told = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> {
            stream.on(new Delta(0, "a", List.of(), List.of(), Optional.empty()));
            told.complete(null);
        });
        sent.await();
        return told;
    }

    @Test
    void a_client_that_takes_nothing_is_waited_for_until_the_deadline_and_the_work_is_then_cancelled()
            throws Exception {
        CompletableFuture<Void> told = told();
        assertThat(told).isNotDone();
        assertThat(cancellation.cancelled()).isFalse();

        nanos.set(DEADLINE_NANOS);
        told.get(30, TimeUnit.SECONDS);

        assertThat(cancellation.cancelled()).isTrue();
        assertThat(stream.late()).isTrue();
        int before = writes.get();
        stream.on(new Delta(0, "b", List.of(), List.of(), Optional.empty()));
        Answered end = stream.finish(new Generated(List.of(), new Usage(1, 2), 0), false);
        assertThat(end).isEqualTo(new Answered.Streamed(false, null));
        assertThat(writes.get()).as("nothing more is sent").isEqualTo(before);
    }

    @Test
    void a_client_that_takes_nothing_is_not_waited_for_once_the_work_is_cancelled() throws Exception {
        CompletableFuture<Void> told = told();

        cancellation.cancel();

        told.get(30, TimeUnit.SECONDS);
        assertThat(stream.late()).isFalse();
    }
}

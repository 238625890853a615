package dev.edgewise.gateway.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Reply;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pace of stored streams, with a client and a clock of the test's own. */
class ReplaysTest {
    private static final long SECOND_NANOS = 1_000_000_000;
    /** In ticks: enough for a replay to send what is due. */
    private static final int WAIT_TICKS = 4;

    private final AtomicLong nowNanos = new AtomicLong();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicInteger overs = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final NodeClock clock = new NodeClock(nowNanos::get, System::currentTimeMillis);
    private final Replays replays = new Replays(vertx, clock, draining::get);

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    /** A client that takes what it is told to. */
    private final class Reader extends TestCaller {
        private final StringBuilder got = new StringBuilder();
        private boolean ended;
        private boolean full;
        private @Nullable Runnable drained;
        private @Nullable Runnable gone;

        Reader(long deadlineNanos) {
            super(clock, deadlineNanos);
        }

        @Override
        public void onClientGone(Runnable listener) {
            gone = listener;
        }

        @Override
        public boolean write(Buffer bytes) {
            got.append(bytes.toString(StandardCharsets.UTF_8));
            return !full;
        }

        @Override
        public void onDrain(Runnable ready) {
            drained = ready;
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void abort() {
            throw new AssertionError("broken off");
        }

        /** How many events it has. */
        long events() {
            return got.chars().filter(c -> c == '\n').count() / 2;
        }
    }

    private static Reply reply(int events, long paceNanos) {
        byte[] body = "data: x\n\n".repeat(events).getBytes(StandardCharsets.US_ASCII);
        return new Reply(200, new HeaderList(), body, paceNanos);
    }

    private boolean begin(Reader reader, Reply reply) {
        return onLoop(() -> replays.begin(reader, reply, overs::incrementAndGet));
    }

    private <T> T onLoop(java.util.function.Supplier<T> task) {
        var done = new CompletableFuture<T>();
        loop.runOnContext(run -> done.complete(task.get()));
        return done.join();
    }

    /** Moves time on and lets the timer come round. */
    private void passes(long nanos) {
        nowNanos.addAndGet(nanos);
        var done = new CompletableFuture<Void>();
        loop.runOnContext(run -> vertx.setTimer(WAIT_TICKS * Replays.TICK_MILLIS, due -> done.complete(null)));
        done.join();
    }

    @Test
    void events_leave_when_their_time_has_come_and_no_sooner() {
        var reader = new Reader(Long.MAX_VALUE);
        assertThat(begin(reader, reply(10, SECOND_NANOS))).isTrue();

        assertThat(onLoop(reader::events)).isEqualTo(1);
        passes(SECOND_NANOS - 1);
        assertThat(onLoop(reader::events)).isEqualTo(1);
        passes(1);
        assertThat(onLoop(reader::events)).isEqualTo(2);
        passes(3 * SECOND_NANOS);
        assertThat(onLoop(reader::events)).isEqualTo(5);
        assertThat(overs).hasValue(0);
        passes(5 * SECOND_NANOS);
        assertThat(onLoop(() -> reader.ended)).isTrue();
        assertThat(overs).hasValue(1);
    }

    @Test
    void a_long_answer_is_quickened_to_the_most_a_replay_may_take() {
        var reader = new Reader(Long.MAX_VALUE);
        begin(reader, reply(1_001, SECOND_NANOS));

        passes(Replays.TIME_MAX.toNanos() / 2);
        assertThat(onLoop(reader::events)).isEqualTo(501);
        passes(Replays.TIME_MAX.toNanos() / 2);
        assertThat(onLoop(() -> reader.ended)).isTrue();
    }

    @Test
    void a_deadline_quickens_and_what_is_left_of_a_slow_readers_stream_goes_at_it() {
        var reader = new Reader(10 * SECOND_NANOS);
        begin(reader, reply(101, SECOND_NANOS));
        passes(5 * SECOND_NANOS);
        assertThat(onLoop(reader::events)).isEqualTo(51);

        onLoop(() -> reader.full = true);
        passes(SECOND_NANOS);
        assertThat(onLoop(reader::events)).isEqualTo(61);
        passes(3 * SECOND_NANOS);
        assertThat(onLoop(reader::events)).isEqualTo(61);
        passes(SECOND_NANOS);
        assertThat(onLoop(() -> reader.ended)).isTrue();
        assertThat(onLoop(reader::events)).isEqualTo(101);
    }

    @Test
    void nothing_more_is_written_to_a_client_that_is_behind_until_it_has_caught_up() {
        var reader = new Reader(Long.MAX_VALUE);
        reader.full = true;
        begin(reader, reply(5, SECOND_NANOS));
        passes(2 * SECOND_NANOS);
        assertThat(onLoop(reader::events)).isEqualTo(1);

        onLoop(() -> {
            reader.full = false;
            java.util.Objects.requireNonNull(reader.drained).run();
            return true;
        });
        passes(0);
        assertThat(onLoop(reader::events)).isEqualTo(3);
    }

    @Test
    void a_client_that_leaves_is_over_once_and_gets_no_more() {
        var reader = new Reader(Long.MAX_VALUE);
        begin(reader, reply(5, SECOND_NANOS));
        onLoop(() -> {
            java.util.Objects.requireNonNull(reader.gone).run();
            return true;
        });
        passes(10 * SECOND_NANOS);

        assertThat(onLoop(reader::events)).isEqualTo(1);
        assertThat(overs).hasValue(1);
    }

    @Test
    void a_node_that_drains_sends_the_rest_and_begins_none() {
        var reader = new Reader(Long.MAX_VALUE);
        begin(reader, reply(5, SECOND_NANOS));
        draining.set(true);
        passes(0);

        assertThat(onLoop(() -> reader.ended)).isTrue();
        assertThat(onLoop(reader::events)).isEqualTo(5);
        assertThat(begin(new Reader(Long.MAX_VALUE), reply(5, SECOND_NANOS))).isFalse();
    }

    @Test
    void what_is_too_large_too_many_or_too_late_is_sent_whole() {
        long week = Duration.ofDays(7).toNanos();
        assertThat(begin(new Reader(week), reply(Replays.BODY_BYTES_MAX / 9 + 1, SECOND_NANOS)))
                .isFalse();
        assertThat(begin(new Reader(0), reply(5, SECOND_NANOS))).isFalse();
        for (int i = 0; i < Replays.RUNNING_MAX; i++) {
            assertThat(begin(new Reader(week), reply(5, SECOND_NANOS))).isTrue();
        }
        assertThat(begin(new Reader(week), reply(5, SECOND_NANOS))).isFalse();
        passes(5 * SECOND_NANOS);
        assertThat(overs).hasValue(Replays.RUNNING_MAX);
        assertThat(begin(new Reader(week), reply(5, SECOND_NANOS))).isTrue();
    }
}

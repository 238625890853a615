package dev.edgewise.gateway.lane;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How one event loop waits for its sockets: asleep, or, where one client asks again and again and each answer is there
 * within microseconds, polling for a moment first. Waking a core that sleeps takes longer than such an answer does: on a
 * virtual machine some 30 µs each, several times a request.
 *
 * <p>It polls only while the node is calm and after {@value #SHORT_TURNS_MIN} turns in a row that each began less than
 * {@value #SHORT_TURN_NANOS} ns after the one before; a single longer turn ends it. So paced streams, idle connections
 * and requests that wait for a model never pay for it. The kernel's halt polling works the same way.
 *
 * <p>A task from another thread, or a timer, may be seen up to {@value #POLLING_NANOS_MAX} ns late while it polls.
 *
 * <p>Threads: one event loop's.
 */
final class AdaptivePolling implements SelectStrategy {
    static final long SHORT_TURN_NANOS = 100_000;
    static final int SHORT_TURNS_MIN = 16;
    static final long POLLING_NANOS_MAX = 50_000;

    private final LongSupplier nanos;
    private final BooleanSupplier calm;
    private long lastTurn;
    private int shortTurns;

    /**
     * @param nanos a clock in nanoseconds
     * @param calm whether the node has so little to do that a core may be spent on waiting
     */
    AdaptivePolling(LongSupplier nanos, BooleanSupplier calm) {
        this.nanos = nanos;
        this.calm = calm;
        this.lastTurn = nanos.getAsLong();
    }

    @Override
    public int calculateStrategy(IntSupplier poll, boolean hasTasks) throws Exception {
        long now = nanos.getAsLong();
        shortTurns = now - lastTurn < SHORT_TURN_NANOS ? Math.min(shortTurns + 1, SHORT_TURNS_MIN) : 0;
        lastTurn = now;
        if (hasTasks) {
            return poll.get();
        }
        if (shortTurns < SHORT_TURNS_MIN || !calm.getAsBoolean()) {
            return SELECT;
        }
        int ready = poll.get();
        while (ready == 0 && nanos.getAsLong() - now < POLLING_NANOS_MAX) {
            Thread.onSpinWait();
            ready = poll.get();
        }
        return ready > 0 ? ready : SELECT;
    }
}

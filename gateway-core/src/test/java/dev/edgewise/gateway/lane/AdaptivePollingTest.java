package dev.edgewise.gateway.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

class AdaptivePollingTest {
    private static final long SHORT = AdaptivePolling.SHORT_TURN_NANOS - 1;
    private static final long POLL_NANOS = 1_000;

    private long now;
    private boolean calm = true;
    private int polls;
    private int readyAt = Integer.MAX_VALUE;
    private final AdaptivePolling polling = new AdaptivePolling(() -> now, () -> calm);

    @Test
    void loopThatHadNoShortTurnsSleepsWithoutAPoll() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertEquals(SelectStrategy.SELECT, turn(AdaptivePolling.SHORT_TURN_NANOS));
        }
        assertEquals(0, polls);
    }

    @Test
    void eventWithinThePollAfterEnoughShortTurnsIsTakenWithoutSleep() throws Exception {
        shortTurns();
        readyAt = 10;
        assertEquals(1, turn(SHORT));
        assertEquals(10, polls);
    }

    @Test
    void pollWithoutAnEventEndsInSleepAtItsBound() throws Exception {
        shortTurns();
        long begin = now + SHORT;
        assertEquals(SelectStrategy.SELECT, turn(SHORT));
        assertTrue(now - begin >= AdaptivePolling.POLLING_NANOS_MAX);
        assertTrue(now - begin <= AdaptivePolling.POLLING_NANOS_MAX + POLL_NANOS);
    }

    @Test
    void oneLongTurnEndsThePolling() throws Exception {
        shortTurns();
        assertEquals(SelectStrategy.SELECT, turn(AdaptivePolling.SHORT_TURN_NANOS));
        assertEquals(SelectStrategy.SELECT, turn(SHORT));
        assertEquals(0, polls);
    }

    @Test
    void nodeWithOtherRequestsInFlightNeverPolls() throws Exception {
        calm = false;
        shortTurns();
        assertEquals(SelectStrategy.SELECT, turn(SHORT));
        assertEquals(0, polls);
    }

    @Test
    void waitingTaskIsRunAfterOneLookAtTheSockets() throws Exception {
        shortTurns();
        now += SHORT;
        assertEquals(0, polling.calculateStrategy(this::poll, true));
        assertEquals(1, polls);
    }

    private void shortTurns() throws Exception {
        for (int i = 1; i < AdaptivePolling.SHORT_TURNS_MIN; i++) {
            assertEquals(SelectStrategy.SELECT, turn(SHORT));
        }
    }

    private int turn(long afterNanos) throws Exception {
        now += afterNanos;
        return polling.calculateStrategy(this::poll, false);
    }

    private int poll() {
        now += POLL_NANOS;
        polls++;
        return polls == readyAt ? 1 : 0;
    }
}

package dev.edgewise.cache.flight;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One follower: where it stands in the flight's log, and the thread that speaks to it. Its fields are guarded by the
 * flight's state, whose monitor is let go before the listener is called.
 */
final class Follower<A, F> implements Subscription<A, F> {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final FlightState<A, F> state;
    private final Want want;
    private final long backlogBytes;
    private @Nullable FlightListener<A, F> listener;
    /** The last chunk delivered; null when no further chunk is. */
    private @Nullable Chunk last;

    private @Nullable End<A, F> end;
    private long deliveredBytes;
    private long consumedBytes;
    private boolean speaking;
    private boolean over;

    Follower(FlightState<A, F> state, Want want, Chunk start, long backlogBytes) {
        this.state = state;
        this.want = want;
        this.last = want == Want.EVENTS ? start : null;
        this.backlogBytes = backlogBytes;
    }

    @Override
    public void start(FlightListener<A, F> heard) {
        synchronized (state) {
            if (listener != null) {
                throw new IllegalStateException("a subscription starts once");
            }
            listener = heard;
        }
        speak();
    }

    @Override
    public String note() {
        return state.note();
    }

    @Override
    public void consumed(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("consumed " + bytes + " bytes");
        }
        synchronized (state) {
            consumedBytes += Math.min(bytes, deliveredBytes - consumedBytes);
        }
    }

    @Override
    public void cancel() {
        state.cancel(this);
    }

    /** Delivers all there is, unless a thread is at it already: that one will see what was added. */
    void speak() {
        boolean first = true;
        while (true) {
            FlightListener<A, F> to;
            Chunk chunk;
            End<A, F> ending;
            synchronized (state) {
                to = listener;
                if (to == null || (first && speaking)) {
                    return;
                }
                first = false;
                chunk = nextChunk();
                ending = chunk == null ? takeEnd() : null;
                speaking = chunk != null || ending != null;
            }
            if (chunk != null) {
                tellChunk(to, chunk);
            } else if (ending != null) {
                tellEnd(to, ending);
            } else {
                return;
            }
        }
    }

    private void tellChunk(FlightListener<A, F> to, Chunk chunk) {
        try {
            to.chunk(chunk.bytes);
        } catch (RuntimeException bug) {
            LOG.error("A follower's listener failed on a chunk; it hears no more", bug);
            cancel();
        }
    }

    private static <A, F> void tellEnd(FlightListener<A, F> to, End<A, F> ending) {
        try {
            ending.tell(to);
        } catch (RuntimeException bug) {
            LOG.error("A follower's listener failed on the end of its flight", bug);
            if (ending instanceof End.Elected<A, F> elected) {
                // Nobody leads then: the others must not wait for it.
                elected.flight().close();
            }
        }
    }

    private @Nullable Chunk nextChunk() {
        Chunk next = last == null ? null : last.next;
        if (next != null) {
            last = next;
            deliveredBytes += next.bytes.length;
        }
        return next;
    }

    private @Nullable End<A, F> takeEnd() {
        End<A, F> taken = end;
        if (taken != null) {
            leave();
        }
        return taken;
    }

    // What follows is called by the state, under its monitor.

    Want want() {
        return want;
    }

    boolean isStarted() {
        return listener != null;
    }

    boolean isOver() {
        return over;
    }

    @Nullable
    End<A, F> pendingEnd() {
        return end;
    }

    /** Live bytes it has not consumed: of a flight's bytes so far, all but those from before it joined or consumed. */
    long lagBytes(long appendedBytes) {
        return want == Want.EVENTS ? appendedBytes - Math.max(backlogBytes, consumedBytes) : 0;
    }

    /** Sets what it hears after the chunks that are there. */
    void endWith(End<A, F> ending) {
        end = ending;
    }

    /** Sets what it hears next; chunks not yet delivered are skipped. */
    void detach(Detachment reason) {
        last = null;
        end = new End.Detached<>(reason);
    }

    /** Forgets everything: no call begins any more. */
    void leave() {
        over = true;
        last = null;
        end = null;
    }
}

package dev.edgewise.cache.flight;

import dev.edgewise.cache.key.CacheKey;
import org.jspecify.annotations.Nullable;

/**
 * The leader's hold on a flight: it records here what its upstream sends, and ends the flight once.
 *
 * <p>Chunks are in one form for everybody (the stream of events): a leader that asked upstream for another form appends
 * nothing and completes with the answer, which suits all followers.
 *
 * <p>Thread safe; one thread at a time should append, so that the order is its own. Followers are called on the thread
 * that calls here, after the lock is gone. Everything is without effect once the flight is over, or led by another.
 *
 * @param <A> the completed answer
 * @param <F> the caller's own kind of fault
 */
public final class Flight<A, F> implements AutoCloseable {
    private final FlightState<A, F> state;
    private final boolean elected;

    Flight(FlightState<A, F> state, boolean elected) {
        this.state = state;
        this.elected = elected;
    }

    /** What is being asked. */
    public CacheKey key() {
        return state.key();
    }

    /** Tells those who follow something about the answer before it comes, such as who makes it. */
    public void note(String about) {
        state.note(this, about);
    }

    /** Whether this leader tries again after another one failed: if it fails too, all do. */
    public boolean isElected() {
        return elected;
    }

    /**
     * Records events and passes them on. The array is kept and shared: never write to it again. An empty one is skipped.
     *
     * @return whether the flight is still in the air afterwards and led by this leader
     */
    public boolean append(byte[] events) {
        return state.append(this, events);
    }

    /**
     * Everything recorded so far, from the first event on, as one new array; null once it outgrew
     * {@link FlightBounds#recordedBytesMax}. Still there after the end. Costs one copy.
     */
    public byte @Nullable [] recorded() {
        return state.recorded(this);
    }

    /**
     * Ends the flight well.
     *
     * @param answer the answer, or null when there is none to give (a recording too large to make one of): followers
     *     that had the events are content with that, the others are detached
     * @return false when the flight was over before
     */
    public boolean complete(@Nullable A answer) {
        return state.complete(this, answer);
    }

    /**
     * Reports a fault that another try may mend. Before the first chunk one follower is elected to try, once per
     * flight; otherwise every follower hears the fault.
     *
     * @return false when the flight was over before
     */
    public boolean fail(F fault) {
        return state.fail(this, fault, true);
    }

    /**
     * Reports a fault that another try would only meet again: every follower hears it.
     *
     * @return false when the flight was over before
     */
    public boolean failAll(F fault) {
        return state.fail(this, fault, false);
    }

    /**
     * Says that the leader's own client left.
     *
     * @return whether followers remain, so that the upstream call must go on. When false the flight is over and the
     *     caller cancels upstream itself: {@link #onAbandoned} stays silent
     */
    public boolean leaderGone() {
        return state.leaderGone(this);
    }

    /** Whether anybody follows now. */
    public boolean hasFollowers() {
        return state.hasFollowers();
    }

    /**
     * Sets what cancels upstream. It runs once, when the leader's client is gone and then the last follower leaves; at
     * once, when that has happened already. Set again before that, the later one counts.
     */
    public void onAbandoned(Runnable cancel) {
        state.onAbandoned(this, cancel);
    }

    /** Fails the flight with the fault for a leader that ended without an answer, unless it is over. */
    @Override
    public void close() {
        state.endWithoutAnswer(this);
    }
}

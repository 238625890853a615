package dev.edgewise.cache.flight;

import dev.edgewise.cache.flight.Joined.Lead;
import dev.edgewise.cache.flight.Joined.Refused;
import dev.edgewise.cache.key.CacheKey;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Collapses callers that ask for the same key at the same time into one upstream call. The key contains the scope, so
 * tenants never meet here. Thread safe, never waits.
 *
 * @param <A> the completed answer
 * @param <F> the caller's own kind of fault
 */
public final class Flights<A, F> {
    private final int flightsMax;
    private volatile FlightBounds bounds;
    private volatile long joinAgeMaxNanos;
    private final LongSupplier nanoClock;
    private final F leaderEnded;
    private final ConcurrentMap<CacheKey, FlightState<A, F>> byKey = new ConcurrentHashMap<>();
    private final Semaphore free;

    /**
     * No flights yet.
     *
     * @param bounds what they may hold
     * @param nanoClock nanoseconds from any fixed point, as {@link System#nanoTime()} gives them
     * @param leaderEnded what followers hear of a leader that closed its flight without an answer
     */
    public Flights(FlightBounds bounds, LongSupplier nanoClock, F leaderEnded) {
        this.flightsMax = bounds.flightsMax();
        this.bounds = bounds;
        this.joinAgeMaxNanos = nanos(bounds.joinAgeMax());
        this.nanoClock = nanoClock;
        this.leaderEnded = leaderEnded;
        this.free = new Semaphore(bounds.flightsMax());
    }

    /**
     * Takes off with a key, or follows whoever did. Costs a map lookup and a short lock.
     *
     * @param want what the caller wants to hear if it follows
     */
    public Joined<A, F> join(CacheKey key, Want want) {
        while (true) {
            FlightState<A, F> there = byKey.get(key);
            Joined<A, F> joined = there == null ? takeOff(key) : there.join(want);
            // Null: a flight came or went in between. Each turn of this loop is another caller's progress.
            if (joined != null) {
                return joined;
            }
        }
    }

    /** Takes off where nobody finds it, for a caller who wants an answer of its own; null when the most are in the air. */
    public @Nullable Flight<A, F> alone(CacheKey key) {
        return free.tryAcquire() ? new FlightState<>(this, key).leader() : null;
    }

    /** Puts other bounds in force, for flights in the air too. How many there may be stays as it was. */
    public void apply(FlightBounds next) {
        bounds = next;
        joinAgeMaxNanos = nanos(next.joinAgeMax());
    }

    /** Flights in the air now. */
    public int inFlight() {
        return flightsMax - free.availablePermits();
    }

    private @Nullable Joined<A, F> takeOff(CacheKey key) {
        if (!free.tryAcquire()) {
            return byKey.containsKey(key) ? null : new Refused<>(Refusal.FLIGHTS_MAX);
        }
        FlightState<A, F> state = new FlightState<>(this, key);
        if (byKey.putIfAbsent(key, state) != null) {
            free.release();
            return null;
        }
        return new Lead<>(state.leader());
    }

    /** Called once by a flight that is over, under its lock, so that whoever finds it over will not find it again. */
    void landed(CacheKey key, FlightState<A, F> state) {
        byKey.remove(key, state);
        free.release();
    }

    FlightBounds bounds() {
        return bounds;
    }

    long joinAgeMaxNanos() {
        return joinAgeMaxNanos;
    }

    long nanoTime() {
        return nanoClock.getAsLong();
    }

    F leaderEnded() {
        return leaderEnded;
    }

    /** A duration beyond 292 years counts as that. */
    private static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }
}

package dev.edgewise.gateway.answer;

import dev.edgewise.cache.flight.Flight;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;

/**
 * Where a stream's bytes go beside its own client. On the event loop.
 */
public interface Tee {
    /** Nobody else is waiting. */
    Tee NONE = new Tee() {
        @Override
        public void note(String model) {}

        @Override
        public boolean isShared() {
            return false;
        }

        @Override
        public void append(byte[] events) {}

        @Override
        public boolean clientLeft() {
            return false;
        }

        @Override
        public boolean hasOthers() {
            return false;
        }

        @Override
        public void onAbandoned(Runnable cancel) {}
    };

    /** The tee of a flight's leader. */
    static Tee of(Flight<Landed, Refusal> flight) {
        return new FlightTee(flight);
    }

    /** Names the model that makes the answer. */
    void note(String model);

    /** Whether others may come to take the stream, in whichever form they asked for. */
    boolean isShared();

    /** Complete events, in order; the array is kept and must not change. */
    void append(byte[] events);

    /** The stream's own client has left; returns whether others still want the answer. */
    boolean clientLeft();

    /** Whether others are taking the stream now. */
    boolean hasOthers();

    /** Has {@code cancel} run once, when nobody wants the answer any more. */
    void onAbandoned(Runnable cancel);
}

package dev.edgewise.cache.flight;

import org.jspecify.annotations.Nullable;

/** The last thing a follower hears. */
sealed interface End<A, F> {
    void tell(FlightListener<A, F> listener);

    /** The flight ended well. */
    record Completed<A, F>(@Nullable A answer) implements End<A, F> {
        @Override
        public void tell(FlightListener<A, F> listener) {
            listener.completed(answer);
        }
    }

    /** The flight failed for good. */
    record Failed<A, F>(FlightFault<F> fault) implements End<A, F> {
        @Override
        public void tell(FlightListener<A, F> listener) {
            listener.failed(fault);
        }
    }

    /** The follower leads now. */
    record Elected<A, F>(Flight<A, F> flight) implements End<A, F> {
        @Override
        public void tell(FlightListener<A, F> listener) {
            listener.elected(flight);
        }
    }

    /** The flight goes on without the follower. */
    record Detached<A, F>(Detachment reason) implements End<A, F> {
        @Override
        public void tell(FlightListener<A, F> listener) {
            listener.detached(reason);
        }
    }
}

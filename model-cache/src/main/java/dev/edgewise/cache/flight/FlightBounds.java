package dev.edgewise.cache.flight;

import java.time.Duration;

/**
 * What flights may hold. Recordings take at most {@code flightsMax × recordedBytesMax} bytes of heap.
 *
 * @param flightsMax flights in the air at once, at least 1
 * @param followersMax followers of one flight at once, at least 1
 * @param recordedBytesMax bytes a flight keeps for joiners and for the store, at least 0; past it, running followers go
 *     on live, nobody joins any more, and nothing is left to store
 * @param lagBytesMax live bytes a follower may leave unconsumed before it is detached, at least 1; what was buffered
 *     when it joined does not count
 * @param joinAgeMax how long after its leader took off a flight may still be joined; zero or more
 */
public record FlightBounds(
        int flightsMax, int followersMax, int recordedBytesMax, long lagBytesMax, Duration joinAgeMax) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the bound that is out of its range
     */
    public FlightBounds {
        atLeast("flightsMax", flightsMax, 1);
        atLeast("followersMax", followersMax, 1);
        atLeast("recordedBytesMax", recordedBytesMax, 0);
        atLeast("lagBytesMax", lagBytesMax, 1);
        atLeast("joinAgeMax", joinAgeMax.compareTo(Duration.ZERO), 0);
    }

    private static void atLeast(String bound, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(bound + " must be at least " + least + ", but is " + value);
        }
    }
}

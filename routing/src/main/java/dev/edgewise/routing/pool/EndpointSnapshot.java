package dev.edgewise.routing.pool;

/**
 * One endpoint at one moment.
 *
 * @param spec as configured
 * @param health how it stands
 * @param outstanding requests under way
 * @param latencyNanos estimated time to the first byte, zero when never measured
 * @param failuresInRow failures since the last success
 * @param ejections how often it was ejected lately
 * @param ejectedForNanos time until it is back, zero when it is not ejected
 * @param cooling whether it asked for a pause that has not ended
 * @param served requests it answered since the start
 * @param failed requests it failed since the start
 * @param lastFailure why its last failed probe or request failed, empty when none did
 * @param sinceFailureNanos time since that
 */
public record EndpointSnapshot(
        EndpointSpec spec,
        EndpointHealth health,
        int outstanding,
        long latencyNanos,
        int failuresInRow,
        int ejections,
        long ejectedForNanos,
        boolean cooling,
        long served,
        long failed,
        String lastFailure,
        long sinceFailureNanos) {

    /** The longest reason kept, in characters. */
    public static final int FAILURE_CHARS_MAX = 200;
}

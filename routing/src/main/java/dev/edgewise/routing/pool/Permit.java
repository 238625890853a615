package dev.edgewise.routing.pool;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to send one request to one endpoint. It is held until the answer has ended, and closed exactly once, as
 * success, ignored or dropped; any further closing does nothing and returns false. Safe for any thread.
 */
public final class Permit implements Pick {

    private final Cluster cluster;
    private final EndpointState endpoint;
    private final Tried tried;
    private final AtomicBoolean measured = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    Permit(Cluster cluster, EndpointState endpoint, Tried triedBefore) {
        this.cluster = cluster;
        this.endpoint = endpoint;
        this.tried = triedBefore.with(endpoint.index());
    }

    /** The endpoint's place in the cluster's list, from zero. */
    public int index() {
        return endpoint.index();
    }

    /** The endpoint as configured. */
    public EndpointSpec endpoint() {
        return endpoint.spec();
    }

    /** All endpoints tried for this request, this one included. */
    public Tried tried() {
        return tried;
    }

    /**
     * Reports the first byte as soon as it is there, so that a long stream informs the choice of others at once.
     *
     * @param latencyNanos from sending the request to that byte; only the first report counts
     */
    public void firstByte(long latencyNanos) {
        if (measured.compareAndSet(false, true)) {
            cluster.measured(endpoint, latencyNanos);
        }
    }

    /**
     * The answer was complete, whatever its status below 500 (429 apart).
     *
     * @param latencyNanos from sending the request to the first byte; unused when {@link #firstByte} was called
     */
    public boolean success(long latencyNanos) {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        firstByte(latencyNanos);
        cluster.succeeded(endpoint);
        return true;
    }

    /** Nothing was learned about the endpoint: the client left, or the fault was the node's own. */
    public boolean ignored() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        endpoint.release();
        return true;
    }

    /** The endpoint failed. */
    public boolean dropped(FailureKind kind) {
        return dropped(kind, 0, kind.name());
    }

    /** The endpoint failed for a reason told to operators, without secrets. */
    public boolean dropped(FailureKind kind, String cause) {
        return dropped(kind, 0, cause);
    }

    /**
     * The endpoint failed and asked to be left alone for a while.
     *
     * @param coolNanos its {@code Retry-After} in nanoseconds, zero when it gave none
     */
    public boolean dropped(FailureKind kind, long coolNanos) {
        return dropped(kind, coolNanos, kind.name());
    }

    /** The same, for a reason told to operators, without secrets. */
    public boolean dropped(FailureKind kind, long coolNanos, String cause) {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        cluster.failed(endpoint, kind, coolNanos, cause);
        return true;
    }
}

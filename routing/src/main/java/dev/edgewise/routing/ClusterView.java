package dev.edgewise.routing;

/** What a router may know about a central cluster. Implementations answer from memory, without waiting or I/O. */
public interface ClusterView {

    /** The view of a model without a central cluster. */
    ClusterView NONE = new Absent();

    /** How the endpoints in the allowed regions stand, taken together. */
    ClusterHealth health(Residency residency);

    /** Expected nanoseconds to the first byte at the best endpoint in the allowed regions; zero when unknown. */
    long firstByteNanos(Residency residency);

    /** Nanoseconds after which another try may succeed; zero when nothing is known about that. */
    long retryAfterNanos(Residency residency);

    /** Requests under way as a share of what all endpoints may carry, from 0 to 1. */
    double saturation();

    /** A cluster that does not exist. */
    final class Absent implements ClusterView {

        private Absent() {}

        @Override
        public ClusterHealth health(Residency residency) {
            return ClusterHealth.NO_ENDPOINT;
        }

        @Override
        public long firstByteNanos(Residency residency) {
            return 0;
        }

        @Override
        public long retryAfterNanos(Residency residency) {
            return 0;
        }

        @Override
        public double saturation() {
            return 0;
        }
    }
}

package dev.edgewise.gateway.request;

/**
 * A whole reply.
 *
 * @param status HTTP status
 * @param headers lines to write; the listener adds {@code content-length}
 * @param body not changed after it was handed over
 * @param paceNanos time between two events of the body, 0 where it is sent at once
 */
public record Reply(int status, HeaderList headers, byte[] body, long paceNanos) {
    /** One that is sent at once. */
    public Reply(int status, HeaderList headers, byte[] body) {
        this(status, headers, body, 0);
    }

    /** The same, its events one after the other. */
    public Reply paced(long nanos) {
        return new Reply(status, headers, body, nanos);
    }

    /** Whether its events are sent one after the other. */
    public boolean isPaced() {
        return paceNanos > 0;
    }
}

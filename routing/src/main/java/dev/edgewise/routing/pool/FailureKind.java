package dev.edgewise.routing.pool;

import java.util.Optional;

/** How a request to an endpoint failed, and what follows from that. */
public enum FailureKind {
    /** No connection: refused, unreachable, name not found, or too slow to open. */
    CONNECT(Work.NOT_SENT, true),
    /** The connection could not be secured: certificate, name or protocol. */
    TLS(Work.NOT_SENT, true),
    /** The connection broke before the request was written. */
    RESET_BEFORE_SENT(Work.NOT_SENT, true),
    /** HTTP/2 said the stream was not processed (REFUSED_STREAM, or a GOAWAY below the stream's number). */
    STREAM_REFUSED(Work.NOT_SENT, false),
    /** Status 429. */
    RATE_LIMITED(Work.REFUSED, false),
    /** Status 503. */
    UNAVAILABLE(Work.REFUSED, true),
    /** Any other status from 500 on. */
    SERVER_ERROR(Work.MAYBE_DONE, true),
    /** The connection broke after the request was written and before the first byte of the answer. */
    RESET_AFTER_SENT(Work.MAYBE_DONE, true),
    /** No first byte within the time allowed. */
    FIRST_BYTE_TIMEOUT(Work.MAYBE_DONE, true),
    /** What came back was not HTTP, or not what was announced. */
    GARBAGE(Work.MAYBE_DONE, true),
    /** The answer began and broke off or stalled. */
    STREAM_BROKEN(Work.MAYBE_DONE, true);

    private final Work work;
    private final boolean ejects;

    FailureKind(Work work, boolean ejects) {
        this.work = work;
        this.ejects = ejects;
    }

    /** How far the endpoint may have got with the request. */
    public Work work() {
        return work;
    }

    /** Whether it counts towards the endpoint's ejection. */
    public boolean ejects() {
        return ejects;
    }

    /** The kind of a response status; empty for those that are the caller's own fault or no failure. */
    public static Optional<FailureKind> ofStatus(int status) {
        if (status == 429) {
            return Optional.of(RATE_LIMITED);
        }
        if (status == 503) {
            return Optional.of(UNAVAILABLE);
        }
        return status >= 500 ? Optional.of(SERVER_ERROR) : Optional.empty();
    }

    /** How far an endpoint may have got with a request that failed. */
    public enum Work {
        /** It never saw the request. */
        NOT_SENT,
        /** It said that it did not take the request. */
        REFUSED,
        /** It may have computed, and billed, the answer. */
        MAYBE_DONE
    }
}

package dev.edgewise.gateway.admission;

import dev.edgewise.gateway.request.Refusal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Phase 1, admit: what the node holds at once is bounded, and what does not fit is told so at once. Decided on the
 * request's head, before a byte of its body is kept.
 *
 * <p>Threads: shared by all event loops, without locks.
 */
public final class Admission {
    private static final long RETRY_AFTER_MILLIS = 1000;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();
    private volatile AdmissionLimits limits;
    private volatile boolean draining;

    public Admission(AdmissionLimits limits) {
        this.limits = limits;
    }

    /** What admit may say. */
    public sealed interface Outcome {
        record Admitted(Permit permit) implements Outcome {}

        record Shed(Refusal refusal) implements Outcome {}
    }

    /** Takes a place for a request whose body is said to have {@code contentLength} bytes, -1 for unknown. */
    public Outcome admit(long contentLength) {
        AdmissionLimits now = limits;
        if (draining) {
            return new Outcome.Shed(Refusal.unavailable(
                    503,
                    "shutting_down",
                    "This node is shutting down. Send the request again; another node will take it.",
                    RETRY_AFTER_MILLIS));
        }
        if (contentLength > now.bodyBytesMax()) {
            return new Outcome.Shed(tooLarge(now.bodyBytesMax()));
        }
        if (inFlight.incrementAndGet() > now.inFlightMax()) {
            inFlight.decrementAndGet();
            return new Outcome.Shed(Refusal.unavailable(
                    503,
                    "overloaded",
                    "This node has " + now.inFlightMax() + " requests in flight, its limit. Try again shortly.",
                    RETRY_AFTER_MILLIS));
        }
        return new Outcome.Admitted(new Permit(this));
    }

    public static Refusal tooLarge(long bodyBytesMax) {
        return Refusal.client(
                413,
                "body_too_large",
                "The body is larger than this node's limit of " + bodyBytesMax
                        + " bytes. Send less, or ask the operator to raise limits.body.");
    }

    /** From now on every new request is shed. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    public void reload(AdmissionLimits next) {
        limits = next;
    }

    public AdmissionLimits limits() {
        return limits;
    }

    public int inFlight() {
        return inFlight.get();
    }

    public long bodyBytesHeld() {
        return bodyBytes.get();
    }

    boolean hold(int bytes) {
        if (bodyBytes.addAndGet(bytes) > limits.bodiesBytesMax()) {
            bodyBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void release(int bytesHeld) {
        inFlight.decrementAndGet();
        bodyBytes.addAndGet(-bytesHeld);
    }
}

package dev.edgewise.gateway.admission;

import dev.edgewise.gateway.request.Refusal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Phase 1, admit: what the node holds at once is bounded, and what does not fit is told so at once. Decided on the
 * request's head, before a byte of its body is kept.
 *
 * <p>Threads: shared by all event loops, without locks.
 */
public final class Admission {
    /** The code of refusals while the node drains; their connection is closed after them. */
    public static final String SHUTTING_DOWN_CODE = "shutting_down";

    private static final long RETRY_AFTER_MILLIS = 1000;
    /** What a request is told that the node has no time left for. */
    public static final Refusal SHUTTING_DOWN = Refusal.unavailable(
            503,
            SHUTTING_DOWN_CODE,
            "This node is shutting down. Send the request again; another node will take it.",
            RETRY_AFTER_MILLIS);

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong bodyBytes = new AtomicLong();
    private final LongAdder[] shed =
            Stream.generate(LongAdder::new).limit(ShedReason.values().length).toArray(LongAdder[]::new);
    private final CountDownLatch idle = new CountDownLatch(1);
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
            return shed(ShedReason.DRAINING, SHUTTING_DOWN);
        }
        if (contentLength > now.bodyBytesMax()) {
            return shed(ShedReason.BODY_TOO_LARGE, tooLarge(now.bodyBytesMax()));
        }
        if (inFlight.incrementAndGet() > now.inFlightMax()) {
            leave();
            return shed(
                    ShedReason.IN_FLIGHT,
                    Refusal.unavailable(
                            503,
                            "overloaded",
                            "This node has " + now.inFlightMax() + " requests in flight, its limit. Try again shortly.",
                            RETRY_AFTER_MILLIS));
        }
        if (draining) {
            // Draining began between the two looks, and may not wait for this one.
            leave();
            return shed(ShedReason.DRAINING, SHUTTING_DOWN);
        }
        return new Outcome.Admitted(new Permit(this));
    }

    private Outcome.Shed shed(ShedReason reason, Refusal refusal) {
        shed[reason.ordinal()].increment();
        return new Outcome.Shed(refusal);
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
        if (inFlight.get() == 0) {
            idle.countDown();
        }
    }

    /** After {@link #drain}: waits until the last request has ended; false when that takes longer than {@code most}. */
    public boolean awaitIdle(Duration most) throws InterruptedException {
        return idle.await(most.toNanos(), TimeUnit.NANOSECONDS);
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

    /** How many requests were turned away for that reason since the start. */
    public long shed(ShedReason reason) {
        return shed[reason.ordinal()].sum();
    }

    boolean hold(int bytes) {
        boolean held = keep(bytes);
        if (!held) {
            shed[ShedReason.BODIES.ordinal()].increment();
        }
        return held;
    }

    boolean keep(int bytes) {
        if (bodyBytes.addAndGet(bytes) > limits.bodiesBytesMax()) {
            bodyBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(int bytes) {
        bodyBytes.addAndGet(-bytes);
    }

    void release(int bytesHeld) {
        giveBack(bytesHeld);
        leave();
    }

    private void leave() {
        if (inFlight.decrementAndGet() == 0 && draining) {
            idle.countDown();
        }
    }
}

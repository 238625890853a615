package dev.edgewise.gateway.http;

import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.admission.Permit;
import dev.edgewise.gateway.guard.GuardLimits;
import dev.edgewise.gateway.guard.LoopGuard;
import dev.edgewise.gateway.guard.Reason;
import dev.edgewise.gateway.guard.Refused;
import dev.edgewise.gateway.guard.Watched;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.upstream.Bytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.function.Consumer;

/** Gathers a request's body into one array, within the bounds of admission and of time. On the event loop. */
final class BodyReader extends Watched {
    private static final int START_BYTES = 4096;
    private static final byte[] NOTHING = {};

    private final Permit permit;
    private final long bytesMax;
    private final Consumer<Refusal> refused;
    /** The length announced, or the most a body may have. */
    private final int expected;

    private final LoopGuard guard;
    private final long sinceNanos;
    private byte[] bytes = NOTHING;
    private int size;
    private boolean over;

    private BodyReader(Permit permit, long bytesMax, int expected, Consumer<Refusal> refused, LoopGuard guard) {
        this.guard = guard;
        this.sinceNanos = guard.nowNanos();
        this.permit = permit;
        this.bytesMax = bytesMax;
        this.refused = refused;
        this.expected = expected;
    }

    /**
     * Starts reading.
     *
     * @param contentLength the length announced and already within {@code bytesMax}, or -1
     * @param whole gets the body, not to be changed
     * @param refused gets the reason when the body does not fit or takes too long; nothing is read after it
     * @param gone called instead of {@code refused} when the client left
     */
    static void read(
            HttpServerRequest request,
            Permit permit,
            long contentLength,
            long bytesMax,
            Consumer<byte[]> whole,
            Consumer<Refusal> refused,
            Runnable gone,
            LoopGuard guard) {
        int expected = (int) (contentLength >= 0 ? contentLength : bytesMax);
        var reader = new BodyReader(permit, bytesMax, expected, refused, guard);
        guard.watch(reader);
        request.handler(reader::append);
        request.exceptionHandler(broken -> reader.broken(broken, gone));
        request.endHandler(end -> {
            if (!reader.over) {
                reader.leave();
                whole.accept(
                        reader.size == reader.bytes.length ? reader.bytes : Arrays.copyOf(reader.bytes, reader.size));
            }
        });
    }

    private void append(Buffer chunk) {
        if (over) {
            return;
        }
        int needed = size + chunk.length();
        if (needed > bytesMax) {
            stop(Admission.tooLarge(bytesMax));
            return;
        }
        int length = needed > bytes.length ? grown(needed) : bytes.length;
        // What was announced is not booked before it comes: a client that sends nothing takes room from nobody.
        if (!permit.hold(length - bytes.length)) {
            stop(full());
            return;
        }
        byte[] whole = size == 0 && needed == length ? Bytes.unwrap(chunk) : null;
        if (whole != null) {
            bytes = whole;
        } else {
            bytes = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            chunk.getBytes(bytes, size);
        }
        size = needed;
    }

    private int grown(int needed) {
        long most = needed <= expected ? expected : bytesMax;
        return (int) Math.min(most, Math.max(needed, Math.max(START_BYTES, bytes.length * 2L)));
    }

    @Override
    protected void look(long nowNanos) {
        GuardLimits limits = guard.limits();
        long elapsed = nowNanos - sinceNanos;
        if (elapsed > limits.bodyNanosMax()) {
            late(Reason.BODY_TIME);
        } else if (elapsed > GuardLimits.BODY_GRACE_NANOS
                && size < limits.bodyBytesPerSecondMin() * (elapsed / 1_000_000) / 1_000) {
            late(Reason.BODY_RATE);
        }
    }

    private void late(Reason reason) {
        guard.count(reason);
        stop(reason.refusal());
    }

    private void broken(Throwable cause, Runnable gone) {
        if (over) {
            return;
        }
        if (cause instanceof Refused reason) {
            stop(reason.reason().refusal());
        } else {
            leave();
            gone.run();
        }
    }

    private void stop(Refusal refusal) {
        leave();
        refused.accept(refusal);
    }

    private void leave() {
        over = true;
        guard.unwatch(this);
    }

    private static Refusal full() {
        return Refusal.unavailable(
                503, "overloaded", "This node holds as many request bodies as it may. Try again shortly.", 1000);
    }
}

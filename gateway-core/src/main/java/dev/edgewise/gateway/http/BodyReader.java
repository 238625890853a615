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
    private static final int UNKNOWN_LENGTH_START_BYTES = 4096;
    private static final byte[] NOTHING = {};

    private final Permit permit;
    private final long bytesMax;
    private final Consumer<Refusal> refused;
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
        int expected = contentLength >= 0 ? (int) contentLength : UNKNOWN_LENGTH_START_BYTES;
        if (!permit.hold(expected)) {
            refused.accept(full());
            return;
        }
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
        if (bytes.length == 0) {
            byte[] whole = needed == expected ? Bytes.unwrap(chunk) : null;
            if (whole != null) {
                bytes = whole;
                size = needed;
                return;
            }
            bytes = new byte[expected];
        }
        if (needed > bytes.length && !grow(needed)) {
            stop(full());
            return;
        }
        chunk.getBytes(bytes, size);
        size = needed;
    }

    private boolean grow(int needed) {
        int length = (int) Math.min(bytesMax, Math.max(needed, bytes.length * 2L));
        if (!permit.hold(length - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, length);
        return true;
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

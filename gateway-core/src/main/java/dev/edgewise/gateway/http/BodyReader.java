package dev.edgewise.gateway.http;

import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.admission.Permit;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.upstream.Bytes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.function.Consumer;

/** Gathers a request's body into one array, within the bounds of admission. On the event loop. */
final class BodyReader {
    private static final int UNKNOWN_LENGTH_START_BYTES = 4096;
    private static final byte[] NOTHING = {};

    private final Permit permit;
    private final long bytesMax;
    private final Consumer<Refusal> refused;
    private final int expected;
    private byte[] bytes = NOTHING;
    private int size;
    private boolean over;

    private BodyReader(Permit permit, long bytesMax, int expected, Consumer<Refusal> refused) {
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
     * @param refused gets the reason when the body does not fit; nothing is read after it
     */
    static void read(
            HttpServerRequest request,
            Permit permit,
            long contentLength,
            long bytesMax,
            Consumer<byte[]> whole,
            Consumer<Refusal> refused) {
        int expected = contentLength >= 0 ? (int) contentLength : UNKNOWN_LENGTH_START_BYTES;
        if (!permit.hold(expected)) {
            refused.accept(full());
            return;
        }
        var reader = new BodyReader(permit, bytesMax, expected, refused);
        request.handler(reader::append);
        request.endHandler(end -> {
            if (!reader.over) {
                reader.over = true;
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

    private void stop(Refusal refusal) {
        over = true;
        refused.accept(refusal);
    }

    private static Refusal full() {
        return Refusal.unavailable(
                503, "overloaded", "This node holds as many request bodies as it may. Try again shortly.", 1000);
    }
}

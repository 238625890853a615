package dev.edgewise.gateway.request;

import java.util.function.LongSupplier;

/**
 * The node's two clocks: a monotonic one for durations and deadlines, and the wall clock for what people read.
 *
 * @param nanos monotonic nanoseconds from an arbitrary origin
 * @param epochMillis milliseconds since 1970, which may step
 */
public record NodeClock(LongSupplier nanos, LongSupplier epochMillis) {
    public static NodeClock system() {
        return new NodeClock(System::nanoTime, System::currentTimeMillis);
    }

    public long nowNanos() {
        return nanos.getAsLong();
    }

    public long nowEpochMillis() {
        return epochMillis.getAsLong();
    }
}

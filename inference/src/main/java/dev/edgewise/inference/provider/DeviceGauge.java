package dev.edgewise.inference.provider;

import java.util.Optional;

/** Tells how much memory a device has. Any thread; takes a call of the driver. */
@FunctionalInterface
public interface DeviceGauge {
    /** For machines without one. */
    DeviceGauge NONE = _ -> Optional.empty();

    /**
     * The memory of a device, whoever uses it.
     *
     * @param totalBytes all of it
     * @param freeBytes what nobody uses now
     */
    record Room(long totalBytes, long freeBytes) {
        /** What somebody uses now. */
        public long usedBytes() {
            return Math.max(0, totalBytes - freeBytes);
        }
    }

    /** The memory of a device, by its number; empty where it cannot be told, and while nothing computes there. */
    Optional<Room> room(int device);
}

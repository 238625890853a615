package dev.edgewise.inference.residency;

/**
 * Memory, in bytes.
 *
 * @param hostBytes in the machine's memory
 * @param deviceBytes in an accelerator's memory
 */
public record Footprint(long hostBytes, long deviceBytes) {
    public static final Footprint NONE = new Footprint(0, 0);
    /** More than any machine has; small enough to be added up. */
    public static final Footprint UNBOUNDED = new Footprint(Long.MAX_VALUE / 4, Long.MAX_VALUE / 4);

    /** @throws IllegalArgumentException if a number is negative */
    public Footprint {
        if (hostBytes < 0 || deviceBytes < 0) {
            throw new IllegalArgumentException("memory is not negative: " + hostBytes + ", " + deviceBytes);
        }
    }

    public static Footprint ofHost(long bytes) {
        return new Footprint(bytes, 0);
    }

    public Footprint plus(Footprint other) {
        return new Footprint(hostBytes + other.hostBytes, deviceBytes + other.deviceBytes);
    }

    /** What is left of this after {@code other}; nothing is less than zero. */
    public Footprint minus(Footprint other) {
        return new Footprint(Math.max(0, hostBytes - other.hostBytes), Math.max(0, deviceBytes - other.deviceBytes));
    }

    /** Of each kind the smaller of both. */
    Footprint atMost(Footprint other) {
        return new Footprint(Math.min(hostBytes, other.hostBytes), Math.min(deviceBytes, other.deviceBytes));
    }

    public boolean fitsIn(Footprint budget) {
        return hostBytes <= budget.hostBytes && deviceBytes <= budget.deviceBytes;
    }

    /**
     * This measurement, as far as it can be believed: other threads and processes allocate meanwhile, so that what is far
     * from the estimate is not all of one model. Where nothing was seen, it could not be measured.
     */
    public Footprint near(Footprint estimate) {
        return new Footprint(near(hostBytes, estimate.hostBytes), near(deviceBytes, estimate.deviceBytes));
    }

    private static long near(long taken, long estimate) {
        return taken == 0 ? estimate : Math.clamp(taken, estimate / 4, estimate * 4);
    }

    /** Both kinds together. */
    public long bytes() {
        return hostBytes + deviceBytes;
    }

    @Override
    public String toString() {
        return hostBytes / 1_000_000 + " MB"
                + (deviceBytes == 0 || deviceBytes == UNBOUNDED.deviceBytes
                        ? ""
                        : " and " + deviceBytes / 1_000_000 + " MB on the device");
    }
}

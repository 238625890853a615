package dev.edgewise.inference.residency;

import dev.edgewise.inference.provider.DeviceGauge;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The memory of the process, and of the device that models are placed on. What other processes take of the device counts
 * too: only differences are of use.
 */
public final class MachineMemory implements MemoryProbe {
    private final MemoryProbe process;
    private final Supplier<Optional<DeviceGauge.Room>> device;

    /** @param device the device's memory, empty while nothing computes there */
    public MachineMemory(MemoryProbe process, Supplier<Optional<DeviceGauge.Room>> device) {
        this.process = process;
        this.device = device;
    }

    @Override
    public Footprint used() {
        long deviceBytes = device.get().map(DeviceGauge.Room::usedBytes).orElse(0L);
        return new Footprint(process.used().hostBytes(), deviceBytes);
    }

    @Override
    public void sharpen() {
        process.sharpen();
    }

    @Override
    public void moving(boolean some) {
        process.moving(some);
    }

    @Override
    public boolean trim() {
        return process.trim();
    }
}

package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * What local models may take of memory.
 *
 * @param hostBytesMax of the machine's memory, in bytes; 0: half of it
 * @param deviceBytesMax of an accelerator's memory, in bytes; 0: all of it
 */
public record MemoryConfig(long hostBytesMax, long deviceBytesMax) {

    private static final Setting<Long> HOST = Setting.of(
                    "host_max",
                    Scalars.bytes("0B", "100TB"),
                    "Of the machine's memory; 0B: half of it. A model that does not fit pushes out those that are worth"
                            + " least.")
            .byDefault("0B");
    private static final Setting<Long> DEVICE = Setting.of(
                    "device_max", Scalars.bytes("0B", "100TB"), "Of an accelerator's memory; 0B: all of it.")
            .byDefault("0B");

    static final Group<MemoryConfig> GROUP = Group.of(
            "What local models may take of memory.",
            values -> new MemoryConfig(values.get(HOST), values.get(DEVICE)),
            HOST,
            DEVICE);
}

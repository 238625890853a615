package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * How large the head of a request may be; more is refused with 431.
 *
 * @param countMax lines
 * @param bytesMax all lines together, in bytes
 */
public record HeaderLimits(int countMax, int bytesMax) {

    private static final Setting<Integer> COUNT = Setting.of(
                    "count", Scalars.integer(1, 10_000), "Header lines of a request.")
            .byDefault("100");
    private static final Setting<Integer> SIZE = Setting.of(
                    "size",
                    Names.HEADER_BYTES,
                    "All header lines of a request together. Over HTTP/2, more than at the start counts after a restart.")
            .byDefault("32kB");

    static final Group<HeaderLimits> GROUP = Group.of(
            "How large the head of a request may be; more is refused with 431.",
            values -> new HeaderLimits(values.get(COUNT), values.get(SIZE)),
            COUNT,
            SIZE);
}

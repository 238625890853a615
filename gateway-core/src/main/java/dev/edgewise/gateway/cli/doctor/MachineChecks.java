package dev.edgewise.gateway.cli.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** The JVM and the machine, or the container, that it runs in. */
final class MachineChecks {
    private static final int JAVA_MIN = 25;
    private static final long MB = 1_000_000;
    /** A node with its embedding model and a cache of the default size. */
    private static final long MEMORY_BYTES_MIN = 512 * MB;

    private MachineChecks() {}

    static List<Finding> all(long cacheBytesMax) {
        return List.of(java(Runtime.version().feature()), memory(cacheBytesMax), cores());
    }

    static Finding java(int feature) {
        String says = System.getProperty("java.vendor") + " " + Runtime.version();
        return feature >= JAVA_MIN
                ? Finding.ok("java", says)
                : Finding.bad("java", says, "Install JDK 25 (https://adoptium.net) or set JAVA_HOME to one.");
    }

    /** The JVM's own view, which knows the limits of a container. */
    private static Finding memory(long cacheBytesMax) {
        long total = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        return memory(total, Runtime.getRuntime().maxMemory(), cacheBytesMax);
    }

    static Finding memory(long totalBytes, long heapBytesMax, long cacheBytesMax) {
        String says = "%d MB for this process, heap up to %d MB, cache.memory %d MB"
                .formatted(totalBytes / MB, heapBytesMax / MB, cacheBytesMax / MB);
        if (cacheBytesMax > heapBytesMax / 4 * 3) {
            return Finding.bad(
                    "memory",
                    says,
                    "The cache would fill the heap: lower cache.memory, or give the machine or container more memory.");
        }
        return totalBytes < MEMORY_BYTES_MIN
                ? Finding.warn(
                        "memory", says, "Less than 512 MB is tight with a local model: raise the container's limit.")
                : Finding.ok("memory", says);
    }

    private static Finding cores() {
        int cores = Runtime.getRuntime().availableProcessors();
        String says = cores + (cores == 1 ? " core" : " cores");
        return cores > 1
                ? Finding.ok("cores", says)
                : Finding.warn("cores", says, "A local model and the event loop share one core: allow two.");
    }
}

package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.ToLongFunction;

/**
 * The JVM's own figures. Micrometer's binders would load the platform's management when the node starts; here it is
 * loaded by the first scrape.
 */
public final class JvmMeters {
    private JvmMeters() {}

    /** Registers them. */
    public static void register(MeterRegistry registry) {
        var meters = new Meters(registry);
        meters.gauge(JVM_MEMORY_USED, () -> Memory.heap().getUsed(), "area", "heap");
        meters.gauge(JVM_MEMORY_USED, () -> Memory.other().getUsed(), "area", "nonheap");
        meters.gauge(JVM_MEMORY_COMMITTED, () -> Memory.heap().getCommitted(), "area", "heap");
        meters.gauge(JVM_MEMORY_COMMITTED, () -> Memory.other().getCommitted(), "area", "nonheap");
        meters.gauge(JVM_HEAP_MAX, () -> Runtime.getRuntime().maxMemory());
        meters.total(JVM_GC_COLLECTIONS, () -> collectors(GarbageCollectorMXBean::getCollectionCount));
        meters.total(JVM_GC_SECONDS, () -> collectors(GarbageCollectorMXBean::getCollectionTime) / 1e3);
        meters.gauge(JVM_THREADS, () -> ManagementFactory.getThreadMXBean().getThreadCount());
        meters.total(PROCESS_CPU, JvmMeters::cpuSeconds);
        meters.gauge(PROCESS_UPTIME, () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
    }

    private static final class Memory {
        static java.lang.management.MemoryUsage heap() {
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        }

        static java.lang.management.MemoryUsage other() {
            return ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        }
    }

    private static double collectors(ToLongFunction<GarbageCollectorMXBean> read) {
        // A collector that does not count says -1.
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(read)
                .filter(count -> count > 0)
                .sum();
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(spent -> spent.toNanos() / 1e9)
                .orElse(Double.NaN);
    }
}

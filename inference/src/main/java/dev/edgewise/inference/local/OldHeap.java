package dev.edgewise.inference.local;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The part of the Java heap whose objects have survived: what models had stays there after them. Any thread. */
final class OldHeap {
    private OldHeap() {}

    /** Bytes in use there, garbage included; all of the heap where its collector keeps no such part. */
    static long usedBytes() {
        return sum(MemoryPoolMXBean::getUsage);
    }

    /** Of these, what was in use after the last collection of that part; 0 where there was none. */
    static long liveBytes() {
        return sum(MemoryPoolMXBean::getCollectionUsage);
    }

    private static long sum(Function<MemoryPoolMXBean, @Nullable MemoryUsage> usage) {
        long bytes = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage used = pool.getType() == MemoryType.HEAP && !isYoung(pool.getName()) ? usage.apply(pool) : null;
            bytes += used == null ? 0 : used.getUsed();
        }
        return bytes;
    }

    /** Names of Serial, Parallel, G1 and generational ZGC and Shenandoah. */
    private static boolean isYoung(String pool) {
        return pool.contains("Eden") || pool.contains("Survivor") || pool.contains("Young");
    }
}

package dev.edgewise.inference.local;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;

/** The part of the Java heap whose objects have survived: what models had stays there after them. Any thread. */
final class OldHeap {
    private OldHeap() {}

    /** Bytes in use there, garbage included; all of the heap where its collector keeps no such part. */
    static long usedBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && !isYoung(pool.getName()))
                .mapToLong(pool -> pool.getUsage().getUsed())
                .sum();
    }

    /** Names of Serial, Parallel, G1 and generational ZGC and Shenandoah. */
    private static boolean isYoung(String pool) {
        return pool.contains("Eden") || pool.contains("Survivor") || pool.contains("Young");
    }
}

package dev.edgewise.inference.residency;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What this process takes: all resident memory, or, once {@linkplain #sharpen sharpened}, what is of the kinds that models
 * take: pieces of the C library's heap, and mapped files as far as they are in memory. The Java heap grows and shrinks when
 * it likes, and the pages of texts fill when they are written: neither says anything of a model. Where the C library tells
 * nothing, all resident memory counts on; where there is no {@code /proc}, nothing is measured. Any thread; takes system
 * calls.
 */
public final class ProcessMemory implements MemoryProbe {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final String MAPPED_FILES = "RssFile:";

    private volatile boolean sharp;

    @Override
    public void sharpen() {
        sharp = true;
    }

    @Override
    public Footprint used() {
        List<String> status = status();
        long files = bytes(status, MAPPED_FILES);
        OptionalLong pieces = sharp && files > 0 ? NativeHeap.usedBytes() : OptionalLong.empty();
        return Footprint.ofHost(pieces.isPresent() ? pieces.getAsLong() + files : bytes(status, RESIDENT));
    }

    @Override
    public void moving(boolean some) {
        NativeHeap.mapMatrices(some);
    }

    @Override
    public boolean trim() {
        return NativeHeap.trim();
    }

    /** All resident memory of this process in bytes, the Java heap included; 0 where it cannot be told. */
    public static long residentBytes() {
        return bytes(status(), RESIDENT);
    }

    private static List<String> status() {
        try {
            return Files.readAllLines(STATUS, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            // No /proc: the estimates hold.
            return List.of();
        }
    }

    private static long bytes(List<String> status, String name) {
        for (String line : status) {
            if (line.startsWith(name)) {
                String kilobytes =
                        line.substring(name.length()).replace("kB", "").trim();
                try {
                    return Long.parseLong(kilobytes) * 1024;
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 0;
    }
}

package dev.edgewise.inference.residency;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * This process's resident memory as Linux tells it, and glibc's {@code malloc_trim}, without which freed models stay in
 * the allocator's lists. On other systems nothing is measured or trimmed. Any thread; both take a system call or more.
 */
public final class ProcessMemory implements MemoryProbe {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    /** Linked at the first unload: linking takes tens of milliseconds, and a start should not pay for it. */
    private static final class Trim {
        static final @Nullable MethodHandle CALL = find();
    }

    @Override
    public Footprint used() {
        try {
            for (String line : Files.readAllLines(STATUS, StandardCharsets.US_ASCII)) {
                if (line.startsWith(RESIDENT)) {
                    String kilobytes =
                            line.substring(RESIDENT.length()).replace("kB", "").trim();
                    return Footprint.ofHost(Long.parseLong(kilobytes) * 1024);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // No /proc: the estimates hold.
            return Footprint.NONE;
        }
        return Footprint.NONE;
    }

    @Override
    public boolean trim() {
        MethodHandle trim = Trim.CALL;
        if (trim == null) {
            return false;
        }
        try {
            return (int) trim.invokeExact(0L) == 1;
        } catch (Throwable e) {
            throw new IllegalStateException("malloc_trim cannot be called", e);
        }
    }

    @SuppressWarnings("restricted")
    private static @Nullable MethodHandle find() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("malloc_trim")
                .map(address -> linker.downcallHandle(
                        address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)))
                .orElse(null);
    }
}

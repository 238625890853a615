package dev.edgewise.inference.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Zeroed memory outside the heap, freed by {@link #close}. Unlike direct buffers it counts against no limit of the heap.
 * {@linkplain #segment Pieces} are the C library's, {@linkplain #pages pages} the system's own.
 */
final class NativeMemory implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALLOC =
            handle("calloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = handle("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    /** {@code MADV_DONTNEED} of Linux: private pages read as zeros afterwards. */
    private static final int DO_NOT_NEED = 4;

    /** {@code PROT_READ | PROT_WRITE} of Linux. */
    private static final int READ_AND_WRITE = 3;

    /** {@code MAP_PRIVATE | MAP_ANONYMOUS} of Linux, alike on all its processors that models run on. */
    private static final int PRIVATE_ANONYMOUS = 0x22;

    private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

    /** Linked when first used, and on Linux alone: elsewhere the numbers mean something else. */
    private static final class Maps {
        static final MethodHandle MMAP = handle(
                "mmap",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG));
        static final MethodHandle MUNMAP = handle(
                "munmap", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    }

    /** Linked when first used, and on Linux alone: elsewhere the advice means something else. */
    private static final class Advice {
        static final @Nullable MethodHandle MADVISE = LINUX
                ? handle(
                        "madvise",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT))
                : null;
        static final long PAGE_BYTES = MADVISE == null ? 0 : pageBytes();

        private static long pageBytes() {
            try {
                return (int) handle("getpagesize", FunctionDescriptor.of(ValueLayout.JAVA_INT))
                        .invokeExact();
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * Gives the whole pages within part of a piece back to the system. They stay usable, and hold zeros.
     *
     * @return false where the system cannot do that
     */
    static boolean giveBack(MemorySegment part) {
        MethodHandle madvise = Advice.MADVISE;
        if (madvise == null) {
            return false;
        }
        long page = Advice.PAGE_BYTES;
        long from = (part.address() + page - 1) / page * page;
        long to = (part.address() + part.byteSize()) / page * page;
        try {
            return to <= from || (int) madvise.invokeExact(from, to - from, DO_NOT_NEED) == 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bytes of all pieces in this process that are not freed. */
    private static final AtomicLong HELD = new AtomicLong();

    private final Arena arena = Arena.ofShared();

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function), descriptor);
    }

    /** Bytes of all pieces in this process that are not freed. */
    static long held() {
        return HELD.get();
    }

    /**
     * A piece of memory of any size.
     *
     * @throws OutOfMemoryError if the system has no more
     */
    @SuppressWarnings("restricted")
    MemorySegment segment(long bytes) {
        try {
            MemorySegment found = (MemorySegment) CALLOC.invokeExact(Math.max(1, bytes), 1L);
            if (found.address() == 0) {
                throw none(bytes);
            }
            HELD.addAndGet(bytes);
            return found.reinterpret(bytes, arena, NativeMemory::free);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Pages that take no room before they are written to, and go back to the system at once. The C library promises neither:
     * a large piece that it had before is kept and written full of zeros for its next owner. Where the system is none that
     * is known here, a piece of the C library.
     *
     * @throws OutOfMemoryError if the system has no more
     */
    @SuppressWarnings("restricted")
    MemorySegment pages(long bytes) {
        if (!LINUX || bytes == 0) {
            return segment(bytes);
        }
        try {
            long found = (long) Maps.MMAP.invokeExact(0L, bytes, READ_AND_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (found == -1) {
                throw none(bytes);
            }
            HELD.addAndGet(bytes);
            return MemorySegment.ofAddress(found).reinterpret(bytes, arena, NativeMemory::unmap);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static OutOfMemoryError none(long bytes) {
        return new OutOfMemoryError("no " + bytes + " bytes of native memory are left");
    }

    private static void unmap(MemorySegment segment) {
        try {
            HELD.addAndGet(-segment.byteSize());
            // Fails for what is not mapped alone.
            int _ = (int) Maps.MUNMAP.invokeExact(segment.address(), segment.byteSize());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void free(MemorySegment segment) {
        try {
            HELD.addAndGet(-segment.byteSize());
            FREE.invokeExact(segment);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}

package dev.edgewise.inference.onnx;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Zeroed memory of the C library, freed by {@link #close}. Unlike direct buffers it counts against no limit of the heap,
 * goes back at once, and large pieces take no room before they are written to.
 */
final class NativeMemory implements AutoCloseable {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALLOC =
            handle("calloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = handle("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

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
                throw new OutOfMemoryError("no " + bytes + " bytes of native memory are left");
            }
            HELD.addAndGet(bytes);
            return found.reinterpret(bytes, arena, NativeMemory::free);
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

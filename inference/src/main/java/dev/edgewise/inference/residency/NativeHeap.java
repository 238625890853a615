package dev.edgewise.inference.residency;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * glibc's heap, which everything native in this process shares but the Java heap and mapped files; on other C libraries
 * nothing is told and nothing done. Linked when first used, which takes milliseconds. Any thread.
 */
final class NativeHeap {
    /** {@code struct mallinfo2}: ten numbers. */
    private static final MemoryLayout INFO = MemoryLayout.structLayout(
            MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG).withName("fields"));

    /** {@code hblkhd}: bytes of pieces that are mapped one by one. */
    private static final int MAPPED = 4;

    /** {@code uordblks}: bytes of all other pieces in use. */
    private static final int IN_USE = 7;

    /** {@code M_TRIM_THRESHOLD} and {@code M_MMAP_THRESHOLD}. */
    private static final int TRIM_THRESHOLD = -1;

    private static final int MMAP_THRESHOLD = -3;

    /** While models come and go, larger pieces are mapped one by one, in bytes: every matrix, and no node of a graph. */
    private static final int LARGE_WHILE_MOVING = 128 << 10;

    /**
     * At other times, in bytes: what a run takes and frees again is to be found in the heap, without a system call. The most
     * that glibc takes, and what it comes to by itself once it has seen large pieces freed.
     */
    private static final int LARGE = 32 << 20;

    private static final class Options {
        static final @Nullable MethodHandle CALL = find(
                "mallopt", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    private static final class Trim {
        static final @Nullable MethodHandle CALL =
                find("malloc_trim", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
    }

    private static final class Told {
        static final @Nullable MethodHandle CALL = find("mallinfo2", FunctionDescriptor.of(INFO));
    }

    private NativeHeap() {}

    /** Bytes that are allocated and not freed; empty where the C library does not tell (glibc does from 2.33 on). */
    static OptionalLong usedBytes() {
        MethodHandle info = Told.CALL;
        if (info == null) {
            return OptionalLong.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            var told = (MemorySegment) info.invokeExact((SegmentAllocator) arena);
            return OptionalLong.of(
                    told.getAtIndex(ValueLayout.JAVA_LONG, MAPPED) + told.getAtIndex(ValueLayout.JAVA_LONG, IN_USE));
        } catch (Throwable e) {
            throw new IllegalStateException("mallinfo2 cannot be called", e);
        }
    }

    /**
     * Whether pieces of a matrix's size are mapped one by one, and so go back to the system when they are freed, and free
     * memory at a heap's end goes back too. In the heap, they lie between others that stay, and leave holes.
     */
    static void mapMatrices(boolean moving) {
        MethodHandle set = Options.CALL;
        if (set == null) {
            return;
        }
        int large = moving ? LARGE_WHILE_MOVING : LARGE;
        try {
            // What is refused stays as it is.
            int _ = (int) set.invokeExact(MMAP_THRESHOLD, large);
            int _ = (int) set.invokeExact(TRIM_THRESHOLD, large);
        } catch (Throwable e) {
            throw new IllegalStateException("mallopt cannot be called", e);
        }
    }

    /** Gives freed pages back to the system; true when there were some. Takes milliseconds. */
    static boolean trim() {
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
    private static @Nullable MethodHandle find(String function, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(function)
                .map(address -> linker.downcallHandle(address, descriptor))
                .orElse(null);
    }
}

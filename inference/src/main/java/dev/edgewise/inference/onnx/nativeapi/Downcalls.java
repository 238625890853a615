package dev.edgewise.inference.onnx.nativeapi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * Calls of C functions whose arguments are pointers, sizes and ints. All are passed as longs, which takes nothing of the
 * heap: on the 64-bit platforms that the library exists for, a pointer and a size travel like a long, and of an int the
 * lower half of the same register or place is read.
 */
final class Downcalls {
    private static final MethodHandle VOID_1 = handle(FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle POINTER_0 = handle(FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle POINTER_1 = handle(FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    private static final MethodHandle LONG_1 = ofLongs(1);
    private static final MethodHandle LONG_2 = ofLongs(2);
    private static final MethodHandle LONG_3 = ofLongs(3);
    private static final MethodHandle LONG_4 = ofLongs(4);
    private static final MethodHandle LONG_5 = ofLongs(5);
    private static final MethodHandle LONG_7 = ofLongs(7);

    private Downcalls() {}

    private static MethodHandle ofLongs(int arguments) {
        MemoryLayout[] all = new MemoryLayout[arguments];
        Arrays.fill(all, JAVA_LONG);
        return handle(FunctionDescriptor.of(JAVA_LONG, all));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(descriptor);
    }

    static MemorySegment pointer(MemorySegment function) {
        try {
            return (MemorySegment) POINTER_0.invokeExact(function);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static MemorySegment pointer(MemorySegment function, long a) {
        try {
            return (MemorySegment) POINTER_1.invokeExact(function, a);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void run(MemorySegment function, long a) {
        try {
            VOID_1.invokeExact(function, a);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a) {
        try {
            return (long) LONG_1.invokeExact(function, a);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b) {
        try {
            return (long) LONG_2.invokeExact(function, a, b);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b, long c) {
        try {
            return (long) LONG_3.invokeExact(function, a, b, c);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b, long c, long d) {
        try {
            return (long) LONG_4.invokeExact(function, a, b, c, d);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b, long c, long d, long e) {
        try {
            return (long) LONG_5.invokeExact(function, a, b, c, d, e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long call(MemorySegment function, long a, long b, long c, long d, long e, long f, long g) {
        try {
            return (long) LONG_7.invokeExact(function, a, b, c, d, e, f, g);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** C functions throw nothing; what comes is the virtual machine's own. */
    private static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException runtime ? runtime : new IllegalStateException(thrown);
    }
}

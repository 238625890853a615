package dev.edgewise.inference.onnx.nativeapi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls of C functions whose arguments are pointers, sizes and ints, at most seven. All are passed as longs, which takes
 * nothing of the heap: on the 64-bit platforms that the library exists for, a pointer and a size travel like a long, and of
 * an int the lower half of the same register or place is read. There the caller also takes arguments back that it put on
 * the stack, so a function never notices what it did not ask for: one form serves all, and linking a form costs a start
 * several milliseconds.
 */
final class Downcalls {
    private static final MethodHandle SEVEN = seven();

    private Downcalls() {}

    @SuppressWarnings("restricted")
    private static MethodHandle seven() {
        return Linker.nativeLinker()
                .downcallHandle(FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }

    static MemorySegment pointer(MemorySegment function) {
        return MemorySegment.ofAddress(call(function, 0));
    }

    static MemorySegment pointer(MemorySegment function, long a) {
        return MemorySegment.ofAddress(call(function, a));
    }

    static void run(MemorySegment function, long a) {
        var _ = call(function, a);
    }

    static long call(MemorySegment function, long a) {
        return call(function, a, 0, 0, 0, 0, 0, 0);
    }

    static long call(MemorySegment function, long a, long b) {
        return call(function, a, b, 0, 0, 0, 0, 0);
    }

    static long call(MemorySegment function, long a, long b, long c) {
        return call(function, a, b, c, 0, 0, 0, 0);
    }

    static long call(MemorySegment function, long a, long b, long c, long d) {
        return call(function, a, b, c, d, 0, 0, 0);
    }

    static long call(MemorySegment function, long a, long b, long c, long d, long e) {
        return call(function, a, b, c, d, e, 0, 0);
    }

    static long call(MemorySegment function, long a, long b, long c, long d, long e, long f, long g) {
        try {
            return (long) SEVEN.invokeExact(function, a, b, c, d, e, f, g);
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

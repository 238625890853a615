package dev.edgewise.inference.onnx.nativeapi;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The library's table of functions. Any thread, as far as the functions allow. */
final class OrtTable {
    private final MemorySegment[] functions = new MemorySegment[OrtFunction.values().length];

    /** @param table the address that the library gave for its table */
    @SuppressWarnings("restricted")
    OrtTable(MemorySegment table) {
        MemorySegment sized = table.reinterpret(OrtFunction.PLACES * ValueLayout.JAVA_LONG.byteSize());
        for (OrtFunction function : OrtFunction.values()) {
            // As longs, as everything else is read here: each other layout costs a start its own links.
            functions[function.ordinal()] =
                    MemorySegment.ofAddress(sized.getAtIndex(ValueLayout.JAVA_LONG, function.place));
        }
    }

    private MemorySegment at(OrtFunction function) {
        return functions[function.ordinal()];
    }

    void call(OrtFunction function, long a) throws EngineException {
        check(Downcalls.call(at(function), a));
    }

    void call(OrtFunction function, long a, long b) throws EngineException {
        check(Downcalls.call(at(function), a, b));
    }

    void call(OrtFunction function, long a, long b, long c) throws EngineException {
        check(Downcalls.call(at(function), a, b, c));
    }

    void call(OrtFunction function, long a, long b, long c, long d) throws EngineException {
        check(Downcalls.call(at(function), a, b, c, d));
    }

    void call(OrtFunction function, long a, long b, long c, long d, long e) throws EngineException {
        check(Downcalls.call(at(function), a, b, c, d, e));
    }

    void call(OrtFunction function, long a, long b, long c, long d, long e, long f, long g) throws EngineException {
        check(Downcalls.call(at(function), a, b, c, d, e, f, g));
    }

    /** What a function gives that has its result as its only argument. */
    long made(OrtFunction function) throws EngineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            call(function, out.address());
            return out.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** The same with one argument before it. */
    long made(OrtFunction function, long a) throws EngineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            call(function, a, out.address());
            return out.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** The same with two. */
    long made(OrtFunction function, long a, long b) throws EngineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            call(function, a, b, out.address());
            return out.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** The same with three. */
    long made(OrtFunction function, long a, long b, long c) throws EngineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            call(function, a, b, c, out.address());
            return out.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** The same with four. */
    long made(OrtFunction function, long a, long b, long c, long d) throws EngineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            call(function, a, b, c, d, out.address());
            return out.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** Calls a function that cannot fail, such as one that frees. */
    void release(OrtFunction function, long handle) {
        Downcalls.run(at(function), handle);
    }

    /** Gives memory back to the allocator that it came from. */
    void free(long allocator, long address) {
        try {
            call(OrtFunction.ALLOCATOR_FREE, allocator, address);
        } catch (EngineException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The text that a function without arguments gives. */
    String text(OrtFunction function) {
        return CStrings.read(Downcalls.pointer(at(function)));
    }

    /** A function that answers nothing has done its work; otherwise it answers why not. */
    private void check(long status) throws EngineException {
        if (status != 0) {
            throw failure(status);
        }
    }

    private EngineException failure(long status) {
        try {
            String message = CStrings.read(Downcalls.pointer(at(OrtFunction.GET_ERROR_MESSAGE), status));
            return EngineException.of(Fault.Kind.INTERNAL, message);
        } finally {
            release(OrtFunction.RELEASE_STATUS, status);
        }
    }
}

package dev.edgewise.inference.onnx.nativeapi;

import java.lang.foreign.MemorySegment;

/** Texts of the library. */
final class CStrings {
    /** Bytes of the longest text that is read: a message of the library with all that it cites. */
    private static final long BYTES_MAX = 1 << 20;

    private CStrings() {}

    /** The text, UTF-8, up to its zero byte; empty where there is none. */
    @SuppressWarnings("restricted")
    static String read(MemorySegment start) {
        return start.address() == 0 ? "" : start.reinterpret(BYTES_MAX).getString(0);
    }

    /** The same, at an address. */
    static String read(long address) {
        return read(MemorySegment.ofAddress(address));
    }
}

package dev.edgewise.inference.onnx.nativeapi;

import java.lang.foreign.MemorySegment;

/** The name of an input or output of a session, in native memory; lives as long as the session. */
public final class PortName {
    private final MemorySegment text;

    PortName(MemorySegment text) {
        this.text = text;
    }

    long address() {
        return text.address();
    }
}

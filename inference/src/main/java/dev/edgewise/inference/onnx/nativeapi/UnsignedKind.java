package dev.edgewise.inference.onnx.nativeapi;

import dev.edgewise.inference.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Unsigned numbers of more than a byte, with the codes of {@code ONNXTensorElementDataType}. */
public enum UnsignedKind {
    UINT16(4),
    UINT32(12),
    UINT64(13);

    private final int code;

    UnsignedKind(int code) {
        this.code = code;
    }

    /**
     * The address of a new tensor of the host, an {@code OrtValue*}, which the caller has the library release.
     *
     * @param numbers its numbers and nothing else; native memory that outlives the tensor
     * @param shape its sizes
     * @throws EngineException if the library refuses, by its own word
     */
    public long tensor(NativeApi api, MemorySegment numbers, long... shape) throws EngineException {
        try (Arena arena = Arena.ofConfined();
                Place host = Place.host(api)) {
            Dims dims = Dims.of(arena, shape);
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            api.table()
                    .call(
                            OrtFunction.CREATE_TENSOR_WITH_DATA_AS_ORT_VALUE,
                            host.info(),
                            numbers.address(),
                            numbers.byteSize(),
                            dims.address(),
                            dims.rank(),
                            code,
                            out.address());
            return out.get(ValueLayout.JAVA_LONG, 0);
        }
    }
}

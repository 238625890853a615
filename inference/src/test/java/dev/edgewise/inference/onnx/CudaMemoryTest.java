package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.provider.DeviceGauge;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The calls of CUDA's runtime library, against functions of its signatures. */
@SuppressWarnings("restricted")
class CudaMemoryTest {
    private static final int NO_DEVICE = 100;

    /** Device 1 alone exists. */
    static int setDevice(int device) {
        return device == 1 ? 0 : NO_DEVICE;
    }

    static int memGetInfo(MemorySegment free, MemorySegment total) {
        free.reinterpret(8).set(ValueLayout.JAVA_LONG, 0, 30L << 30);
        total.reinterpret(8).set(ValueLayout.JAVA_LONG, 0, 48L << 30);
        return 0;
    }

    private static SymbolLookup library(Arena arena) throws ReflectiveOperationException {
        MethodHandles.Lookup here = MethodHandles.lookup();
        MemorySegment set = Linker.nativeLinker()
                .upcallStub(
                        here.findStatic(CudaMemoryTest.class, "setDevice", MethodType.methodType(int.class, int.class)),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                        arena);
        MemorySegment get = Linker.nativeLinker()
                .upcallStub(
                        here.findStatic(
                                CudaMemoryTest.class,
                                "memGetInfo",
                                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class)),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                        arena);
        return name -> switch (name) {
            case "cudaSetDevice" -> Optional.of(set);
            case "cudaMemGetInfo" -> Optional.of(get);
            default -> Optional.empty();
        };
    }

    @Test
    void total_and_free_bytes_are_told_of_the_device_that_is_asked_for() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup library = library(arena);
            CudaMemory memory = new CudaMemory(() -> Optional.of(library));

            assertThat(memory.room(1)).contains(new DeviceGauge.Room(48L << 30, 30L << 30));
            assertThat(memory.room(1).orElseThrow().usedBytes()).isEqualTo(18L << 30);
            assertThat(memory.room(0)).isEmpty();
        }
    }

    @Test
    void nothing_is_told_where_no_model_has_loaded_the_library() {
        assertThat(new CudaMemory().room(0)).isEmpty();
        assertThat(new CudaMemory(Optional::empty).room(0)).isEmpty();
        assertThat(new CudaMemory(() -> Optional.of(_ -> Optional.empty())).room(0))
                .isEmpty();
    }
}

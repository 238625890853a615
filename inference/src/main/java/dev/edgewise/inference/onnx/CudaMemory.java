package dev.edgewise.inference.onnx;

import dev.edgewise.inference.provider.DeviceGauge;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What CUDA's runtime library says of a device's memory. The library is never loaded for this: only where a model on CUDA
 * has brought it along is it asked.
 */
public final class CudaMemory implements DeviceGauge {
    private static final List<String> LIBRARIES = List.of("libcudart.so.12", "libcudart.so.13");

    /** {@code RTLD_LAZY | RTLD_NOLOAD} of Linux, where alone CUDA is supported. */
    private static final int LOADED_ONLY = 0x1 | 0x4;

    private final Supplier<Optional<SymbolLookup>> library;
    private volatile @Nullable Functions functions;

    private record Functions(MethodHandle setDevice, MethodHandle memGetInfo) {}

    /** Asks the library that this process has loaded, once it has. */
    public CudaMemory() {
        this(CudaMemory::loaded);
    }

    CudaMemory(Supplier<Optional<SymbolLookup>> library) {
        this.library = library;
    }

    @Override
    public Optional<Room> room(int device) {
        Functions known = functions;
        if (known == null) {
            known = library.get().flatMap(CudaMemory::find).orElse(null);
            functions = known;
        }
        return known == null ? Optional.empty() : room(known, device);
    }

    private static Optional<Room> room(Functions functions, int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment free = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment total = arena.allocate(ValueLayout.JAVA_LONG);
            // The device is the calling thread's own; the first error answers for both.
            int status = (int) functions.setDevice.invokeExact(device);
            if (status == 0) {
                status = (int) functions.memGetInfo.invokeExact(free, total);
            }
            return status != 0
                    ? Optional.empty()
                    : Optional.of(new Room(total.get(ValueLayout.JAVA_LONG, 0), free.get(ValueLayout.JAVA_LONG, 0)));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted")
    private static Optional<Functions> find(SymbolLookup library) {
        Linker linker = Linker.nativeLinker();
        return library.find("cudaSetDevice")
                .flatMap(set -> library.find("cudaMemGetInfo")
                        .map(get -> new Functions(
                                linker.downcallHandle(
                                        set, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)),
                                linker.downcallHandle(
                                        get,
                                        FunctionDescriptor.of(
                                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS)))));
    }

    @SuppressWarnings("restricted")
    private static Optional<SymbolLookup> loaded() {
        return LIBRARIES.stream()
                .filter(CudaMemory::isLoaded)
                .findFirst()
                .map(name -> SymbolLookup.libraryLookup(name, Arena.global()));
    }

    @SuppressWarnings("restricted")
    private static boolean isLoaded(String name) {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> open = linker.defaultLookup().find("dlopen");
        if (open.isEmpty() || !System.getProperty("os.name", "").equals("Linux")) {
            return false;
        }
        MethodHandle dlopen = linker.downcallHandle(
                open.get(), FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = (MemorySegment) dlopen.invokeExact(arena.allocateFrom(name), LOADED_ONLY);
            // Found, it is held once more: it stays loaded, as the lookup needs it to.
            return handle.address() != 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}

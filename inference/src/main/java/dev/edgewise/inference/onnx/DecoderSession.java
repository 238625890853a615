package dev.edgewise.inference.onnx;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.onnx.nativeapi.Binding;
import dev.edgewise.inference.onnx.nativeapi.DeviceMemory;
import dev.edgewise.inference.onnx.nativeapi.Dims;
import dev.edgewise.inference.onnx.nativeapi.Memory;
import dev.edgewise.inference.onnx.nativeapi.NativeApi;
import dev.edgewise.inference.onnx.nativeapi.NativeSession;
import dev.edgewise.inference.onnx.nativeapi.Place;
import dev.edgewise.inference.onnx.nativeapi.PortName;
import dev.edgewise.inference.onnx.nativeapi.RunControl;
import dev.edgewise.inference.onnx.nativeapi.SessionPlan;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session by the C interface with all that a decoder allocates for it, freed together, the last made first, by {@link
 * #close}. One thread at a time.
 */
final class DecoderSession implements AutoCloseable {
    /** Names a place to the library. */
    @FunctionalInterface
    interface PlaceMaker {
        Place of(NativeApi api) throws EngineException;
    }

    private final Deque<Runnable> freeing = new ArrayDeque<>();
    private final NativeMemory memory = new NativeMemory();
    private final Arena arena = Arena.ofShared();
    private final NativeSession session;
    private final Place host;
    private final @Nullable DeviceMemory device;
    private final RunControl control;

    /**
     * Loads a model. Reads files and computes for long: for platform threads only.
     *
     * @param caches makes the place where the session itself allocates keys and values; empty for plain memory of the host
     * @throws EngineException if the library refuses the file, the plan or the place
     */
    DecoderSession(NativeApi api, Path file, SessionPlan plan, Optional<PlaceMaker> caches) throws EngineException {
        freeing.push(memory::close);
        freeing.push(arena::close);
        try {
            session = new NativeSession(api, file, plan);
            freeing.push(session::close);
            host = Place.host(api);
            freeing.push(host::close);
            device = caches.isPresent() ? device(caches.get().of(api)) : null;
            control = new RunControl(api);
            freeing.push(control::close);
        } catch (EngineException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private DeviceMemory device(Place place) throws EngineException {
        freeing.push(place::close);
        DeviceMemory made = new DeviceMemory(session, place);
        freeing.push(made::close);
        return made;
    }

    NativeSession session() {
        return session;
    }

    RunControl control() {
        return control;
    }

    PortName name(String port) {
        return session.name(port);
    }

    Dims dims(long... sizes) {
        return Dims.of(arena, sizes);
    }

    /**
     * Memory for keys or values, where the session computes.
     *
     * @param segment the same, to be read and written; empty on a device
     */
    record Cache(Memory memory, Optional<MemorySegment> segment) {}

    Cache cache(long bytes) throws EngineException {
        if (device != null) {
            return new Cache(device.allocate(bytes), Optional.empty());
        }
        MemorySegment segment = memory.pages(bytes);
        return new Cache(Memory.of(host, segment), Optional.of(segment));
    }

    /** Zeroed memory of the host, freed with this. */
    NativeMemory memory() {
        return memory;
    }

    /** Memory of the host, to be bound. */
    Memory bindable(MemorySegment segment) {
        return Memory.of(host, segment);
    }

    Binding binding() throws EngineException {
        Binding made = new Binding(session);
        freeing.push(made::close);
        return made;
    }

    void run(Binding binding) throws EngineException {
        if (device == null) {
            binding.run(control);
            return;
        }
        // A device works on its own time: what goes in must have arrived, and what comes out too.
        binding.awaitInputs();
        binding.run(control);
        binding.await();
    }

    @Override
    public void close() {
        while (!freeing.isEmpty()) {
            freeing.pop().run();
        }
    }
}

package dev.edgewise.inference.onnx.nativeapi;

import dev.edgewise.inference.EngineException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * ONNX Runtime's C interface in the library that the Java binding has loaded, which must have started before. Any thread.
 */
public final class NativeApi {
    /** The version of the interface whose table is known; a library of this version or a later one has it. */
    static final int VERSION = 29;

    /** {@code ORT_LOGGING_LEVEL_ERROR}. */
    private static final long LOG_ERRORS = 3;

    private final OrtTable table;
    private final String version;
    private final long environment;
    private final long allocator;

    private NativeApi(OrtTable table, String version) throws EngineException {
        this.table = table;
        this.version = version;
        try (Arena arena = Arena.ofConfined()) {
            // The library has one environment: this is the one that the Java binding made, counted once more.
            this.environment = table.made(
                    OrtFunction.CREATE_ENV,
                    LOG_ERRORS,
                    arena.allocateFrom("edgewise").address());
        }
        this.allocator = table.made(OrtFunction.GET_ALLOCATOR_WITH_DEFAULT_OPTIONS);
    }

    /**
     * Finds the interface.
     *
     * @param library the library's file, looked into where the loader does not know its functions
     */
    public static NativeAccess find(Path library) {
        return find(List.of(SymbolLookup.loaderLookup(), inFile(library)), VERSION);
    }

    static NativeAccess find(List<SymbolLookup> lookups, int version) {
        Optional<MemorySegment> base = lookups.stream()
                .flatMap(lookup -> lookup.find("OrtGetApiBase").stream())
                .findFirst();
        return base.<NativeAccess>map(found -> open(found, version))
                .orElseGet(() -> new NativeAccess.Absent("the loaded ONNX Runtime shows no OrtGetApiBase"));
    }

    /** A library that is loaded already is not loaded again: the system knows it by its file. */
    @SuppressWarnings("restricted")
    private static SymbolLookup inFile(Path library) {
        try {
            return SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException e) {
            return _ -> Optional.empty();
        }
    }

    /** {@code struct OrtApiBase} is two functions: the table of a version, and the library's own version. */
    @SuppressWarnings("restricted")
    private static NativeAccess open(MemorySegment baseFunction, int version) {
        MemorySegment base = Downcalls.pointer(baseFunction).reinterpret(2 * ValueLayout.JAVA_LONG.byteSize());
        MemorySegment tableOf = MemorySegment.ofAddress(base.getAtIndex(ValueLayout.JAVA_LONG, 0));
        MemorySegment versionOf = MemorySegment.ofAddress(base.getAtIndex(ValueLayout.JAVA_LONG, 1));
        String library = CStrings.read(Downcalls.pointer(versionOf));
        MemorySegment found = Downcalls.pointer(tableOf, version);
        if (found.address() == 0) {
            return new NativeAccess.Absent(
                    "ONNX Runtime " + library + " does not have version " + version + " of its C interface");
        }
        try {
            return new NativeAccess.Present(new NativeApi(new OrtTable(found), library));
        } catch (EngineException e) {
            return new NativeAccess.Absent("ONNX Runtime " + library + " gives no environment: " + e.getMessage());
        }
    }

    /** The library's version, such as {@code 1.29.0}. */
    public String version() {
        return version;
    }

    /** How the library was built: its commit and flags. */
    public String build() {
        return table.text(OrtFunction.GET_BUILD_INFO_STRING);
    }

    OrtTable table() {
        return table;
    }

    long environment() {
        return environment;
    }

    /** The allocator of what the library hands out; owned by the library. */
    long allocator() {
        return allocator;
    }
}

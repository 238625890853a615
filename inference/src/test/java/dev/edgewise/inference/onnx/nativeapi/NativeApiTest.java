package dev.edgewise.inference.onnx.nativeapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.onnx.RuntimeFacts;
import dev.edgewise.inference.store.scan.Onnx;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The C interface of the library that the tests' class path has. */
@Timeout(60)
class NativeApiTest {
    private static final SessionPlan PLAN = new SessionPlan(1, Map.of(), List.of());

    @TempDir
    static Path folder;

    private static RuntimeFacts facts;
    private static NativeApi api;

    @BeforeAll
    static void start() throws IOException {
        facts = RuntimeFacts.of(Path.of("target"));
        NativeAccess access = NativeApi.find(Path.of("none"));
        assertThat(access).isInstanceOf(NativeAccess.Present.class);
        api = ((NativeAccess.Present) access).api();
    }

    /** Adds 1 and 2 to two floats. */
    private static Path model() throws IOException {
        return Files.write(
                folder.resolve("addition.onnx"),
                Onnx.model(Onnx.addition(Onnx.floats("w", 1, 2))).toBytes());
    }

    @Test
    void the_table_is_of_the_version_whose_places_are_known() {
        assertThat(api.version()).isEqualTo(facts.version()).startsWith("1." + NativeApi.VERSION + ".");
        assertThat(api.build()).contains("git-branch").contains("build type=Release");
    }

    @Test
    void a_library_that_is_too_old_is_named_with_its_version() {
        NativeAccess access = NativeApi.find(List.of(SymbolLookup.loaderLookup()), 9_999);

        assertThat(access)
                .isEqualTo(new NativeAccess.Absent(
                        "ONNX Runtime " + facts.version() + " does not have version 9999 of its C interface"));
    }

    @Test
    void a_library_without_the_interface_is_told() {
        NativeAccess access = NativeApi.find(List.of(_ -> Optional.empty()), NativeApi.VERSION);

        assertThat(access).isEqualTo(new NativeAccess.Absent("the loaded ONNX Runtime shows no OrtGetApiBase"));
    }

    @Test
    void ports_are_told_with_type_and_shape() throws Exception {
        try (NativeSession session = new NativeSession(api, model(), PLAN)) {
            assertThat(session.inputs()).containsExactly(new NativePort("x", 1, List.of(2L)));
            assertThat(session.outputs()).containsExactly(new NativePort("y", 1, List.of(2L)));
        }
    }

    @Test
    void an_output_bound_over_its_input_is_computed_in_place_again_and_again() throws Exception {
        try (Arena arena = Arena.ofConfined();
                NativeSession session = new NativeSession(api, model(), PLAN);
                Place host = Place.host(api);
                RunControl control = new RunControl(api);
                Binding binding = new Binding(session)) {
            MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 10, 20);
            Memory memory = Memory.of(host, numbers);
            Dims dims = Dims.of(arena, 2);
            binding.input(session.name("x"), memory, 0, ElementKind.FLOAT, dims);
            binding.output(session.name("y"), memory, 0, ElementKind.FLOAT, dims);

            for (int i = 0; i < 3; i++) {
                binding.awaitInputs();
                binding.run(control);
                binding.await();
            }

            assertThat(numbers.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(13, 26);
        }
    }

    @Test
    void memory_of_the_sessions_own_allocator_can_be_bound() throws Exception {
        try (Arena arena = Arena.ofConfined();
                NativeSession session = new NativeSession(api, model(), PLAN);
                Place host = Place.host(api);
                DeviceMemory allocator = new DeviceMemory(session, host);
                RunControl control = new RunControl(api);
                Binding binding = new Binding(session)) {
            MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 1);
            Dims dims = Dims.of(arena, 2);
            Memory between = allocator.allocate(8);
            binding.input(session.name("x"), Memory.of(host, numbers), 0, ElementKind.FLOAT, dims);
            binding.output(session.name("y"), between, 0, ElementKind.FLOAT, dims);
            binding.run(control);
            binding.input(session.name("x"), between, 0, ElementKind.FLOAT, dims);
            binding.output(session.name("y"), Memory.of(host, numbers), 0, ElementKind.FLOAT, dims);

            binding.run(control);

            assertThat(numbers.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(3, 5);
        }
    }

    @Test
    void a_tensor_beyond_its_memory_is_refused_before_the_library_sees_it() throws Exception {
        try (Arena arena = Arena.ofConfined();
                NativeSession session = new NativeSession(api, model(), PLAN);
                Place host = Place.host(api);
                Binding binding = new Binding(session)) {
            Memory memory = Memory.of(host, arena.allocate(8));

            assertThatThrownBy(() -> binding.input(session.name("x"), memory, 4, ElementKind.FLOAT, Dims.of(arena, 2)))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("bytes 4 to 12 of 8");
        }
    }

    @Test
    void what_the_library_refuses_is_told_in_its_words() throws Exception {
        assertThatThrownBy(() -> new NativeSession(api, folder.resolve("absent.onnx"), PLAN))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("absent.onnx");
        try (Arena arena = Arena.ofConfined();
                NativeSession session = new NativeSession(api, model(), PLAN);
                Place host = Place.host(api);
                Binding binding = new Binding(session)) {
            Memory memory = Memory.of(host, arena.allocate(8));

            assertThatThrownBy(() -> binding.input(session.name("z"), memory, 0, ElementKind.FLOAT, Dims.of(arena, 2)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("z");
        }
    }

    @Test
    void a_provider_that_the_library_lacks_is_refused_with_a_reason() throws Exception {
        Path model = model();
        List<SessionPlan.Provider> providers =
                List.of(new SessionPlan.Provider.Cuda(Map.of()), new SessionPlan.Provider.TensorRt(Map.of()));
        for (SessionPlan.Provider provider : providers) {
            assertThatThrownBy(() -> new NativeSession(api, model, new SessionPlan(1, Map.of(), List.of(provider))))
                    .isInstanceOf(EngineException.class)
                    .hasMessageMatching("(?s).*(CUDA|TensorRT).*");
        }
    }

    @Test
    void a_stopped_run_fails_until_it_is_taken_back() throws Exception {
        try (Arena arena = Arena.ofConfined();
                NativeSession session = new NativeSession(api, model(), PLAN);
                Place host = Place.host(api);
                RunControl control = new RunControl(api);
                Binding binding = new Binding(session)) {
            MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 0, 0);
            binding.input(session.name("x"), Memory.of(host, numbers), 0, ElementKind.FLOAT, Dims.of(arena, 2));
            binding.output(session.name("y"), Memory.of(host, numbers), 0, ElementKind.FLOAT, Dims.of(arena, 2));
            control.terminate();
            assertThatThrownBy(() -> binding.run(control)).isInstanceOf(EngineException.class);
            control.resume();

            binding.run(control);

            assertThat(numbers.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1, 2);
        }
    }
}

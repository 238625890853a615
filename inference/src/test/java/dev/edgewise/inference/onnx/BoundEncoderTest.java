package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtSession;
import com.sun.management.ThreadMXBean;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import dev.edgewise.inference.onnx.nativeapi.NativeAccess;
import dev.edgewise.inference.schedule.Batching;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An encoder run by the C interface against the same session run by the Java binding. */
@Timeout(300)
class BoundEncoderTest {
    private static final Path STORE = Path.of("target/models");
    private static final int WIDTH = 384;

    private final ModelCard card = ModelCatalog.embedded().cards().getFirst();

    private OrtSession open(OnnxRuntime runtime) throws Exception {
        String model = ((ModelSource.Embedded) card.source()).model();
        return new PreparedModels(runtime, STORE.resolve("prepared"))
                .open(card.id().value(), JarFiles.Resource.of(model));
    }

    private static EncoderPorts ports() {
        return new EncoderPorts(true, true, false, "last_hidden_state", ElementKind.FLOAT, Batching.Exact.ANY);
    }

    private float[] states(EncoderSession session, int rows, int[] ids) throws Exception {
        EncoderBuffers buffers = EncoderBuffers.of(ports(), rows, ids.length, WIDTH, false);
        for (int i = 0; i < rows * ids.length; i++) {
            buffers.ids().put(i, ids[(i + i / ids.length) % ids.length]);
        }
        try (EncoderRuns runs = session.over(buffers);
                EncoderRuns.ShapeRun run = runs.prepare(rows, ids.length)) {
            run.run();
            float[] states = new float[rows * ids.length * WIDTH];
            buffers.states().get(0, states);
            return states;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void every_number_is_that_of_the_java_binding(int rows) throws Exception {
        OnnxRuntime runtime = OnnxRuntime.start(STORE.resolve("native"), 1);
        try (EmbeddingModel model = new ModelLoader(STORE, 1).embedder(card);
                OrtSession session = open(runtime);
                EncoderSession bound = EncoderSession.of(runtime, session, ports(), false);
                EncoderSession plain = EncoderSession.of(runtime, session, ports(), true)) {
            int[] ids = model.tokens(new TextInput.Text("Where does the river Rhine rise?"));

            assertThat(states(bound, rows, ids)).isEqualTo(states(plain, rows, ids));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_run_that_is_ended_fails_and_neither_later_ones_nor_those_over_other_buffers_do(boolean byTheBinding)
            throws Exception {
        OnnxRuntime runtime = OnnxRuntime.start(STORE.resolve("native"), 1);
        EncoderBuffers buffers = EncoderBuffers.of(ports(), 1, 8, WIDTH, false);
        try (OrtSession session = open(runtime);
                EncoderSession encoder = EncoderSession.of(runtime, session, ports(), byTheBinding);
                EncoderRuns runs = encoder.over(buffers);
                EncoderRuns.ShapeRun run = runs.prepare(1, 8);
                EncoderRuns others = encoder.over(EncoderBuffers.of(ports(), 1, 8, WIDTH, false));
                EncoderRuns.ShapeRun other = others.prepare(1, 8)) {
            run.run();
            float[] expected = new float[8 * WIDTH];
            buffers.states().get(0, expected);
            buffers.states().put(0, new float[8 * WIDTH]);

            runs.terminate();
            assertThatThrownBy(run::run).hasMessageContaining("terminate");
            other.run();
            runs.resume();
            run.run();

            float[] after = new float[8 * WIDTH];
            buffers.states().get(0, after);
            assertThat(after).isEqualTo(expected);
        }
    }

    @Test
    void this_release_of_the_java_binding_shows_its_sessions() throws Exception {
        OnnxRuntime runtime = OnnxRuntime.start(STORE.resolve("native"), 1);
        try (OrtSession session = open(runtime);
                EncoderSession chosen = EncoderSession.of(runtime, session, ports(), false)) {
            assertThat(runtime.nativeAccess()).isInstanceOf(NativeAccess.Present.class);
            assertThat(chosen).isInstanceOf(BoundEncoderSession.class);
        }
    }

    @Test
    void a_run_takes_no_heap() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        OnnxRuntime runtime = OnnxRuntime.start(STORE.resolve("native"), 1);
        try (OrtSession session = open(runtime);
                EncoderSession bound = EncoderSession.of(runtime, session, ports(), false);
                EncoderRuns runs = bound.over(EncoderBuffers.of(ports(), 1, 8, WIDTH, false));
                EncoderRuns.ShapeRun run = runs.prepare(1, 8)) {
            run.run();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20; i++) {
                run.run();
            }

            // What the virtual machine takes to link the calls for the first time is spread over the runs.
            assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 20).isLessThan(256);
        }
    }
}

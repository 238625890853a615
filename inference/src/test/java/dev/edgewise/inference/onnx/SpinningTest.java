package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.onnx.nativeapi.SessionPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Threads of the library that wait for work sleep: one that spins takes a core from the event loops. */
class SpinningTest {
    private static final String SPINNING = "session.intra_op.allow_spinning";

    @Test
    void the_pool_that_models_share_is_made_without_spinning() throws Exception {
        OnnxRuntime.Pool pool = OnnxRuntime.start(Path.of("target/native"), 1).pool();

        assertThat(pool.spins()).isFalse();
        assertThat(pool.threadsBetween()).isEqualTo(1);
        assertThat(OnnxRuntime.Pool.of(4)).isEqualTo(new OnnxRuntime.Pool(4, 1, false));
    }

    @Test
    void a_decoders_own_threads_do_not_spin_by_the_java_binding() throws Exception {
        OnnxRuntime.start(Path.of("target/native"), 1);
        try (OrtSession.SessionOptions options = DecoderLoader.options(2)) {
            assertThat(options.getConfigEntries()).containsEntry(SPINNING, "0");
        }
    }

    @Test
    void a_decoders_own_threads_do_not_spin_by_the_c_interface() {
        SessionPlan plan = DecoderLoader.plan(2, List.of());

        assertThat(plan.entries()).isEqualTo(Map.of(SPINNING, "0"));
        assertThat(plan.threads()).isEqualTo(2);
    }
}

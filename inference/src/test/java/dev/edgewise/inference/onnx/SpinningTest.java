package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.onnx.nativeapi.SessionPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Threads of the library that wait for work sleep, or look out for it for a moment: one that spins takes a core from the event loops. */
class SpinningTest {
    private static final Map<String, String> A_MOMENT_WITHIN_A_RUN = Map.of(
            "session.intra_op.allow_spinning", "1",
            "session.intra_op.spin_duration_us", "50",
            "session.intra_op.spin_backoff_max", "16",
            "session.force_spinning_stop", "1");

    @Test
    void the_pool_that_models_share_is_made_without_spinning() throws Exception {
        OnnxRuntime.Pool pool = OnnxRuntime.start(Path.of("target/native"), 1).pool();

        assertThat(pool.spins()).isFalse();
        assertThat(pool.threadsBetween()).isEqualTo(1);
        assertThat(OnnxRuntime.Pool.of(4)).isEqualTo(new OnnxRuntime.Pool(4, 1, false));
    }

    @Test
    void a_decoders_own_threads_spin_for_a_moment_within_a_run_by_the_java_binding() throws Exception {
        OnnxRuntime.start(Path.of("target/native"), 1);
        try (OrtSession.SessionOptions options = DecoderLoader.options(2)) {
            assertThat(options.getConfigEntries()).containsAllEntriesOf(A_MOMENT_WITHIN_A_RUN);
        }
    }

    @Test
    void a_decoders_own_threads_spin_for_a_moment_within_a_run_by_the_c_interface() {
        SessionPlan plan = DecoderLoader.plan(2, List.of());

        assertThat(plan.entries()).isEqualTo(A_MOMENT_WITHIN_A_RUN);
        assertThat(plan.threads()).isEqualTo(2);
    }
}

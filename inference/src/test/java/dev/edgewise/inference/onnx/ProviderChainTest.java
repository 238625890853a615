package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.provider.Placement;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.provider.ProviderNotes;
import dev.edgewise.inference.provider.ProviderPlan;
import dev.edgewise.inference.provider.Sameness;
import dev.edgewise.inference.store.scan.Onnx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which provider a model gets: real sessions, where a device's stands in as one of the processor's on other weights. */
@Timeout(60)
class ProviderChainTest {
    private static final ProviderPlan WANTED =
            new ProviderPlan(List.of(Provider.TENSORRT, Provider.CUDA, Provider.CPU), 0, 0);

    @TempDir
    Path folder;

    private OnnxRuntime runtime;
    private final List<OrtSession> closed = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        runtime = OnnxRuntime.start(Path.of("target/native"), 1);
    }

    /** {@code y = x + weights}. */
    private OrtSession addition(float... weights) throws IOException, OrtException {
        Path file = Files.write(
                Files.createTempFile(folder, "addition", ".onnx"),
                Onnx.model(Onnx.addition(Onnx.floats("w", weights))).toBytes());
        try (OrtSession.SessionOptions options = OnnxRuntime.sessionOptions()) {
            return runtime.environment().createSession(file.toString(), options);
        }
    }

    private ProviderChain<OrtSession> chain(ProviderChain.Opener<OrtSession> opener) {
        return new ProviderChain<>(
                opener,
                (opened, onCpu) -> SessionSelfTest.difference(runtime, opened, onCpu, Sameness.OF_FLOATS),
                session -> {
                    closed.add(session);
                    Sessions.close(session);
                });
    }

    @Test
    void a_provider_with_right_numbers_is_used() throws Exception {
        Placement placement = new Placement(WANTED);

        try (OrtSession session = chain(provider -> addition(1, 2)).open("m", placement)) {
            assertThat(placement.choice()).contains(new ProviderChoice(Provider.TENSORRT, List.of()));
            // The processor's, opened to compare with, is freed; this one is not.
            assertThat(closed).hasSize(1).doesNotContain(session);
        }
    }

    @Test
    void a_provider_with_wrong_numbers_gives_way_to_the_next() throws Exception {
        Placement placement = new Placement(WANTED);

        try (OrtSession session = chain(provider -> provider == Provider.TENSORRT ? addition(1, 3) : addition(1, 2))
                .open("m", placement)) {
            ProviderChoice choice = placement.choice().orElseThrow();
            assertThat(choice.used()).isEqualTo(Provider.CUDA);
            assertThat(choice.refused()).singleElement().satisfies(refusal -> {
                assertThat(refusal.provider()).isEqualTo(Provider.TENSORRT);
                assertThat(refusal.reason())
                        .startsWith("self-test: output y differs from what the processor computes by ");
            });
            assertThat(closed).hasSize(3).doesNotContain(session);
        }
    }

    @Test
    void providers_that_fail_leave_the_model_to_the_processor_with_their_reasons() throws Exception {
        Placement placement = new Placement(WANTED);

        try (OrtSession session = chain(provider -> switch (provider) {
                    case TENSORRT -> throw new UnsatisfiedLinkError("libnvinfer.so.10: cannot open");
                    case CUDA ->
                        throw new IOException(
                                "/src/bridge.cc:1988 Get() [ONNXRuntimeError] : 1 : FAIL : no  device\nis found");
                    case CPU -> addition(1, 2);
                })
                .open("m", placement)) {
            assertThat(session.getNumInputs()).isEqualTo(1);
            assertThat(placement.choice())
                    .contains(new ProviderChoice(
                            Provider.CPU,
                            List.of(
                                    new ProviderChoice.Refusal(Provider.TENSORRT, "libnvinfer.so.10: cannot open"),
                                    new ProviderChoice.Refusal(Provider.CUDA, "no device is found"))));
        }
    }

    @Test
    void a_model_that_the_processor_cannot_run_fails() {
        Placement placement = new Placement(WANTED);

        assertThatThrownBy(() -> chain(_ -> {
                            throw new IOException("the file is gone");
                        })
                        .open("m", placement))
                .isInstanceOf(IOException.class)
                .hasMessage("the file is gone");
        assertThat(placement.choice()).isEmpty();
    }

    @Test
    void an_engine_without_the_gpu_jar_answers_on_the_processor_and_says_why() throws Exception {
        assumeThat(RuntimeFacts.built(Provider.CUDA))
                .as("the class path has the GPU jar")
                .isFalse();
        try (LocalEngine engine =
                new LocalEngine(ModelCatalog.embedded(), folder, LocalLimits.ofCores(1), System::nanoTime)) {
            engine.place(Map.of(), WANTED);
            Embed work = Embed.ofTexts(ModelCatalog.ALL_MINILM_L6_V2_Q, List.of("The sky is blue."));

            Embeddings answer = (Embeddings) engine.answer(work, Call.patient());

            assertThat(answer.vector(0)).hasSize(384);
            ProviderChoice choice = engine.providers().get(ModelCatalog.ALL_MINILM_L6_V2_Q);
            assertThat(choice.used()).isEqualTo(Provider.CPU);
            assertThat(choice.refused())
                    .extracting(ProviderChoice.Refusal::reason)
                    .containsExactly(
                            "this build has ONNX Runtime for the processor alone; build with -Pgpu"
                                    + " (EDGEWISE_FLAVOR=gpu) for tensorrt",
                            "this build has ONNX Runtime for the processor alone; build with -Pgpu"
                                    + " (EDGEWISE_FLAVOR=gpu) for cuda");
            assertThat(engine.providersRefused()).isEqualTo(2);
            assertThat(engine.device()).isEmpty();
            assertThat(engine.residence().footprint().deviceBytes()).isZero();
            assertThat(new ProviderNotes(folder).read(ModelCatalog.ALL_MINILM_L6_V2_Q))
                    .contains(choice);
        }
    }
}

package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.generate.Decoder;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.generate.GenerationModel;
import dev.edgewise.inference.generate.TextTokenizer;
import dev.edgewise.inference.generate.Vocabulary;
import dev.edgewise.inference.onnx.nativeapi.NativeAccess;
import dev.edgewise.inference.onnx.nativeapi.NativeApi;
import dev.edgewise.inference.onnx.nativeapi.Place;
import dev.edgewise.inference.onnx.nativeapi.SessionPlan;
import dev.edgewise.inference.provider.Placement;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.provider.ProviderPlan;
import dev.edgewise.inference.provider.Sameness;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoders by the C interface against those by the Java binding, with the real chat model. */
@Timeout(900)
class BoundDecoderTest {
    private static final Path FOLDER = Path.of("../../shared/hub/edgewise/smollm2-135m-instruct");
    private static final String SHARED = "onnx/model_quantized.onnx";
    private static final String PLAIN = "onnx/model_quantized_plain.onnx";
    private static final int SLOTS = 8;
    private static final int TOKENS = 4;

    @BeforeAll
    static void findModel() {
        assumeTrue(
                Files.isRegularFile(FOLDER.resolve(SHARED)),
                "skipped: the chat model is not in ../shared/hub/edgewise/smollm2-135m-instruct");
    }

    private static DecoderLoader loader() {
        return new DecoderLoader(Path.of("target/native"), 1, new GenerationLimits(1, SLOTS, 256, 64));
    }

    private static Decoder bound(String file) throws IOException {
        return loader().open(new ModelId("chat"), FOLDER, file).decoder();
    }

    private static Decoder byBinding(String file) throws IOException {
        return loader().open(
                        new ModelId("chat"),
                        FOLDER,
                        file,
                        Placement.onCpu(),
                        LateMemory.UNCOUNTED,
                        _ -> new NativeAccess.Absent("to be compared"))
                .decoder();
    }

    /** Greedy tokens of so many texts written together, and a hash of all logits' bits: equal only if every one is. */
    private record Written(int[][] tokens, long bits) {
        static Written by(Decoder decoder, int texts) throws Exception {
            int[] next = new int[texts];
            int[] lengths = new int[texts];
            int[][] tokens = new int[texts][TOKENS];
            float[] logits = new float[decoder.vocabulary()];
            long bits = 0;
            for (int text = 0; text < texts; text++) {
                int[] prompt =
                        new SplittableRandom(text).ints(3L + text, 100, 40_000).toArray();
                decoder.read(text, 0, prompt, 0, prompt.length);
                decoder.logits(0, logits);
                next[text] = best(logits);
                lengths[text] = prompt.length;
            }
            for (int i = 0; i < TOKENS; i++) {
                decoder.step(0, texts, next, lengths);
                for (int text = 0; text < texts; text++) {
                    decoder.logits(text, logits);
                    tokens[text][i] = next[text];
                    next[text] = best(logits);
                    lengths[text]++;
                    bits = 31 * bits + Arrays.hashCode(logits);
                }
            }
            return new Written(tokens, bits);
        }

        private static int best(float[] logits) {
            int best = 0;
            for (int i = 1; i < logits.length; i++) {
                best = logits[i] > logits[best] ? i : best;
            }
            return best;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SHARED, PLAIN})
    void every_number_is_the_same_and_next_to_no_heap_is_taken(String file) throws Exception {
        try (Decoder bound = bound(file);
                Decoder plain = byBinding(file)) {
            assertThat(((SlotDecoder<?>) bound).runs()).isInstanceOf(BoundRuns.class);
            assertThat(((SlotDecoder<?>) plain).runs()).isInstanceOf(JavaRuns.class);
            for (int texts : new int[] {1, 4, 8}) {
                Written expected = Written.by(plain, texts);

                Written written = Written.by(bound, texts);

                assertThat(written.tokens()).isDeepEqualTo(expected.tokens());
                assertThat(written.bits()).isEqualTo(expected.bits());
            }
            bound.interrupt();
            assertThatThrownBy(() -> bound.read(0, 0, new int[] {5, 6, 7}, 0, 3))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("terminate");
            bound.resume();

            assertThat(Written.by(bound, 1).bits())
                    .isEqualTo(Written.by(plain, 1).bits());
            assertThat(DecoderSelfTest.difference(bound, plain, Sameness.OF_FLOATS))
                    .isEmpty();
            assertThat(heapBytesPerToken(bound)).isLessThan(2048);
        }
    }

    private static long heapBytesPerToken(Decoder decoder) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        float[] logits = new float[decoder.vocabulary()];
        int[] token = {7};
        int[] length = {3};
        decoder.read(0, 0, new int[] {5, 6, 7}, 0, 3);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < TOKENS; i++) {
            decoder.step(0, 1, token, length);
            decoder.logits(0, logits);
            length[0]++;
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / TOKENS;
    }

    /** As on a device: the session's own allocator, memory of unknown content, and waiting on both sides of a run. */
    private static Decoder onAllocator(boolean shared, String file) throws Exception {
        NativeApi api = ((NativeAccess.Present)
                        OnnxRuntime.start(Path.of("target/native"), 1).nativeAccess())
                .api();
        var session = new DecoderSession(
                api, FOLDER.resolve(file), new SessionPlan(1, Map.of(), List.of()), Optional.of(Place::host));
        DecoderPorts ports = DecoderPorts.of(session.session());
        return shared
                ? new SharedDecoder(new BoundSharedRuns(session, ports, SLOTS, 256), ports, SLOTS, 256)
                : new SequenceDecoder(new BoundSequenceRuns(session, ports, SLOTS, 256), ports, SLOTS, 256);
    }

    @ParameterizedTest
    @ValueSource(strings = {SHARED, PLAIN})
    void memory_of_the_sessions_allocator_serves_as_well(String file) throws Exception {
        try (Decoder usual = bound(file);
                Decoder allocated = onAllocator(file.equals(SHARED), file)) {
            assertThat(DecoderSelfTest.difference(allocated, usual, Sameness.OF_FLOATS))
                    .isEmpty();
            assertThat(Written.by(allocated, 2).bits())
                    .isEqualTo(Written.by(usual, 2).bits());
        }
    }

    @Test
    void a_device_that_is_not_there_leaves_the_text_to_the_processor() throws Exception {
        assumeTrue(!RuntimeFacts.built(Provider.CUDA), "the class path has the GPU jar");
        Placement placement = new Placement(new ProviderPlan(List.of(Provider.CUDA), 0, 0));

        try (Decoder decoder = loader().open(
                        new ModelId("chat"), FOLDER, SHARED, placement, LateMemory.UNCOUNTED, OnnxRuntime::nativeAccess)
                .decoder()) {
            assertThat(((SlotDecoder<?>) decoder).runs()).isInstanceOf(BoundSharedRuns.class);
            assertThat(placement.choice().orElseThrow().used()).isEqualTo(Provider.CPU);
            assertThat(placement.choice().orElseThrow().refused())
                    .extracting(ProviderChoice.Refusal::reason)
                    .singleElement()
                    .asString()
                    .contains("build with -Pgpu");
        }
    }

    @ParameterizedTest
    @CsvSource({SHARED + ",true", SHARED + ",false", PLAIN + ",true", PLAIN + ",false"})
    void memory_that_a_decoder_got_before_there_was_no_more_is_given_back(String file, boolean byBinding) {
        // The distributions of so many slots take more than a processor can address, whatever the system promises.
        var loader = new DecoderLoader(Path.of("target/native"), 1, new GenerationLimits(1, 1 << 30, 256, 64));
        Function<OnnxRuntime, NativeAccess> access =
                byBinding ? _ -> new NativeAccess.Absent("to be compared") : OnnxRuntime::nativeAccess;
        long before = NativeMemory.held();

        assertThatThrownBy(() ->
                        loader.open(new ModelId("chat"), FOLDER, file, Placement.onCpu(), LateMemory.UNCOUNTED, access))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("native memory");

        assertThat(NativeMemory.held()).isEqualTo(before);
    }

    @Test
    void the_chat_models_texts_are_cut_in_java_by_a_table_that_its_vocabulary_shares() throws Exception {
        GenerationModel model = loader().open(new ModelId("chat"), FOLDER, SHARED);
        try (Decoder _ = model.decoder();
                TextTokenizer tokenizer = model.tokenizer()) {
            assertThat(((DecoderTokenizer) tokenizer).tokenizer()).isInstanceOf(JavaTokenizer.class);
            Vocabulary vocabulary = tokenizer.vocabulary();
            StringBuilder written = new StringBuilder();
            for (int id : tokenizer.encode("<|im_start|>What's 17 × 3?<|im_end|>", false)) {
                int length = vocabulary.end(id) - vocabulary.begin(id);
                written.append(new String(vocabulary.bytes(), vocabulary.begin(id), length, StandardCharsets.UTF_8));
            }
            assertThat(written).hasToString("What's 17 × 3?");
        }
    }

    @Test
    void a_closed_decoder_holds_no_memory() throws Exception {
        long before = NativeMemory.held();
        try (Decoder bound = bound(PLAIN);
                Decoder plain = byBinding(SHARED)) {
            assertThat(DecoderSelfTest.difference(bound, plain, Sameness.OF_FLOATS))
                    .isNotNull();
            assertThat(NativeMemory.held()).isGreaterThan(before);
        }

        assertThat(NativeMemory.held()).isEqualTo(before);
    }

    @Test
    void a_file_that_is_no_decoder_is_refused_by_name() {
        assertThatThrownBy(() -> loader().open(new ModelId("chat"), FOLDER, "onnx/absent.onnx"))
                .isInstanceOf(IOException.class);
    }
}

package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Infer;
import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.Work;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.schedule.ScheduleLimits;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorType;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers who leave while the real model runs their texts, eight in a batch. */
@Timeout(300)
@Tag("concurrency")
class CancelledRunTest {
    private static final ModelId MINILM = ModelCatalog.ALL_MINILM_L6_V2_Q;
    private static final int ROWS = 8;
    private static final int CANCELS = 50 * Integer.getInteger("edgewise.rounds", 1);
    private static final int ATTEMPTS = 20;
    private static final String TEXT = "Take the blue line to City Hall.";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    static Path folder;

    private static LocalEngine engine;

    @BeforeAll
    static void start() {
        ModelCard card = ModelCatalog.embedded().cards().getFirst();
        Skill.Embedding skill = (Skill.Embedding) card.skill();
        Skill batched = new Skill.Embedding(
                skill.dimensions(),
                skill.tokensMax(),
                skill.vocabularySize(),
                ROWS,
                skill.pooling(),
                skill.normalized(),
                skill.prompts(),
                skill.defaultPrompt());
        engine = new LocalEngine(
                new ModelCatalog(List.of(new ModelCard(MINILM, batched, card.source(), card.licence()))),
                folder,
                new LocalLimits(
                        new ScheduleLimits(1, 16_384, 64), 1, 64, GenerationLimits.ofCores(1), Footprint.UNBOUNDED),
                System::nanoTime);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static final long LEAST_NANOS = 1_000_000;

    private static float[] vector() throws Exception {
        return ((Embeddings) engine.answer(Embed.ofTexts(MINILM, List.of(TEXT)), Call.patient())).vector(0);
    }

    private static Embed texts(int words) {
        return new Embed(
                MINILM, Collections.nCopies(ROWS, new TextInput.Text("word ".repeat(words))), OptionalInt.empty());
    }

    private static Infer tensors(int tokens) throws BadTensorException {
        List<Tensor> inputs = new ArrayList<>();
        for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
            ByteBuffer data = ByteBuffer.allocate(ROWS * tokens * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < ROWS * tokens; i++) {
                data.putLong(name.equals("token_type_ids") ? 0 : 1);
            }
            inputs.add(Tensor.of(name, TensorType.INT64, Shape.of(ROWS, tokens), data.flip()));
        }
        return new Infer(MINILM, inputs, List.of());
    }

    private static CompletableFuture<Fault.Kind> begun(Work work, Cancellation cancellation) {
        var ended = new CompletableFuture<Fault.Kind>();
        Thread.ofVirtual().start(() -> {
            try {
                engine.answer(work, new Call(Deadline.none(), cancellation));
                ended.completeExceptionally(new AssertionError("answered before it was cancelled"));
            } catch (EngineException e) {
                ended.complete(e.fault().kind());
            } catch (InterruptedException | RuntimeException | Error e) {
                ended.completeExceptionally(e);
            }
        });
        return ended;
    }

    /** Processor time that a thread of the engine has taken, in nanoseconds. */
    private static long nanosOf(String name) {
        // Another engine's thread of that name may not have ended yet: the newest is this one's.
        long newest = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().equals(name)) {
                newest = Math.max(newest, thread.getThreadId());
            }
        }
        if (newest == 0) {
            throw new AssertionError("the engine has no thread " + name);
        }
        return THREADS.getThreadCpuTime(newest);
    }

    /**
     * Cancels work in the midst of its run until a run is seen to take less than half of what a whole one takes: the test's
     * own thread may be late on a busy machine, and the run done before it is cancelled.
     *
     * @param next runs after it on the same thread
     */
    private static void assertStopsTakingTheProcessor(String thread, Work work, Callable<?> next) throws Exception {
        engine.answer(work, Call.patient());
        long before = nanosOf(thread);
        engine.answer(work, Call.patient());
        // Where the clock of threads is coarse a run may seem to take nothing.
        long wholeNanos = Math.max(nanosOf(thread) - before, LEAST_NANOS);
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least > wholeNanos / 2; attempt++) {
            long begin = nanosOf(thread);
            var cancellation = new Cancellation();
            CompletableFuture<Fault.Kind> ended = begun(work, cancellation);
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> nanosOf(thread) - begin > wholeNanos / 10 || ended.isDone());
            cancellation.cancel();
            var _ = ended.exceptionally(late -> Fault.Kind.CANCELLED).get();
            var _ = next.call();
            least = Math.min(least, nanosOf(thread) - begin);
        }
        assertThat(least).isLessThan(wholeNanos / 2);
    }

    @Test
    void a_batch_that_nobody_waits_for_stops_taking_the_processor_and_the_next_one_is_right() throws Exception {
        float[] expected = vector();
        assertStopsTakingTheProcessor("edgewise-model-run-0", texts(250), () -> {
            assertThat(vector()).isEqualTo(expected);
            return expected;
        });
    }

    @Test
    void so_does_a_run_on_tensors() throws Exception {
        Infer few = tensors(2);
        Inferred expected = (Inferred) engine.answer(few, Call.patient());
        assertStopsTakingTheProcessor("edgewise-tensor-run-0", tensors(250), () -> {
            Inferred after = (Inferred) engine.answer(few, Call.patient());
            assertThat(after.outputs().getFirst().data())
                    .isEqualTo(expected.outputs().getFirst().data());
            return after;
        });
    }

    @Test
    void vectors_are_the_same_after_runs_that_were_cancelled_at_any_moment() throws Exception {
        float[] expected = vector();
        var random = new SplittableRandom(11);
        for (int i = 0; i < CANCELS; i++) {
            var cancellation = new Cancellation();
            CompletableFuture<Fault.Kind> ended = begun(texts(20 + random.nextInt(20)), cancellation);
            long begin = System.nanoTime();
            long wait = random.nextLong(12_000_000);
            while (System.nanoTime() - begin < wait && !ended.isDone()) {
                Thread.onSpinWait();
            }
            cancellation.cancel();
            var _ = ended.exceptionally(answered -> Fault.Kind.CANCELLED).get();

            assertThat(vector()).isEqualTo(expected);
        }
        assertThat(engine.load().tokensQueued()).isZero();
        assertThat(engine.load().jobsQueued()).isZero();
    }
}

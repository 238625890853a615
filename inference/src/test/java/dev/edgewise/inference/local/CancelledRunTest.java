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
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.schedule.ScheduleLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
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
    private static final int CANCELS = 100 * Integer.getInteger("edgewise.rounds", 1);
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

    private static float[] vector() throws Exception {
        return ((Embeddings) engine.answer(Embed.ofTexts(MINILM, List.of(TEXT)), Call.patient())).vector(0);
    }

    private static CompletableFuture<Fault.Kind> begun(int rows, int words, Cancellation cancellation) {
        var ended = new CompletableFuture<Fault.Kind>();
        Embed work = new Embed(
                MINILM, Collections.nCopies(rows, new TextInput.Text("word ".repeat(words))), OptionalInt.empty());
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

    /** Processor time that the engine's only thread has taken, in nanoseconds. */
    private static long workerNanos() {
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().equals("edgewise-model-run-0")) {
                return THREADS.getThreadCpuTime(thread.getThreadId());
            }
        }
        throw new AssertionError("the engine has no thread");
    }

    @Test
    void a_run_that_nobody_waits_for_stops_taking_the_processor() throws Exception {
        float[] expected = vector();
        Embed whole = new Embed(
                MINILM, Collections.nCopies(ROWS, new TextInput.Text("word ".repeat(250))), OptionalInt.empty());
        engine.answer(whole, Call.patient());
        long before = workerNanos();
        engine.answer(whole, Call.patient());
        long wholeNanos = workerNanos() - before;
        long least = Long.MAX_VALUE;
        // The test's own thread may be late on a busy machine, and the run done before it is cancelled.
        for (int attempt = 0; attempt < ATTEMPTS && least > wholeNanos / 2; attempt++) {
            long begin = workerNanos();
            var cancellation = new Cancellation();
            CompletableFuture<Fault.Kind> ended = begun(ROWS, 250, cancellation);
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> workerNanos() - begin > wholeNanos / 10 || ended.isDone());
            cancellation.cancel();
            ended.exceptionally(late -> Fault.Kind.CANCELLED).get();
            assertThat(vector()).isEqualTo(expected);
            least = Math.min(least, workerNanos() - begin);
        }
        assertThat(least).isLessThan(wholeNanos / 2);
    }

    @Test
    void vectors_are_the_same_after_runs_that_were_cancelled_at_any_moment() throws Exception {
        float[] expected = vector();
        var random = new SplittableRandom(11);
        for (int i = 0; i < CANCELS; i++) {
            var cancellation = new Cancellation();
            CompletableFuture<Fault.Kind> ended = begun(ROWS, 20 + random.nextInt(20), cancellation);
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

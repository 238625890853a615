package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtSession;
import com.sun.management.ThreadMXBean;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.generate.GenerationModel;
import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.onnx.nativeapi.NativeAccess;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints what writing text costs: against a bare loop over the same export and threads, and many texts at once against one
 * after another. Arguments: the model's folder, a folder for native libraries, threads, and how many rounds. Alternates the
 * ways round by round, so that a busy machine hits all alike, and takes medians.
 */
final class GenerationCost {
    private static final ModelId ID = new ModelId("chat");
    private static final String FILE = "onnx/model_quantized.onnx";
    private static final int TOKENS = 64;
    private static final int CONTEXT = 2048;
    private static final int STREAMS = 8;
    private static final int[] PROMPT =
            new SplittableRandom(5).ints(32, 100, 40_000).toArray();

    /** The control tokens never come, so that every text has its full length. */
    private static final Sampling ENDLESS =
            new Sampling(0, 1, 0, 0, 1, 0, 0, OptionalLong.empty(), Map.of(0, -100.0, 2, -100.0));

    private final Generator generator;

    /** The same through the library's Java binding. */
    private final Generator byBinding;

    private GenerationCost(Generator generator, Generator byBinding) {
        this.generator = generator;
        this.byBinding = byBinding;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Path libraries = Path.of(args[1]);
        int threads = Integer.parseInt(args[2]);
        int rounds = Integer.parseInt(args[3]);
        GenerationLimits limits = new GenerationLimits(threads, STREAMS, CONTEXT, 64);
        DecoderLoader loader = new DecoderLoader(libraries, 1, limits);
        GenerationModel model = loader.open(ID, folder, FILE);
        GenerationModel old = loader.open(ID, folder, FILE, _ -> new NativeAccess.Absent("to be compared"));
        OnnxRuntime runtime = OnnxRuntime.start(libraries, 1);
        try (Generator generator = new Generator(model, limits, System::nanoTime, new SplittableRandom(1));
                Generator byBinding = new Generator(old, limits, System::nanoTime, new SplittableRandom(1));
                OrtSession.SessionOptions options = DecoderLoader.options(threads);
                OrtSession session =
                        runtime.environment().createSession(folder.resolve(FILE).toString(), options)) {
            GenerationCost cost = new GenerationCost(generator, byBinding);
            BareDecode bare = new BareDecode(runtime.environment(), session, CONTEXT);
            cost.decode(bare, rounds);
            cost.together(rounds);
            cost.heap(bare);
            cost.cancellation(rounds);
        }
    }

    private Generate work(int[] prompt, int tokens) {
        return Generate.of(ID, new Prompt.Plain(new TextInput.TokenIds(prompt)), ENDLESS, tokens);
    }

    /** The difference between a long and a short answer is writing alone. */
    private double millisPerToken(Generator by) throws Exception {
        long begin = System.nanoTime();
        by.answer(work(PROMPT, 1), Call.patient());
        long first = System.nanoTime() - begin;
        begin = System.nanoTime();
        by.answer(work(PROMPT, TOKENS + 1), Call.patient());
        return (System.nanoTime() - begin - first) / 1e6 / TOKENS;
    }

    private void decode(BareDecode bare, int rounds) throws Exception {
        double[] theirs = new double[rounds];
        double[] ours = new double[rounds];
        double[] old = new double[rounds];
        double[] ratios = new double[rounds];
        double[] oldRatios = new double[rounds];
        for (int i = -2; i < rounds; i++) {
            double bareMillis = bare.write(PROMPT, TOKENS) / 1e6 / TOKENS;
            double ownMillis = millisPerToken(generator);
            double oldMillis = millisPerToken(byBinding);
            if (i >= 0) {
                theirs[i] = bareMillis;
                ours[i] = ownMillis;
                old[i] = oldMillis;
                ratios[i] = bareMillis / ownMillis;
                oldRatios[i] = bareMillis / oldMillis;
            }
        }
        System.out.printf(
                "decode, ms a token: bare loop %.2f (best %.2f), own %.2f (best %.2f); speed against bare: median %.3f,"
                        + " best against best %.3f%n",
                median(theirs), min(theirs), median(ours), min(ours), median(ratios), min(theirs) / min(ours));
        System.out.printf(
                "the same through the Java binding: %.2f (best %.2f); speed against bare: median %.3f, best against best"
                        + " %.3f%n",
                median(old), min(old), median(oldRatios), min(theirs) / min(old));
    }

    private void together(int rounds) throws Exception {
        double[] gains = new double[rounds];
        double[] alone = new double[rounds];
        double[] together = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long begin = System.nanoTime();
            for (int stream = 0; stream < STREAMS; stream++) {
                generator.answer(work(prompt(stream), TOKENS), Call.patient());
            }
            alone[i] = (System.nanoTime() - begin) / 1e6;
            begin = System.nanoTime();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> answers = new ArrayList<>();
                for (int stream = 0; stream < STREAMS; stream++) {
                    Generate work = work(prompt(stream), TOKENS);
                    answers.add(callers.submit(() -> generator.answer(work, Call.patient())));
                }
                for (Future<?> answer : answers) {
                    answer.get();
                }
            }
            together[i] = (System.nanoTime() - begin) / 1e6;
            gains[i] = alone[i] / together[i];
        }
        System.out.printf(
                "%d texts of %d tokens: one after another %.0f ms, at once %.0f ms; gain: median %.2f, best against best"
                        + " %.2f%n",
                STREAMS, TOKENS, median(alone), median(together), median(gains), min(alone) / min(together));
    }

    /** Short, so that what is compared is mostly writing; different, so that nothing is reused. */
    private static int[] prompt(int stream) {
        return new SplittableRandom(100 + stream).ints(8, 100, 40_000).toArray();
    }

    private void heap(BareDecode bare) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bareBefore = threads.getCurrentThreadAllocatedBytes();
        bare.write(PROMPT, TOKENS);
        long bareBytes = threads.getCurrentThreadAllocatedBytes() - bareBefore;
        System.out.printf(
                "heap a token: own %d bytes, through the Java binding %d, of which its own code takes %d (bare loop)%n",
                heapPerToken(generator), heapPerToken(byBinding), bareBytes / (PROMPT.length + TOKENS));
    }

    private long heapPerToken(Generator by) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        by.answer(work(PROMPT, 16), Call.patient());
        long before = threads.getTotalThreadAllocatedBytes();
        by.answer(work(PROMPT, 1), Call.patient());
        long first = threads.getTotalThreadAllocatedBytes();
        by.answer(work(PROMPT, 257), Call.patient());
        long after = threads.getTotalThreadAllocatedBytes();
        return (after - first - (first - before)) / 256;
    }

    private void cancellation(int rounds) throws Exception {
        System.out.printf(
                "cancelled until the slot is free, ms, median: while writing %.1f, while reading a prompt of 1,900"
                        + " tokens %.1f%n",
                cancelled(work(PROMPT, 1500), rounds),
                cancelled(work(new SplittableRandom(9).ints(1900, 100, 40_000).toArray(), 10), rounds));
    }

    private double cancelled(Generate work, int rounds) throws Exception {
        double[] millis = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            Cancellation cancellation = new Cancellation();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    generator.answer(work, new Call(Deadline.none(), cancellation));
                } catch (EngineException | InterruptedException e) {
                    // Cancelled, as it should be.
                }
            });
            while (generator.load().slotsUsed() == 0) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(150_000_000L + 7_000_000L * i);
            long begin = System.nanoTime();
            cancellation.cancel();
            while (generator.load().slotsUsed() > 0) {
                Thread.onSpinWait();
            }
            millis[i] = (System.nanoTime() - begin) / 1e6;
            caller.join();
        }
        return median(millis);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElse(0);
    }
}

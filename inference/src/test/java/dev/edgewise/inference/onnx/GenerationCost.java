package dev.edgewise.inference.onnx;

import static dev.edgewise.inference.onnx.Bars.median;
import static dev.edgewise.inference.onnx.Bars.text;

import ai.onnxruntime.OrtSession;
import com.sun.management.ThreadMXBean;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.GeneratedChoice;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.generate.GenerationModel;
import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.onnx.nativeapi.NativeAccess;
import dev.edgewise.inference.provider.Placement;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * What writing text costs: against a bare loop over the same export and threads, and many texts at once against one after
 * another. The ways alternate round by round, so that a busy machine hits all alike, and what counts is the median.
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

    private final Bars bars;
    private final Generator generator;

    /** The same through the library's Java binding. */
    private final Generator byBinding;

    private GenerationCost(Bars bars, Generator generator, Generator byBinding) {
        this.bars = bars;
        this.generator = generator;
        this.byBinding = byBinding;
    }

    /**
     * Measures a chat model.
     *
     * @param folder the model's
     * @param libraries where native libraries are kept
     */
    static void measure(Bars bars, Path folder, Path libraries, int threads, int rounds) throws Exception {
        GenerationLimits limits = new GenerationLimits(threads, STREAMS, CONTEXT, 64);
        DecoderLoader loader = new DecoderLoader(libraries, 1, limits);
        GenerationModel model = loader.open(ID, folder, FILE);
        GenerationModel old = loader.open(
                ID,
                folder,
                FILE,
                Placement.onCpu(),
                LateMemory.UNCOUNTED,
                _ -> new NativeAccess.Absent("to be compared"));
        OnnxRuntime runtime = OnnxRuntime.start(libraries, 1);
        try (Generator generator = new Generator(model, limits, System::nanoTime, new SplittableRandom(1));
                Generator byBinding = new Generator(old, limits, System::nanoTime, new SplittableRandom(1));
                OrtSession.SessionOptions options = DecoderLoader.options(threads);
                OrtSession session =
                        runtime.environment().createSession(folder.resolve(FILE).toString(), options)) {
            GenerationCost cost = new GenerationCost(bars, generator, byBinding);
            BareDecode bare = new BareDecode(runtime.environment(), session, CONTEXT);
            cost.decode(bare, rounds);
            cost.together(rounds);
            cost.heap(bare);
            cost.cancellation(rounds);
            cost.ragged();
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
        speed("decode: speed of one text against a bare loop", ours, theirs, ratios);
        speed("the same through the Java binding", old, theirs, oldRatios);
    }

    private void speed(String what, double[] own, double[] bare, double[] ratios) {
        bars.add(
                what,
                text("%.2f ms a token", median(own)),
                text("%.2f ms a token", median(bare)),
                "",
                text("%.3f", median(ratios)),
                "≥ 0.95",
                median(ratios) >= 0.95);
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
        bars.add(
                text("%d texts of %d tokens at once, against one after another", STREAMS, TOKENS),
                text("%.0f ms", median(together)),
                "",
                text("%.0f ms (in turn)", median(alone)),
                text("%.2f", median(gains)),
                "≥ 2.5",
                median(gains) >= 2.5);
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
        bytes("decode: heap a token", heapPerToken(generator), bareBytes);
        bytes("the same through the Java binding", heapPerToken(byBinding), bareBytes);
    }

    private void bytes(String what, long own, long bareBytes) {
        bars.add(
                what,
                own + " bytes",
                bareBytes / (PROMPT.length + TOKENS) + " bytes",
                "",
                own + " bytes",
                "≤ 2048",
                own <= 2048);
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
        double writing = cancelled(work(PROMPT, 1500), rounds);
        double reading =
                cancelled(work(new SplittableRandom(9).ints(1900, 100, 40_000).toArray(), 10), rounds);
        bars.add(
                "a cancelled text's slot is free, while writing",
                text("%.1f ms", writing),
                "",
                "",
                "",
                "≤ 50 ms",
                writing <= 50);
        bars.add(
                "a cancelled text's slot is free, while reading 1,900 tokens",
                text("%.1f ms", reading),
                "",
                "",
                "",
                "≤ 50 ms",
                reading <= 50);
    }

    /** Prompts of many lengths, written alone and then 4 and 8 at once; and every answer says how sure it is. */
    private void ragged() throws Exception {
        int[] lengths = {5, 40, 17, 100, 3, 64, 250, 28};
        List<Generate> works = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        int sure = 0;
        int answers = 0;
        for (int i = 0; i < STREAMS; i++) {
            int[] prompt =
                    new SplittableRandom(500 + i).ints(lengths[i], 100, 40_000).toArray();
            works.add(work(prompt, TOKENS));
            GeneratedChoice choice =
                    generator.answer(works.get(i), Call.patient()).choices().getFirst();
            alone.add(choice.text());
            sure += isSure(choice);
            answers++;
        }
        int same = 0;
        for (int many : new int[] {4, STREAMS}) {
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Generated>> together = works.subList(0, many).stream()
                        .map(work -> callers.submit(() -> generator.answer(work, Call.patient())))
                        .toList();
                for (int i = 0; i < many; i++) {
                    GeneratedChoice choice = together.get(i).get().choices().getFirst();
                    same += choice.text().equals(alone.get(i)) ? 1 : 0;
                    sure += isSure(choice);
                    answers++;
                }
            }
        }
        bars.add(
                "texts written 4 and 8 at once that are those written alone",
                same + " of " + (4 + STREAMS),
                "",
                "",
                "",
                "all",
                same == 4 + STREAMS);
        bars.add("answers with a confidence", sure + " of " + answers, "", "", "", "all", sure == answers);
    }

    private static int isSure(GeneratedChoice choice) {
        double mean = choice.confidence().meanLogprob();
        return Double.isFinite(mean) && mean <= 0 ? 1 : 0;
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
}

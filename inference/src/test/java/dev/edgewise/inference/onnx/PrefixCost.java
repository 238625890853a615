package dev.edgewise.inference.onnx;

import static dev.edgewise.inference.onnx.Bars.median;
import static dev.edgewise.inference.onnx.Bars.text;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.DeltaListener;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.ResponseFormat;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.generate.Generator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How soon a second text begins whose prompt of 520 tokens shares 500 with one that is being written, against one that
 * shares none. Both ways the first text is written on meanwhile.
 */
final class PrefixCost {
    private static final ModelId ID = new ModelId("chat");
    private static final String FILE = "onnx/model_quantized.onnx";
    private static final int SHARED = 500;
    private static final int OWN = 20;
    private static final Sampling ENDLESS =
            new Sampling(0, 1, 0, 0, 1, 0, 0, OptionalLong.empty(), Map.of(0, -100.0, 2, -100.0));

    private PrefixCost() {}

    /**
     * Measures a chat model.
     *
     * @param folder the model's
     * @param libraries where native libraries are kept
     */
    static void measure(Bars bars, Path folder, Path libraries, int threads, int rounds) throws Exception {
        GenerationLimits limits = new GenerationLimits(threads, 2, 2048, 64);
        double[] copied = new double[rounds];
        double[] read = new double[rounds];
        double[] ratios = new double[rounds];
        try (Generator generator = new Generator(
                new DecoderLoader(libraries, 1, limits).open(ID, folder, FILE),
                limits,
                System::nanoTime,
                new SplittableRandom(1))) {
            for (int i = -1; i < rounds; i++) {
                int seed = 10 * (i + 2);
                double one = second(generator, prompt(seed, seed + 1), prompt(seed, seed + 2));
                double other = second(generator, prompt(seed + 3, seed + 4), prompt(seed + 5, seed + 6));
                if (i >= 0) {
                    copied[i] = one;
                    read[i] = other;
                    ratios[i] = one / other;
                }
            }
        }
        bars.add(
                "first token of a second text at once, 500 of 520 prompt tokens shared",
                text("%.0f ms", median(copied)),
                "",
                text("%.0f ms (none shared)", median(read)),
                text("%.2f", median(ratios)),
                "≤ 0.5",
                median(ratios) <= 0.5);
    }

    private static int[] prompt(int shared, int own) {
        int[] ids = Arrays.copyOf(
                new SplittableRandom(shared).ints(SHARED, 100, 40_000).toArray(), SHARED + OWN);
        System.arraycopy(new SplittableRandom(-own).ints(OWN, 100, 40_000).toArray(), 0, ids, SHARED, OWN);
        return ids;
    }

    /** Milliseconds of the second text's only token while the first is written. */
    private static double second(Generator generator, int[] first, int[] second) throws Exception {
        var begun = new CountDownLatch(1);
        var cancellation = new Cancellation();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Fault.Kind> writing = callers.submit(() -> {
                try {
                    generator.answer(
                            work(first, 1_000, delta -> begun.countDown()), new Call(Deadline.none(), cancellation));
                    throw new IllegalStateException("the first text ended before the second began");
                } catch (EngineException e) {
                    return e.fault().kind();
                }
            });
            begun.await();
            long begin = System.nanoTime();
            generator.answer(work(second, 1, delta -> {}), Call.patient());
            double millis = (System.nanoTime() - begin) / 1e6;
            cancellation.cancel();
            writing.get();
            return millis;
        }
    }

    private static Generate work(int[] prompt, int tokens, DeltaListener heard) {
        return new Generate(
                ID,
                new Prompt.Plain(new TextInput.TokenIds(prompt)),
                ENDLESS,
                List.of(),
                OptionalInt.of(tokens),
                1,
                OptionalInt.empty(),
                new ResponseFormat.Text(),
                heard);
    }
}

package dev.edgewise.inference.onnx;

import static dev.edgewise.inference.onnx.Bars.median;
import static dev.edgewise.inference.onnx.Bars.text;

import com.sun.management.ThreadMXBean;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.local.LocalEngine;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** A decoder on a GPU beside the processor of the same machine. */
final class GpuTexts {
    private static final int TOKENS = 64;
    private static final int LONG_TOKENS = 1900;
    private static final int ROUNDS = 3;
    private static final int ON_PROCESSOR = 2;

    /** Tokens a second of a decoder whose texts run one after another: more texts would only take longer. */
    private static final double ONE_AFTER_ANOTHER = 250;

    /** The control tokens never come, so that every text has its full length. */
    private static final Sampling ENDLESS =
            new Sampling(0, 1, 0, 0, 1, 0, 0, OptionalLong.empty(), Map.of(0, -100.0, 2, -100.0));

    private final Bars bars;
    private final ModelId id;
    private final LocalEngine onDevice;
    private final LocalEngine onCpu;

    GpuTexts(Bars bars, ModelId id, LocalEngine onDevice, LocalEngine onCpu) {
        this.bars = bars;
        this.id = id;
        this.onDevice = onDevice;
        this.onCpu = onCpu;
    }

    /** @param both whether the processor's speed is of interest too */
    void measure(boolean both) throws Exception {
        onDevice.answer(work(prompt(1, 40), TOKENS), Call.patient());
        bars.note("  one text", text("%.2f ms a token", millis(onDevice)));
        double few = together(8);
        bars.note("  8 texts at once", text("%.0f tokens a second", few));
        if (few > ONE_AFTER_ANOTHER) {
            double many = together(GpuBench.SLOTS);
            bars.note(text("  %d texts at once", GpuBench.SLOTS), text("%.0f tokens a second", many));
        }
        bars.note(text("  reading %,d tokens", LONG_TOKENS), text("%.0f ms", reading()));
        bars.note("  heap a token", text("%d bytes", heapPerToken()));
        bars.note("  a cancelled text's slot is free", text("%.1f ms", cancelled()));
        same();
        if (both) {
            bars.note("  one text on the processor", text("%.2f ms a token", millis(onCpu)));
            bars.note("  8 texts at once on the processor", text("%.0f tokens a second", rate(onCpu, 8)));
        }
    }

    private Generate work(int[] prompt, int tokens) {
        return Generate.of(id, new Prompt.Plain(new TextInput.TokenIds(prompt)), ENDLESS, tokens);
    }

    private static int[] prompt(int seed, int length) {
        return new SplittableRandom(seed).ints(length, 100, 40_000).toArray();
    }

    /** The difference between a long and a short answer is writing alone. */
    private double millis(LocalEngine engine) throws Exception {
        double[] taken = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            engine.answer(work(prompt(5, 32), 1), Call.patient());
            long first = System.nanoTime() - begin;
            begin = System.nanoTime();
            engine.answer(work(prompt(5, 32), TOKENS + 1), Call.patient());
            taken[i] = (System.nanoTime() - begin - first) / 1e6 / TOKENS;
        }
        return median(taken);
    }

    private double together(int streams) throws Exception {
        double[] rates = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rates[i] = rate(onDevice, streams);
        }
        return median(rates);
    }

    private double rate(LocalEngine engine, int streams) throws Exception {
        long begin = System.nanoTime();
        all(engine, streams);
        return streams * TOKENS / ((System.nanoTime() - begin) / 1e9);
    }

    private List<String> all(LocalEngine engine, int streams) throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int stream = 0; stream < streams; stream++) {
                int seed = 100 + stream;
                answers.add(callers.submit(() -> written(engine, seed)));
            }
            List<String> texts = new ArrayList<>();
            for (Future<String> answer : answers) {
                texts.add(answer.get());
            }
            return texts;
        }
    }

    private String written(LocalEngine engine, int seed) throws Exception {
        Generate work = work(prompt(seed, 4 + seed % 29), TOKENS);
        return ((Generated) engine.answer(work, Call.patient()))
                .choices()
                .getFirst()
                .text();
    }

    private double reading() throws Exception {
        double[] taken = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            onDevice.answer(work(prompt(900 + i, LONG_TOKENS), 1), Call.patient());
            taken[i] = (System.nanoTime() - begin) / 1e6;
        }
        return median(taken);
    }

    private long heapPerToken() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        onDevice.answer(work(prompt(5, 32), 16), Call.patient());
        long before = threads.getTotalThreadAllocatedBytes();
        onDevice.answer(work(prompt(5, 32), 1), Call.patient());
        long first = threads.getTotalThreadAllocatedBytes();
        onDevice.answer(work(prompt(5, 32), 257), Call.patient());
        long after = threads.getTotalThreadAllocatedBytes();
        return (after - first - (first - before)) / 256;
    }

    private double cancelled() throws Exception {
        double[] millis = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Cancellation cancellation = new Cancellation();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    onDevice.answer(work(prompt(7, 32), 1500), new Call(Deadline.none(), cancellation));
                } catch (EngineException | InterruptedException e) {
                    // Cancelled, as it should be.
                }
            });
            LockSupport.parkNanos(300_000_000L);
            long begin = System.nanoTime();
            cancellation.cancel();
            while (onDevice.writing().slotsUsed() > 0) {
                Thread.onSpinWait();
            }
            millis[i] = (System.nanoTime() - begin) / 1e6;
            caller.join();
        }
        return median(millis);
    }

    /** Greedy texts at once against the same alone, and against the processor's. */
    private void same() throws Exception {
        List<String> alone = new ArrayList<>();
        List<String> processor = new ArrayList<>();
        for (int stream = 0; stream < 8; stream++) {
            alone.add(written(onDevice, 100 + stream));
        }
        for (int stream = 0; stream < ON_PROCESSOR; stream++) {
            processor.add(written(onCpu, 100 + stream));
        }
        bars.note(
                "  greedy texts of 64 tokens as alone: again, 4 at once, 8 at once; as the processor's",
                equal(alone, List.of(written(onDevice, 100))) + " of 1, " + equal(alone, all(onDevice, 4)) + " of 4, "
                        + equal(alone, all(onDevice, 8)) + " of 8; " + equal(alone, processor) + " of " + ON_PROCESSOR);
    }

    private static int equal(List<String> some, List<String> others) {
        int same = 0;
        for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
            same += some.get(i).equals(others.get(i)) ? 1 : 0;
        }
        return same;
    }
}

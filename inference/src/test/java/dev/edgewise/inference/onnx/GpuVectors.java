package dev.edgewise.inference.onnx;

import static dev.edgewise.inference.onnx.Bars.median;
import static dev.edgewise.inference.onnx.Bars.text;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.local.LocalEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** An embedder on a GPU beside the processor of the same machine. */
final class GpuVectors {
    private static final String[] WORDS = ("the of and to in is was for on as by with from that it at he his are which"
                    + " first also after city were have year time world school state war new people part about between")
            .split(" ");
    private static final int TEXTS = 32;
    private static final int WORDS_MAX = 120;
    private static final int CALLERS = 256;
    private static final long TURN_NANOS = 1_500_000_000L;
    private static final int ROUNDS = 200;

    private final Bars bars;
    private final ModelCard card;
    private final LocalEngine onDevice;
    private final LocalEngine onCpu;

    GpuVectors(Bars bars, ModelCard card, LocalEngine onDevice, LocalEngine onCpu) {
        this.bars = bars;
        this.card = card;
        this.onDevice = onDevice;
        this.onCpu = onCpu;
    }

    /** @param both whether the processor's speed is of interest too */
    void measure(boolean both) throws Exception {
        double lowest = 1;
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < TEXTS; i++) {
            Embed work = work(words(random, 1 + random.nextInt(WORDS_MAX)));
            lowest = Math.min(lowest, cosine(vector(onDevice, work), vector(onCpu, work)));
        }
        bars.note(text("  vectors of %d texts against the processor's: lowest cosine", TEXTS), text("%.6f", lowest));
        Embed one = work(EncoderBars.TEXT);
        bars.note("  one text of 34 to 41 tokens", text("%.0f µs", micros(onDevice, one)));
        bars.note(text("  %d callers of that text's length", CALLERS), text("%.0f texts a second", rate(onDevice)));
        if (both) {
            bars.note("  one text on the processor", text("%.0f µs", micros(onCpu, one)));
            bars.note("  that many callers on the processor", text("%.0f texts a second", rate(onCpu)));
        }
    }

    private static String words(SplittableRandom random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }

    private Embed work(String text) {
        return new Embed(card.id(), List.of(new TextInput.Text(text)), OptionalInt.empty());
    }

    private static float[] vector(LocalEngine engine, Embed work) throws Exception {
        return ((Embeddings) engine.answer(work, Call.patient())).vector(0);
    }

    private static double micros(LocalEngine engine, Embed work) throws Exception {
        double[] taken = new double[ROUNDS];
        for (int i = -ROUNDS; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            engine.answer(work, Call.patient());
            if (i >= 0) {
                taken[i] = (System.nanoTime() - begin) / 1e3;
            }
        }
        return median(taken);
    }

    private double rate(LocalEngine engine) throws Exception {
        Embed work = work(EncoderBars.TEXT);
        long begin = System.nanoTime();
        int answers = 0;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                all.add(callers.submit(() -> {
                    int own = 0;
                    while (System.nanoTime() - begin < TURN_NANOS) {
                        engine.answer(work, Call.patient());
                        own++;
                    }
                    return own;
                }));
            }
            for (Future<Integer> own : all) {
                answers += own.get();
            }
        }
        return answers / ((System.nanoTime() - begin) / 1e9);
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            squareA += a[i] * a[i];
            squareB += b[i] * b[i];
        }
        return dot / Math.sqrt(squareA * squareB);
    }
}

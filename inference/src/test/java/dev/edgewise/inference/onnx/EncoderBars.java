package dev.edgewise.inference.onnx;

import static dev.edgewise.inference.onnx.Bars.median;
import static dev.edgewise.inference.onnx.Bars.range;
import static dev.edgewise.inference.onnx.Bars.text;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.sun.management.ThreadMXBean;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.schedule.RowRefusedException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * What the engine adds to bare runs of an embedder. Own and bare take turns on the same machine, so that whatever else
 * it does hits both alike; what is compared is the median of the turns' ratios.
 */
final class EncoderBars implements AutoCloseable {
    /** 33 tokens for a WordPiece tokenizer of English. */
    static final String TEXT = "What will the weather be like in Seoul tomorrow morning, and should I take an"
            + " umbrella with me when I walk to the office downtown at eight o'clock?";

    private static final int LONG_ROWS = 8;
    private static final String LONG_TEXT = "river ".repeat(240);

    private static final String[] WORDS = ("the of and to in is was for on as by with from that it at he his are which"
                    + " first also after city were have year time world school state war new people part about between")
            .split(" ");
    private static final int[] BATCHES = {1, 2, 4, 8, 16};
    private static final int CALLERS = 64;
    private static final long TURN_NANOS = 400_000_000L;

    /** Before anything is compared: a node's code has been compiled after some thousand requests. */
    private static final long WARM_NANOS = 30_000_000_000L;

    private static final int WARM_CUTS = 20_000;

    /** A node's requests have so much time when nothing is said. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Bars bars;
    private final LocalEngine engine;
    private final ModelCard card;
    private final EmbeddingModel model;
    private final OrtSession session;
    private final OnnxRuntime runtime;
    private final Path libraries;
    private final int workers;
    private final int width;

    /** One thread that makes the bare runs, as the engine's worker makes its own. */
    private final ExecutorService alone = Executors.newSingleThreadExecutor();

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Measures one embedder.
     *
     * @param model the engine's own model, whose session the bare runs are made in as well: another one's weights would lie
     *     elsewhere in memory, which alone makes a tenth of a difference
     * @param libraries where native libraries are kept
     * @param workers the engine's threads
     */
    EncoderBars(
            Bars bars,
            LocalEngine engine,
            ModelCard card,
            EmbeddingModel model,
            OnnxRuntime runtime,
            Path libraries,
            int workers) {
        this.bars = bars;
        this.engine = engine;
        this.card = card;
        this.model = model;
        this.runtime = runtime;
        this.session = model.session();
        this.libraries = libraries;
        this.workers = workers;
        this.width = ((Skill.Embedding) card.skill()).dimensions();
    }

    private BareEncoder bare(int[] ids, int rows) throws OrtException {
        return new BareEncoder(runtime.environment(), session, ids, rows, width);
    }

    /** What the engine makes of a text: before it stands the model's default prompt. */
    private int[] tokens(String text) throws RowRefusedException {
        return model.tokens(prompt(), new TextInput.Text(text));
    }

    private String prompt() {
        Skill.Embedding skill = (Skill.Embedding) card.skill();
        return skill.defaultPrompt().map(skill.prompts()::get).orElse("");
    }

    private Embed work(List<String> texts) {
        return new Embed(
                card.id(), texts.stream().<TextInput>map(TextInput.Text::new).toList(), OptionalInt.empty());
    }

    private long own(Embed work) throws Exception {
        long begin = System.nanoTime();
        engine.answer(work, request());
        return System.nanoTime() - begin;
    }

    /** A node's requests all have a deadline, and what waits for one costs time. */
    private static Call request() {
        return Call.until(Deadline.after(PATIENCE, System.nanoTime()));
    }

    /** One text at a time: the time around the run, and its share. */
    void oneAtATime(int rounds) throws Exception {
        int[] ids = tokens(TEXT);
        BareEncoder bare = bare(ids, 1);
        Embed work = work(List.of(TEXT));
        double[] theirs = new double[rounds];
        double[] ours = new double[rounds];
        double[] added = new double[rounds];
        double[] ratios = new double[rounds];
        for (int i = -rounds / 10; i < rounds; i++) {
            // Who comes first finds what the other's run left in the caches.
            long before = i % 2 == 0 ? 0 : callers.submit(() -> own(work)).get();
            long bareNanos = alone.submit(bare::run).get();
            long ownNanos = i % 2 == 0 ? callers.submit(() -> own(work)).get() : before;
            if (i >= 0) {
                theirs[i] = bareNanos / 1e3;
                ours[i] = ownNanos / 1e3;
                added[i] = ours[i] - theirs[i];
                ratios[i] = ours[i] / theirs[i];
            }
        }
        bars.add(
                card.id() + ": added to a bare run, " + ids.length + " tokens",
                text("%.0f µs", median(ours)),
                text("%.0f µs", median(theirs)),
                "",
                text("+ %.0f µs (%s)", median(added), range(added)),
                "≤ 50 µs",
                median(added) <= 50);
        // Not in the same turns: the bare model would be twice as often in the processor's caches as the own.
        double[] handedOver = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            handedOver[i] = callers.submit(() -> handedOver(bare)).get() / 1e3;
        }
        bars.note("  of it two hand-overs between threads, around a bare run", text("+ %.0f µs", median(handedOver)));
        bars.add(
                card.id() + ": one text, " + ids.length + " tokens",
                text("%.0f µs", median(ours)),
                text("%.0f µs", median(theirs)),
                "",
                text("%.3f", median(ratios)),
                "≤ 1.1",
                median(ratios) <= 1.1);
    }

    /** Before the rest: until everything that a request needs has been compiled. */
    void warm() throws Exception {
        Embed work = work(List.of(TEXT));
        for (int i = 0; i < WARM_CUTS; i++) {
            model.tokens(prompt(), work.inputs().getFirst());
        }
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WARM_NANOS) {
            callers.submit(() -> own(work)).get();
        }
    }

    /** What any engine pays whose models do not run on its callers' threads: around the run, not in it. */
    private long handedOver(BareEncoder bare) throws Exception {
        long begin = System.nanoTime();
        long run = alone.submit(bare::run).get();
        return System.nanoTime() - begin - run;
    }

    /** One text at a time: what it takes of the heap, in all threads of the process. */
    void heap(int rounds) throws Exception {
        Embed work = work(List.of(TEXT));
        BareEncoder bare = bare(tokens(TEXT), 1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] ours = new double[5];
        double[] theirs = new double[5];
        String prompt = prompt();
        for (int turn = 0; turn < ours.length; turn++) {
            ours[turn] = callers.submit(() -> {
                        // The caller's, not the engine's; for all of them, also on a machine that others use.
                        Call request = Call.until(Deadline.after(PATIENCE.multipliedBy(rounds), System.nanoTime()));
                        long before = threads.getTotalThreadAllocatedBytes();
                        for (int i = 0; i < rounds; i++) {
                            engine.answer(work, request);
                        }
                        return (threads.getTotalThreadAllocatedBytes() - before) / (double) rounds;
                    })
                    .get();
            theirs[turn] = alone.submit(() -> {
                        long before = threads.getTotalThreadAllocatedBytes();
                        for (int i = 0; i < rounds; i++) {
                            bare.run();
                        }
                        return (threads.getTotalThreadAllocatedBytes() - before) / (double) rounds;
                    })
                    .get();
        }
        long beforeCuts = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rounds; i++) {
            model.tokens(prompt, work.inputs().getFirst());
        }
        double cut = (threads.getCurrentThreadAllocatedBytes() - beforeCuts) / (double) rounds;
        double vector = width * Float.BYTES;
        bars.add(
                card.id() + ": heap a request, its vector included",
                text("%.0f bytes", median(ours)),
                text("%.0f bytes, no vector", median(theirs)),
                "",
                text("%.0f without", median(ours) - vector),
                "≤ 2048",
                median(ours) <= 2048);
        bars.note("  of it the vector, and cutting the text into tokens", text("%.0f + %.0f bytes", vector, cut));
    }

    /** Many callers with a text each, against bare runs of the best number of rows, on as many threads. */
    void batches(int rounds) throws Exception {
        int[] ids = tokens(TEXT);
        double[] ours = new double[rounds];
        double[][] theirs = new double[BATCHES.length][rounds];
        for (int i = -1; i < rounds; i++) {
            double own = ownRate();
            for (int b = 0; b < BATCHES.length; b++) {
                double rate = bareRate(ids, BATCHES[b]);
                if (i >= 0) {
                    theirs[b][i] = rate;
                }
            }
            if (i >= 0) {
                ours[i] = own;
            }
        }
        int best = 0;
        for (int b = 1; b < BATCHES.length; b++) {
            best = median(theirs[b]) > median(theirs[best]) ? b : best;
        }
        double[] ratios = new double[rounds];
        double[] alike = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = ours[i] / theirs[best][i];
            alike[i] = ours[i] / theirs[0][i];
        }
        bars.add(
                card.id() + ": " + CALLERS + " callers at once, texts a second",
                text("%.0f", median(ours)),
                text("%.0f (one row)", median(theirs[0])),
                text("%.0f (%d rows)", median(theirs[best]), BATCHES[best]),
                text("%.3f", median(ratios)),
                "≥ 0.95",
                median(ratios) >= 0.95);
        if (((Skill.Embedding) card.skill()).rowsPerBatchMax() == 1 && best > 0) {
            // Its quantization has one scale for all rows: a batch gives other vectors than each text alone.
            bars.note(
                    "  8 other texts of that length in one run: lowest cosine to each alone (a bar: ≥ 0.9999)",
                    text("%.4f", lowestCosine(ids.length, 8, 25)));
            bars.add(
                    "  against the best runs that give the same vectors: of one row",
                    text("%.0f", median(ours)),
                    text("%.0f (one row)", median(theirs[0])),
                    text("%.0f (one row)", median(theirs[0])),
                    text("%.3f", median(alike)),
                    "≥ 0.95",
                    median(alike) >= 0.95);
        }
    }

    /** Of texts run together to the same texts run alone, by bare runs of both. */
    private double lowestCosine(int tokens, int rows, int batches) throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        double lowest = 1;
        for (int batch = 0; batch < batches; batch++) {
            int[][] texts = new int[rows][];
            for (int row = 0; row < rows; row++) {
                StringBuilder text = new StringBuilder();
                // Each of the words is one token; the model puts one before and one after them.
                for (int word = 2; word < tokens; word++) {
                    text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
                }
                texts[row] = model.tokens(new TextInput.Text(text.toString()));
            }
            BareEncoder together = new BareEncoder(runtime.environment(), session, texts, width);
            together.run();
            for (int row = 0; row < rows; row++) {
                BareEncoder one = new BareEncoder(runtime.environment(), session, new int[][] {texts[row]}, width);
                one.run();
                lowest = Math.min(lowest, cosine(together.mean(row), one.mean(0)));
            }
        }
        return lowest;
    }

    private static double cosine(double[] a, double[] b) {
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

    /** The tokenizer beside the library's own, turn by turn. */
    void tokenizing(String json, int rounds) throws Exception {
        TokenizerBars.measure(bars, card.id().value(), json, TEXT, libraries, rounds);
    }

    private double ownRate() throws Exception {
        Embed work = work(List.of(TEXT));
        long begin = System.nanoTime();
        List<Future<Integer>> counts = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            counts.add(callers.submit(() -> {
                int count = 0;
                while (System.nanoTime() - begin < TURN_NANOS) {
                    engine.answer(work, request());
                    count++;
                }
                return count;
            }));
        }
        return rate(counts, begin);
    }

    private double bareRate(int[] ids, int rows) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            List<BareEncoder> each = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                each.add(bare(ids, rows));
            }
            long begin = System.nanoTime();
            List<Future<Integer>> counts = new ArrayList<>();
            for (BareEncoder bare : each) {
                counts.add(threads.submit(() -> {
                    int count = 0;
                    while (System.nanoTime() - begin < TURN_NANOS) {
                        bare.run();
                        count += rows;
                    }
                    return count;
                }));
            }
            return rate(counts, begin);
        }
    }

    private static double rate(List<Future<Integer>> counts, long begin) throws Exception {
        int sum = 0;
        for (Future<Integer> count : counts) {
            sum += count.get();
        }
        return sum / ((System.nanoTime() - begin) / 1e9);
    }

    /** Texts of all lengths in one request, against each alone in a bare run without a token of padding. */
    void mixedLengths(int rounds) throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        List<String> texts = new ArrayList<>();
        List<BareEncoder> unpadded = new ArrayList<>();
        int tokens = 0;
        for (int i = 0; i < CALLERS; i++) {
            StringBuilder text = new StringBuilder("it");
            int words = random.nextInt(3, 120);
            for (int word = 0; word < words; word++) {
                text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
            }
            texts.add(text.toString());
            int[] ids = tokens(text.toString());
            tokens += ids.length;
            unpadded.add(bare(ids, 1));
        }
        Embed work = work(texts);
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] ratios = new double[rounds];
        for (int i = -1; i < rounds; i++) {
            double bareMillis = alone.submit(() -> {
                                long begin = System.nanoTime();
                                for (BareEncoder bare : unpadded) {
                                    bare.run();
                                }
                                return System.nanoTime() - begin;
                            })
                            .get()
                    / 1e6
                    / workers;
            double ownMillis = callers.submit(() -> own(work)).get() / 1e6;
            if (i >= 0) {
                ours[i] = ownMillis;
                theirs[i] = bareMillis;
                ratios[i] = ownMillis / bareMillis;
            }
        }
        bars.add(
                card.id() + ": " + CALLERS + " texts of mixed lengths, " + tokens + " tokens",
                text("%.0f ms", median(ours)),
                text("%.0f ms", median(theirs)),
                "",
                text("%.3f", median(ratios)),
                "≤ 1.1",
                median(ratios) <= 1.1);
    }

    /** How soon the engine's thread is free again after the caller of a long batch has left in the midst of it. */
    void cancelled(int rounds) throws Exception {
        Embed one = work(List.of(TEXT));
        Embed many = work(Collections.nCopies(LONG_ROWS, LONG_TEXT));
        double[] whole = new double[rounds];
        double[] left = new double[rounds];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < rounds; i++) {
            whole[i] = own(many) / 1e6;
            double usual = own(one) / 1e6;
            var leaving = new Cancellation();
            Future<?> running = callers.submit(() -> engine.answer(many, new Call(Deadline.none(), leaving)));
            LockSupport.parkNanos((long) (whole[i] * 1e6 * random.nextDouble(0.1, 0.9)));
            leaving.cancel();
            left[i] = own(one) / 1e6 - usual;
            running.cancel(true);
        }
        bars.add(
                text(
                        "%s: %d texts of %d tokens, cancelled: the thread is free",
                        card.id(), LONG_ROWS, tokens(LONG_TEXT).length),
                text(
                        "%.1f ms, at most %.1f ms",
                        median(left), Arrays.stream(left).max().orElse(0)),
                text("%.0f ms the whole", median(whole)),
                "",
                "",
                "≤ 50 ms",
                Arrays.stream(left).max().orElse(0) <= 50);
    }

    @Override
    public void close() {
        alone.close();
        callers.close();
    }
}

package dev.edgewise.inference.onnx;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.residency.ModelView;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * Loads and unloads a decoder again and again in a process of its own with a node's flags, whose heap may grow as a node's
 * does.
 */
final class DecoderMemoryCost {
    private static final ModelId CHAT = new ModelId("chat");
    private static final int CYCLES = 14;
    private static final int TOKENS = 3;

    private DecoderMemoryCost() {}

    /** How a node's heap is bounded, and what it keeps of large buffers; see {@code bin/jvm.options}. */
    private static final List<String> FLAGS = List.of(
            "-Xms64m",
            "-XX:MaxRAMPercentage=50",
            "-XX:-ShrinkHeapInSteps",
            "-XX:+UseCompactObjectHeaders",
            "-Djdk.nio.maxCachedBufferSize=262144");

    /** Longer than the sweep waits until it tidies up after models. */
    private static final Duration QUIET = Duration.ofSeconds(14);

    private static final String BESIDE = "beside";

    /** Adds the rows. */
    static void measure(Bars bars, Path store, Path chat) throws IOException, InterruptedException {
        double[] first = figures(store, chat, "alone");
        bars.add(
                Bars.text("chat model: left of %.0f MB after unloading a process's first model", first[0]),
                Bars.text("%.1f MB", first[1]),
                "",
                "",
                "",
                "",
                true);
        double[] beside = figures(store, chat, BESIDE);
        bars.add(
                Bars.text("chat model: left of %.0f MB after its first unloading, beside MiniLM", beside[0]),
                Bars.text("%.1f MB", beside[1]),
                "",
                "",
                "",
                "≤ 15 MB",
                beside[1] <= 15);
        bars.add(
                Bars.text("chat model: resident memory, cycle 1 to %d, the heap included", CYCLES),
                Bars.text("%+.1f MB, %+.1f MB beside MiniLM", first[2], beside[2]),
                "",
                "",
                "",
                "≤ 15 MB",
                Math.max(first[2], beside[2]) <= 15);
        bars.add(
                Bars.text("chat model: counted beside texts, first, least and most of %d loads", CYCLES),
                Bars.text("%.0f, %.0f, %.0f MB", first[3], first[4], first[5]),
                "",
                "",
                Bars.text("%.2f", first[5] / first[4]),
                "≤ 1.5",
                first[5] <= 1.5 * first[4]);
    }

    private static double[] figures(Path store, Path chat, String how) throws IOException, InterruptedException {
        return MemoryCost.figures(DecoderMemoryCost.class, FLAGS, List.of(store.toString(), chat.toString(), how));
    }

    public static void main(String[] args) throws Exception {
        List<ModelCard> cards = new ArrayList<>(ModelCatalog.embedded().cards());
        cards.add(new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(Path.of(args[1]), Optional.empty())
                .card(CHAT));
        try (LocalEngine engine =
                new LocalEngine(new ModelCatalog(cards), Path.of(args[0]), LocalLimits.ofCores(2), System::nanoTime)) {
            if (args[2].equals(BESIDE)) {
                engine.load(ModelCatalog.ALL_MINILM_L6_V2_Q, Call.patient());
                engine.answer(
                        Embed.ofTexts(ModelCatalog.ALL_MINILM_L6_V2_Q, List.of(EncoderBars.TEXT)), Call.patient());
                quiet();
            }
            cycles(engine);
        }
    }

    private static void cycles(LocalEngine engine) throws Exception {
        double start = MemoryCost.megabytes();
        double first = 0;
        double[] left = new double[CYCLES];
        double[] counted = new double[CYCLES];
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            engine.load(CHAT, Call.patient());
            var prompt = new Prompt.Plain(new TextInput.Text("Water boils at"));
            engine.answer(Generate.of(CHAT, prompt, Sampling.greedy(), TOKENS), Call.patient());
            if (cycle == 0) {
                first = MemoryCost.megabytes() - start;
            }
            ModelView view = engine.residents().stream()
                    .filter(resident -> resident.id().equals(CHAT))
                    .findFirst()
                    .orElseThrow();
            counted[cycle] = view.footprint().minus(view.texts()).hostBytes() / 1e6;
            engine.control().unload(CHAT, Call.patient());
            if (cycle == 0 || cycle == CYCLES - 1) {
                quiet();
            }
            left[cycle] = MemoryCost.megabytes() - start;
        }
        MemoryCost.figure(first);
        MemoryCost.figure(left[0]);
        MemoryCost.figure(left[CYCLES - 1] - left[0]);
        MemoryCost.figure(counted[0]);
        MemoryCost.figure(Arrays.stream(counted).min().orElseThrow());
        MemoryCost.figure(Arrays.stream(counted).max().orElseThrow());
    }

    private static void quiet() {
        Awaitility.await().pollDelay(QUIET).atMost(QUIET.multipliedBy(2)).until(() -> true);
    }
}

package dev.edgewise.inference.onnx;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Loads and unloads a decoder again and again in a process of its own with a node's flags, whose heap may grow as a node's
 * does.
 */
final class DecoderMemoryCost {
    private static final ModelId CHAT = new ModelId("chat");
    private static final int CYCLES = 14;
    private static final int TOKENS = 3;

    private DecoderMemoryCost() {}

    /** Adds the rows. */
    static void measure(Bars bars, Path store, Path chat) throws IOException, InterruptedException {
        double[] figures = MemoryCost.figures(
                DecoderMemoryCost.class,
                List.of("-Xms64m", "-XX:MaxRAMPercentage=50", "-XX:-ShrinkHeapInSteps"),
                List.of(store.toString(), chat.toString()));
        bars.add(
                Bars.text("chat model: left of %.0f MB after its first unloading", figures[0]),
                Bars.text("%.1f MB", figures[1]),
                "",
                "",
                "",
                "",
                true);
        bars.add(
                Bars.text("chat model: resident memory, cycle 2 to %d, the heap included", CYCLES),
                Bars.text("%+.1f MB", figures[2]),
                "",
                "",
                "",
                "≤ 48 MB",
                figures[2] <= 48);
        bars.add(
                Bars.text("chat model: counted beside texts, first, least and most of %d loads", CYCLES),
                Bars.text("%.0f, %.0f, %.0f MB", figures[3], figures[4], figures[5]),
                "",
                "",
                Bars.text("%.2f", figures[5] / figures[4]),
                "≤ 1.5",
                figures[5] <= 1.5 * figures[4]);
    }

    public static void main(String[] args) throws Exception {
        var cards = List.of(new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(Path.of(args[1]), Optional.empty())
                .card(CHAT));
        try (LocalEngine engine =
                new LocalEngine(new ModelCatalog(cards), Path.of(args[0]), LocalLimits.ofCores(2), System::nanoTime)) {
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
                ModelView view = engine.residents().getFirst();
                counted[cycle] = view.footprint().minus(view.texts()).hostBytes() / 1e6;
                engine.control().unload(CHAT, Call.patient());
                left[cycle] = MemoryCost.megabytes() - start;
            }
            MemoryCost.figure(first);
            MemoryCost.figure(left[0]);
            MemoryCost.figure(left[CYCLES - 1] - left[1]);
            MemoryCost.figure(counted[0]);
            MemoryCost.figure(Arrays.stream(counted).min().orElseThrow());
            MemoryCost.figure(Arrays.stream(counted).max().orElseThrow());
        }
    }
}

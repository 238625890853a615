package dev.edgewise.inference.onnx;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.local.InMemory;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.schedule.ScheduleLimits;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import dev.edgewise.inference.token.BytePair;
import dev.edgewise.inference.token.BytePairFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Prints one table of what the engine takes beside bare runs of the same models, each with its bar. Asserts nothing, and
 * runs in profile {@code bench} alone: figures of a shared machine are read beside its load, not judged by a build. Of all rows,
 * {@code -Dbench.rows=heap,around} takes some.
 */
class InferenceBench {
    private static final Path HUB = Path.of("../../shared/hub/edgewise");
    private static final Path STORE = Path.of("target/bench-store");
    private static final String ABSENT = "its model is not in ../shared/hub beside the checkout";
    private static final String QUESTION =
            "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n"
                    + "Which of the rivers of Europe flow into the Black Sea, and how long is each of them? Answer in one short"
                    + " list, the longest first, please.<|im_end|>\n<|im_start|>assistant\n";
    private static final ModelId E5 = new ModelId("multilingual-e5-small");
    private static final int WORKERS = 1;
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** Parts of the table; all where nothing is said. */
    private static final Set<String> ROWS = Set.of(
            System.getProperty("bench.rows", "around,heap,tokenizing,batches,mixed,cancelled,memory,chat-memory,texts")
                    .split(","));

    private final Bars bars = new Bars();

    @Test
    void one_table_of_bars() throws Exception {
        vectors();
        row("tokenizing", this::chatTokenizing);
        row("memory", this::memory);
        row("chat-memory", () -> chat(folder -> DecoderMemoryCost.measure(bars, STORE, folder)));
        row("texts", () -> chat(this::texts));
        bars.print();
    }

    /** Measures a part of the table. */
    @FunctionalInterface
    private interface Part {
        void measure() throws Exception;
    }

    private static void row(String name, Part part) throws Exception {
        if (ROWS.contains(name)) {
            part.measure();
        }
    }

    private void vectors() throws Exception {
        List<ModelCard> cards = new ArrayList<>(ModelCatalog.embedded().cards());
        if (Files.isDirectory(HUB.resolve(E5.value()))) {
            cards.add(new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                    .read(HUB.resolve(E5.value()), Optional.empty())
                    .card(E5));
        } else {
            bars.skipped(E5.value(), ABSENT);
        }
        LocalLimits limits = new LocalLimits(
                new ScheduleLimits(WORKERS, 16_384, 512), 1, 2048, GenerationLimits.ofCores(1), Footprint.UNBOUNDED);
        try (LocalEngine engine = new LocalEngine(new ModelCatalog(cards), STORE, limits, System::nanoTime)) {
            for (ModelCard card : cards) {
                OnnxRuntime runtime = OnnxRuntime.start(STORE.resolve("native"), 1);
                EmbeddingModel model = InMemory.embedder(engine, card.id());
                try (EncoderBars encoder =
                        new EncoderBars(bars, engine, card, model, runtime, STORE.resolve("native"), WORKERS)) {
                    encoder.warm();
                    row("around", () -> encoder.oneAtATime(1000));
                    row("heap", () -> encoder.heap(1000));
                    row("tokenizing", () -> encoder.tokenizing(tokenizer(card.source()), 200));
                    row("batches", () -> encoder.batches(7));
                    row("mixed", () -> encoder.mixedLengths(card.id().equals(E5) ? 7 : 15));
                    row("cancelled", () -> encoder.cancelled(10));
                }
            }
        }
    }

    private void chatTokenizing() throws Exception {
        Path file = HUB.resolve("smollm2-135m-instruct/tokenizer.json");
        if (!Files.exists(file)) {
            bars.skipped("tokenizing for a chat", ABSENT);
            return;
        }
        String json = Files.readString(file);
        BytePair own = BytePairFile.read(json).orElseThrow();
        String model = Bars.text("SmolLM2, %d tokens", own.encode(QUESTION).length);
        TokenizerBars.measure(bars, model, json, QUESTION, STORE.resolve("native"), 200);
        bars.add("SmolLM2: what the tokenizer keeps", Bars.text("%.1f MB", own.bytes() / 1e6), "", "", "", "", true);
    }

    private static String tokenizer(ModelSource source) throws IOException {
        return switch (source) {
            case ModelSource.Embedded(String _, String tokenizer, String _) -> {
                try (InputStream from = JarFiles.Resource.of(tokenizer).open()) {
                    yield new String(from.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
            case ModelSource.Folder files ->
                Files.readString(files.root().resolve(files.tokenizer().orElseThrow()));
            case ModelSource.Head _ -> throw new IOException("a head has no tokenizer");
        };
    }

    private void memory() throws Exception {
        Path pulled = HUB.resolve("minilm-question-cross-encoder");
        if (!Files.isDirectory(pulled)) {
            bars.skipped("loading and unloading", ABSENT);
            return;
        }
        int cycles = 1000;
        MemoryCost.Figures figures = MemoryCost.of(STORE, pulled, cycles);
        bars.add(
                "a pulled 23 MB model is warm: first load, later loads",
                Bars.text("%.0f ms, %.0f ms", figures.firstLoadMillis(), figures.loadMillis()),
                "",
                "",
                "",
                "≤ 300 ms",
                figures.firstLoadMillis() <= 300);
        bars.add(
                Bars.text("left of its %.0f MB after unloading, heap fixed", figures.residentMegabytes()),
                Bars.text("%.1f MB", figures.leftMegabytes()),
                "",
                "",
                "",
                "≤ 15 MB",
                figures.leftMegabytes() <= 15);
        bars.add(
                Bars.text(
                        "MiniLM int8: resident memory, cycle 100 to %,d (%.0f ms each)", cycles, figures.cycleMillis()),
                Bars.text("%+.1f MB", figures.driftMegabytes()),
                "",
                "",
                "",
                "≤ 15 MB",
                figures.driftMegabytes() <= 15);
    }

    /** Measures a part of the table with the chat model. */
    @FunctionalInterface
    private interface ChatPart {
        void measure(Path folder) throws Exception;
    }

    private void chat(ChatPart part) throws Exception {
        Path folder = HUB.resolve("smollm2-135m-instruct");
        if (Files.isDirectory(folder)) {
            part.measure(folder);
        } else {
            bars.skipped("the chat model", ABSENT);
        }
    }

    private void texts(Path chat) throws Exception {
        GenerationCost.measure(bars, chat, STORE.resolve("native"), Math.clamp(CORES, 1, 8), 5);
        PrefixCost.measure(bars, chat, STORE.resolve("native"), Math.clamp(CORES, 1, 8), 5);
    }
}

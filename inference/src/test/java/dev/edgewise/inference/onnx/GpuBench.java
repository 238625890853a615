package dev.edgewise.inference.onnx;

import static dev.edgewise.inference.onnx.Bars.text;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.provider.DeviceGauge;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.provider.ProviderPlan;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.schedule.ScheduleLimits;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a GPU makes of models, beside the processor of the same machine, as one table: {@code ./mvnw test -Pbench,gpu -pl
 * inference -am -Dtest=GpuBench}. Models are every export in every folder of {@code EDGEWISE_GPU_MODELS}. Left out where
 * the build has no CUDA.
 */
class GpuBench {
    private static final Path MODELS =
            Path.of(Objects.requireNonNullElse(System.getenv("EDGEWISE_GPU_MODELS"), "../../shared/hub/edgewise"));
    private static final Path STORE = Path.of("target/gpu-bench-store");
    private static final ProviderPlan DEVICE = new ProviderPlan(List.of(Provider.TENSORRT, Provider.CUDA), 0, 0);
    private static final ProviderPlan CUDA = new ProviderPlan(List.of(Provider.CUDA), 0, 0);
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int CYCLES = 30;
    static final int SLOTS = 32;

    private final Bars bars = new Bars();

    @Test
    void one_table_of_what_a_gpu_makes_of_models() throws Exception {
        assumeTrue(RuntimeFacts.built(Provider.CUDA), "skipped: this build has no CUDA; add -Pgpu");
        List<ModelCard> cards = cards();
        try (LocalEngine onDevice = engine(cards, CUDA, "device");
                LocalEngine onCpu = engine(cards, ProviderPlan.CPU, "cpu")) {
            for (ModelCard card : cards) {
                try {
                    one(card, onDevice, onCpu);
                } catch (Exception e) {
                    bars.skipped(card.id().value(), String.valueOf(e.getMessage()));
                }
            }
            cycles(cards.getFirst().id(), onDevice);
        }
        try (LocalEngine wished = engine(cards, DEVICE, "wished")) {
            wished.load(cards.getFirst().id(), Call.patient());
            placed(cards.getFirst().id(), wished, "TensorRT wanted first");
        }
        bars.print();
    }

    private static List<ModelCard> cards() throws IOException {
        List<ModelCard> cards = new ArrayList<>(ModelCatalog.embedded().cards());
        FolderReader reader = new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED);
        for (Path folder : sorted(MODELS)) {
            for (Path export : sorted(folder.resolve("onnx"))) {
                String file = String.valueOf(export.getFileName());
                if (file.endsWith(".onnx")) {
                    String id = folder.getFileName() + "-" + file.replace(".onnx", "");
                    cards.add(reader.read(folder, Optional.of("onnx/" + file)).card(new ModelId(id)));
                }
            }
        }
        return cards;
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static LocalEngine engine(List<ModelCard> cards, ProviderPlan plan, String name) {
        LocalLimits limits = new LocalLimits(
                new ScheduleLimits(2, 65_536, 2048),
                Math.max(1, CORES / 2),
                2048,
                new GenerationLimits(Math.clamp(CORES, 1, 8), SLOTS, 2048, 256),
                Footprint.UNBOUNDED);
        LocalEngine engine = new LocalEngine(new ModelCatalog(cards), STORE.resolve(name), limits, System::nanoTime);
        engine.place(Map.of(), plan);
        return engine;
    }

    private void one(ModelCard card, LocalEngine onDevice, LocalEngine onCpu) throws Exception {
        ModelId id = card.id();
        long before = used(onDevice);
        long begin = System.nanoTime();
        onDevice.load(id, Call.patient());
        double millis = (System.nanoTime() - begin) / 1e6;
        boolean used = placed(id, onDevice, text("loaded and tested in %.0f ms", millis));
        long loaded = used(onDevice);
        if (used && card.skill() instanceof Skill.Embedding) {
            new GpuVectors(bars, card, onDevice, onCpu).measure(!narrow(card));
        }
        if ((used || System.getenv("DRY") != null) && card.skill() instanceof Skill.Generation) {
            new GpuTexts(bars, id, onDevice, onCpu).measure(!narrow(card));
        }
        long worked = used(onDevice);
        onDevice.control().unload(id, Call.patient());
        bars.note(
                "  memory of the device: before, loaded, after work, unloaded",
                text("%d, %d, %d, %d MB", before, loaded, worked, used(onDevice)));
        onCpu.control().unload(id, Call.patient());
    }

    /** Processors take a hundred times as long for 16-bit floats: nobody's choice there, and no measure. */
    private static boolean narrow(ModelCard card) {
        return card.id().value().contains("16");
    }

    private boolean placed(ModelId id, LocalEngine engine, String how) {
        ProviderChoice choice = engine.providers().get(id);
        bars.note(id + ": " + how, choice == null ? "cpu" : choice.used().id());
        if (choice != null) {
            choice.refused()
                    .forEach(refusal -> bars.note("  not " + refusal.provider().id(), refusal.reason()));
        }
        return choice != null && choice.used().onDevice();
    }

    /** A load and an unload again and again: what stays on the device. */
    private void cycles(ModelId id, LocalEngine engine) throws Exception {
        long[] after = new long[CYCLES];
        long begin = System.nanoTime();
        for (int i = 0; i < CYCLES; i++) {
            engine.load(id, Call.patient());
            engine.control().unload(id, Call.patient());
            after[i] = used(engine);
        }
        bars.note(
                text(
                        "%s: %d loads and unloads of %.0f ms, device memory after the 5th and the last",
                        id, CYCLES, (System.nanoTime() - begin) / 1e6 / CYCLES),
                text("%d, %d MB", after[4], after[CYCLES - 1]));
    }

    private static long used(LocalEngine engine) {
        return engine.device().map(DeviceGauge.Room::usedBytes).orElse(0L) >> 20;
    }
}

package dev.edgewise.inference.onnx;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Rerank;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.residency.ProcessMemory;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Loads and unloads models again and again in a process of its own, whose heap is touched from the start, so that its
 * resident memory changes by native memory alone. Prints numbers for {@link #of}.
 */
final class MemoryCost {
    private static final ModelId PULLED = new ModelId("pulled");
    private static final ModelId EMBEDDED = ModelCatalog.ALL_MINILM_L6_V2_Q;
    private static final int TURNS = 9;
    private static final int WARM_CYCLES = 100;

    private final LocalEngine engine;

    private MemoryCost(LocalEngine engine) {
        this.engine = engine;
    }

    /**
     * What the process measured.
     *
     * @param firstLoadMillis the pulled model's first load in this process, until it is warm
     * @param loadMillis the median of later loads
     * @param residentMegabytes the median of what the model takes while it is in memory and answers
     * @param leftMegabytes the median of what is left of it when it is out again
     * @param driftMegabytes resident memory after all cycles, less that after the first hundred
     * @param cycleMillis one cycle of loading, answering and unloading
     */
    record Figures(
            double firstLoadMillis,
            double loadMillis,
            double residentMegabytes,
            double leftMegabytes,
            double driftMegabytes,
            double cycleMillis) {}

    /** Runs the process and reads its figures. */
    static Figures of(Path store, Path pulled, int cycles) throws IOException, InterruptedException {
        double[] figures = figures(
                MemoryCost.class,
                List.of("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch"),
                List.of(store.toString(), pulled.toString(), Integer.toString(cycles)));
        return new Figures(figures[0], figures[1], figures[2], figures[3], figures[4], figures[5]);
    }

    /** What a process prints whose main class that is. */
    static double[] figures(Class<?> main, List<String> flags, List<String> args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // As the launcher has it.
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("the process that loads models failed: " + said);
        }
        return said.lines()
                .filter(line -> line.startsWith("figure "))
                .mapToDouble(line -> Double.parseDouble(line.substring("figure ".length())))
                .toArray();
    }

    public static void main(String[] args) throws Exception {
        List<ModelCard> cards = new ArrayList<>(ModelCatalog.embedded().cards());
        cards.add(new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(Path.of(args[1]), Optional.empty())
                .card(PULLED));
        try (LocalEngine engine =
                new LocalEngine(new ModelCatalog(cards), Path.of(args[0]), LocalLimits.ofCores(2), System::nanoTime)) {
            new MemoryCost(engine).measure(Integer.parseInt(args[2]));
        }
    }

    private void measure(int cycles) throws Exception {
        // The libraries' own code and tables stay in the process for ever: they are there before anything is compared.
        engine.load(EMBEDDED, Call.patient());
        embed();
        unload(EMBEDDED);
        double first = 0;
        double[] loads = new double[TURNS];
        double[] resident = new double[TURNS];
        double[] left = new double[TURNS];
        for (int turn = -1; turn < TURNS; turn++) {
            double before = megabytes();
            long begin = System.nanoTime();
            engine.load(PULLED, Call.patient());
            double millis = (System.nanoTime() - begin) / 1e6;
            engine.answer(new Rerank(PULLED, "Is it warm?", List.of("It is 25 degrees.", "No.")), Call.patient());
            double loaded = megabytes();
            unload(PULLED);
            if (turn < 0) {
                first = millis;
            } else {
                loads[turn] = millis;
                resident[turn] = loaded - before;
                left[turn] = megabytes() - before;
            }
        }
        figure(first);
        figure(Bars.median(loads));
        figure(Bars.median(resident));
        figure(Bars.median(left));
        cycles(cycles);
    }

    private void cycles(int cycles) throws Exception {
        double early = 0;
        long begin = System.nanoTime();
        for (int cycle = 0; cycle < cycles; cycle++) {
            if (cycle == Math.min(WARM_CYCLES, cycles / 2)) {
                early = megabytes();
            }
            engine.load(EMBEDDED, Call.patient());
            embed();
            unload(EMBEDDED);
        }
        figure(megabytes() - early);
        figure((System.nanoTime() - begin) / 1e6 / cycles);
    }

    private void embed() throws Exception {
        engine.answer(Embed.ofTexts(EMBEDDED, List.of(EncoderBars.TEXT)), Call.patient());
    }

    private void unload(ModelId model) throws Exception {
        engine.control().unload(model, Call.patient());
    }

    static double megabytes() {
        return ProcessMemory.residentBytes() / 1e6;
    }

    static void figure(double value) {
        System.out.println("figure " + value);
    }
}

package dev.edgewise.inference.onnx;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.schedule.ScheduleLimits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Prints what loading the embedded model costs, and what the engine adds to a bare run of the session. Arguments: the
 * store folder, and how many rounds. Alternates the two ways call by call, so that a busy machine hits both alike.
 */
final class EmbeddingCost {
    private static final String TEXT = "What will the weather be like in Seoul tomorrow morning, and should I take an"
            + " umbrella with me when I walk to the office downtown at eight o'clock?";

    private EmbeddingCost() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        ModelCatalog catalog = ModelCatalog.embedded();
        report("java");
        LocalLimits limits = new LocalLimits(
                new ScheduleLimits(1, 16_384, 512), 1, 2048, GenerationLimits.ofCores(1), Footprint.UNBOUNDED);
        try (LocalEngine engine = new LocalEngine(catalog, folder, limits, System::nanoTime)) {
            engine.load(ModelCatalog.ALL_MINILM_L6_V2_Q, Call.patient());
            report("model loaded");
            Embed work = Embed.ofTexts(ModelCatalog.ALL_MINILM_L6_V2_Q, List.of(TEXT));
            engine.answer(work, Call.patient());
            report("first answer");
            if (rounds > 0) {
                for (int i = 0; i < rounds; i++) {
                    engine.answer(work, Call.patient());
                }
                report("in use");
                Thread.ofVirtual()
                        .start(() -> compare(engine, catalog, folder, work, rounds))
                        .join();
            }
        }
    }

    private static void compare(LocalEngine engine, ModelCatalog catalog, Path folder, Embed work, int rounds) {
        try {
            ModelCard card = catalog.find(work.model()).orElseThrow();
            OnnxRuntime runtime = OnnxRuntime.start(folder.resolve("native"), 1);
            try (var session = new PreparedModels(runtime, folder.resolve("prepared"))
                            .open(card.id().value(), JarFiles.Resource.of("all-minilm-l6-v2-q.onnx"));
                    EmbeddingModel model = new ModelLoader(folder, 1).embedder(card)) {
                int[] ids = model.tokens(new TextInput.Text(TEXT));
                BareRun bare = new BareRun(runtime.environment(), session, ids, model.outputsPerRow());
                long[] bareNanos = new long[rounds];
                long[] ours = new long[rounds];
                long[] tokenizing = new long[rounds];
                for (int i = 0; i < rounds; i++) {
                    Thread.ofPlatform().start(bare).join();
                    bareNanos[i] = bare.nanos();
                    long begin = System.nanoTime();
                    engine.answer(work, Call.patient());
                    ours[i] = System.nanoTime() - begin;
                    begin = System.nanoTime();
                    model.tokens(new TextInput.Text(TEXT));
                    tokenizing[i] = System.nanoTime() - begin;
                }
                System.out.printf(
                        "%d tokens, median (best tenth): bare run %.0f (%.0f) µs, engine %.0f (%.0f) µs,"
                                + " of it tokenizing %.0f (%.0f) µs%n",
                        ids.length,
                        quantile(bareNanos, 0.5),
                        quantile(bareNanos, 0.1),
                        quantile(ours, 0.5),
                        quantile(ours, 0.1),
                        quantile(tokenizing, 0.5),
                        quantile(tokenizing, 0.1));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static double quantile(long[] nanos, double part) {
        long[] later = Arrays.copyOfRange(nanos, nanos.length / 4, nanos.length);
        Arrays.sort(later);
        return later[(int) (later.length * part)] / 1e3;
    }

    private static void report(String when) throws IOException {
        long cpu = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
        String rss = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("VmRSS: ?")
                .replaceAll("\\s+", " ");
        System.out.printf("%-14s CPU so far %d ms, %s%n", when, cpu / 1_000_000, rss);
    }
}

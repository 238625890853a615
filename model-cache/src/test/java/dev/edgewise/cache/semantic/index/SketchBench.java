package dev.edgewise.cache.semantic.index;

import dev.edgewise.cache.semantic.eval.LabelledQuestions;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many of the true neighbours of real questions are found by their sketches, and what either way of looking costs, in
 * turns, with the caches of the processor swept in between. Run by name: {@code -Dtest=SketchBench}; judges nothing.
 */
class SketchBench {
    private static final int NEIGHBOURS = 8;
    private static final float FLOOR = 0.3f;
    private static final Path DATA = Path.of("../../shared/data/semantic");
    private static final Path LARGER = Path.of("../../shared/hub/edgewise/multilingual-e5-small");
    private static final int[] SWEPT = new int[6_000_000];

    @TempDir
    Path folder;

    @Test
    void english_questions() throws Exception {
        measure(ModelCatalog.embedded(), ModelCatalog.ALL_MINILM_L6_V2_Q, "qqp_dev.tsv.gz", 10_000, 4_000);
    }

    @Test
    void korean_questions() throws Exception {
        if (Files.isDirectory(LARGER)) {
            ModelId id = new ModelId("larger");
            ModelCard card = new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                    .read(LARGER, Optional.empty())
                    .card(id);
            measure(new ModelCatalog(List.of(card)), id, "parakqc_dev.tsv.gz", 4_000, 1_800);
        }
    }

    private void measure(ModelCatalog catalog, ModelId model, String file, int stored, int asked) throws Exception {
        if (!Files.isRegularFile(DATA.resolve(file))) {
            System.out.println("the questions are not there: " + file);
            return;
        }
        LabelledQuestions labels = LabelledQuestions.read(DATA.resolve(file));
        List<Integer> texts = new ArrayList<>();
        for (int text = 0; text < labels.count(); text++) {
            texts.add(text);
        }
        Collections.shuffle(texts, new Random(1));
        try (LocalEngine engine = new LocalEngine(catalog, folder, LocalLimits.ofCores(2), System::nanoTime);
                FlatIndex<Integer> all = index(Integer.MAX_VALUE);
                FlatIndex<Integer> likely = index(0)) {
            List<float[]> questions = new ArrayList<>();
            for (int i = 0; i < stored + asked; i++) {
                Embed work = Embed.ofTexts(model, List.of(labels.text(texts.get(i))));
                float[] vector = ((Embeddings) engine.answer(work, Call.patient())).vector(0);
                if (i < stored) {
                    all.insert(i, vector);
                    likely.insert(i, vector);
                } else {
                    questions.add(vector);
                }
            }
            System.out.printf(Locale.ROOT, "%s: %d stored, %d asked%n", file, stored, asked);
            recall(all, likely, questions);
            times(all, likely, questions);
        }
    }

    private static FlatIndex<Integer> index(int blocksInFull) {
        return new FlatIndex<>(384, new MemoryBudget(Long.MAX_VALUE), blocksInFull);
    }

    private static void recall(FlatIndex<Integer> all, FlatIndex<Integer> likely, List<float[]> questions) {
        int[] due = new int[NEIGHBOURS];
        int[] found = new int[NEIGHBOURS];
        for (float[] question : questions) {
            List<Neighbour<Integer>> expected = all.nearest(question, NEIGHBOURS, FLOOR);
            Set<Integer> keys = likely.nearest(question, NEIGHBOURS, FLOOR).stream()
                    .map(Neighbour::key)
                    .collect(Collectors.toSet());
            for (int i = 0; i < expected.size(); i++) {
                due[i]++;
                found[i] += keys.contains(expected.get(i).key()) ? 1 : 0;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "  found %d of %d nearest, %d of %d in all; by rank %s of %s%n",
                found[0],
                due[0],
                Arrays.stream(found).sum(),
                Arrays.stream(due).sum(),
                Arrays.toString(found),
                Arrays.toString(due));
    }

    private static void times(FlatIndex<Integer> all, FlatIndex<Integer> likely, List<float[]> questions) {
        for (boolean swept : new boolean[] {false, true}) {
            double[] full = new double[questions.size()];
            double[] sketched = new double[questions.size()];
            for (int i = 0; i < full.length; i++) {
                full[i] = time(all, questions.get(i), swept);
                sketched[i] = time(likely, questions.get(i), swept);
            }
            Arrays.sort(full);
            Arrays.sort(sketched);
            System.out.printf(
                    Locale.ROOT,
                    "  caches %s: all %.0f µs, by sketches %.0f µs (medians)%n",
                    swept ? "swept" : "warm",
                    full[full.length / 2],
                    sketched[sketched.length / 2]);
        }
    }

    private static double time(FlatIndex<Integer> index, float[] question, boolean swept) {
        if (swept && Arrays.stream(SWEPT).sum() != 0) {
            throw new IllegalStateException("zeros");
        }
        long began = System.nanoTime();
        index.nearest(question, NEIGHBOURS, FLOOR);
        return (System.nanoTime() - began) / 1e3;
    }
}

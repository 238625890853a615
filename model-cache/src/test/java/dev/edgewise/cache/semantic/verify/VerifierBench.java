package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.guard.Guards;
import dev.edgewise.cache.semantic.index.FlatIndex;
import dev.edgewise.cache.semantic.index.MemoryBudget;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a semantic lookup costs beside the embedding it needs. Run by name: {@code -Dtest=VerifierBench}; prints, and
 * judges nothing.
 */
class VerifierBench {
    private static final ModelId EMBEDDER = ModelCatalog.ALL_MINILM_L6_V2_Q;
    private static final int ENTRIES = 10_000;
    private static final int ROUNDS = 400;
    private static final Path CROSS_ENCODER = Path.of("../../shared/hub/edgewise/minilm-question-cross-encoder");

    private final Guards guards = new Guards();

    @TempDir
    Path folder;

    private interface Step {
        void run(int round) throws Exception;
    }

    @Test
    void embedding_lookup_and_verdict() throws Exception {
        List<ModelCard> cards = new ArrayList<>(ModelCatalog.embedded().cards());
        ModelId cross = new ModelId("cross-encoder");
        if (Files.isDirectory(CROSS_ENCODER)) {
            cards.add(new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                    .read(CROSS_ENCODER, Optional.empty())
                    .card(cross));
        }
        try (LocalEngine engine =
                        new LocalEngine(new ModelCatalog(cards), folder, LocalLimits.ofCores(2), System::nanoTime);
                FlatIndex<Integer> index = new FlatIndex<>(384, new MemoryBudget(Long.MAX_VALUE))) {
            List<Question> few = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                few.add(read(engine, text(i)));
            }
            fill(index);
            LightScorer light = trained(few);
            double alone = time(
                    "embedding alone",
                    i -> engine.answer(Embed.ofTexts(EMBEDDER, List.of(text(i))), Call.patient()),
                    0);
            time(
                    "embedding, lookup in 10,000, light scorer on 3",
                    i -> {
                        Question asked = read(engine, text(i));
                        index.nearest(asked.vector(), 8, 0.3f);
                        light.score(asked, few);
                    },
                    alone);
            if (cards.size() > ModelCatalog.embedded().cards().size()) {
                var verifier = new CrossEncoderVerifier(engine, cross, Duration.ofSeconds(5), System::nanoTime);
                for (int count = 1; count <= few.size(); count++) {
                    List<Question> candidates = few.subList(0, count);
                    time(
                            "embedding, lookup in 10,000, cross-encoder on " + count,
                            i -> {
                                Question asked = read(engine, text(i));
                                index.nearest(asked.vector(), 8, 0.3f);
                                verifier.score(asked, candidates);
                            },
                            alone);
                }
            }
            Question asked = few.getFirst();
            time("light scorer on 3", i -> light.score(asked, few), 0);
        }
    }

    /** What it has learned is of no account here. */
    private static LightScorer trained(List<Question> texts) {
        List<LightScorerTrainer.Example> examples = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Question asked = texts.get(i % texts.size());
            Question stored = texts.get(i / texts.size() % texts.size());
            examples.add(new LightScorerTrainer.Example(asked, stored, asked.equals(stored), i));
        }
        return LightScorerTrainer.train(EMBEDDER.value(), texts, examples);
    }

    private static String text(int i) {
        return "How long does it take to get a new passport in city number " + i + "?";
    }

    private Question read(LocalEngine engine, String text) throws Exception {
        var answer = (Embeddings)
                engine.answer(Embed.ofTexts(EMBEDDER, List.of(text)).withTokens(), Call.patient());
        return new Question(
                text,
                "en",
                answer.vector(0),
                answer.tokens(0).map(TokenVectors::of).orElseThrow(),
                guards.prepare(text, "en"));
    }

    private static void fill(FlatIndex<Integer> index) {
        Random random = new Random(1);
        for (int i = 0; i < ENTRIES; i++) {
            float[] vector = new float[384];
            for (int d = 0; d < vector.length; d++) {
                vector[d] = (float) random.nextGaussian();
            }
            index.insert(i, vector);
        }
    }

    private static double time(String name, Step step, double alone) throws Exception {
        double[] us = new double[ROUNDS];
        for (int warm = 0; warm < 3; warm++) {
            for (int i = 0; i < ROUNDS; i++) {
                long began = System.nanoTime();
                step.run(i);
                us[i] = (System.nanoTime() - began) / 1e3;
            }
        }
        Arrays.sort(us);
        double p50 = us[ROUNDS / 2];
        System.out.printf(
                Locale.ROOT,
                "%-52s p50 %.0f µs%s%n",
                name,
                p50,
                alone > 0 ? String.format(Locale.ROOT, " = %.2f × the embedding", p50 / alone) : "");
        return p50;
    }
}

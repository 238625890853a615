package dev.edgewise.cache.semantic.verify;

import com.sun.management.OperatingSystemMXBean;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.eval.LabelledQuestions;
import dev.edgewise.cache.semantic.guard.GuardText;
import dev.edgewise.cache.semantic.guard.GuardVerdict;
import dev.edgewise.cache.semantic.guard.Guards;
import dev.edgewise.cache.semantic.index.FlatIndex;
import dev.edgewise.cache.semantic.index.MemoryBudget;
import dev.edgewise.cache.semantic.index.Neighbour;
import dev.edgewise.cache.semantic.language.Languages;
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
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a semantic lookup costs beside the embedding it needs: for each of some real questions the embedding alone and the
 * whole lookup among 10,000 take turns, and the median of the quotients is printed, for two embedders. Run by name:
 * {@code -Dtest=VerifierBench}; judges nothing, and is of no account where the questions do not lie beside the checkout.
 */
class VerifierBench {
    private static final ModelId CROSS = new ModelId("cross-encoder");
    private static final ModelId LARGER = new ModelId("multilingual-e5-small");
    private static final int ENTRIES = 10_000;
    private static final int STORED = 2_000;
    private static final int ASKED = 300;

    private static final int NEIGHBOURS = 8;
    private static final int CANDIDATES = 3;
    private static final Path QUESTIONS = Path.of("../../shared/data/semantic/qqp_dev.tsv.gz");
    private static final Path HUB = Path.of("../../shared/hub/edgewise");
    private static final Path CROSS_ENCODER = HUB.resolve("minilm-question-cross-encoder");
    private static final Path LARGER_FOLDER = HUB.resolve(LARGER.value());

    private static final OperatingSystemMXBean CPU =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Guards guards = new Guards();
    private long pairs;

    @TempDir
    Path folder;

    private interface Step {
        void run(String text) throws Exception;
    }

    @Test
    void beside_the_embedder_that_comes_with_edgewise() throws Exception {
        measure(new Bench(ModelCatalog.ALL_MINILM_L6_V2_Q, 4 * STORED, 4));
    }

    /** Twice as many layers, and the larger half of its work: fewer questions to train on, and each measured once. */
    @Test
    void beside_a_larger_embedder() throws Exception {
        if (Files.isDirectory(LARGER_FOLDER)) {
            measure(new Bench(LARGER, STORED / 2, 1));
        }
    }

    /**
     * What is measured.
     *
     * @param trained so many pairs the light scorer is trained on
     * @param rounds times that each question is measured
     */
    private record Bench(ModelId embedder, int trained, int rounds) {}

    private static ModelCard card(ModelId id, Path at) throws IOException {
        return new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(at, Optional.empty())
                .card(id);
    }

    private void measure(Bench bench) throws Exception {
        if (!Files.isRegularFile(QUESTIONS)) {
            System.out.println("the questions are not there: " + QUESTIONS);
            return;
        }
        System.out.println("beside " + bench.embedder());
        List<ModelCard> cards = new ArrayList<>(ModelCatalog.embedded().cards());
        if (bench.embedder().equals(LARGER)) {
            cards.add(card(LARGER, LARGER_FOLDER));
        }
        Optional<ModelCard> cross =
                Files.isDirectory(CROSS_ENCODER) ? Optional.of(card(CROSS, CROSS_ENCODER)) : Optional.empty();
        cross.ifPresent(cards::add);
        LabelledQuestions labels = LabelledQuestions.read(QUESTIONS);
        List<LabelledQuestions.Row> rows = labels.rows();
        try (LocalEngine engine =
                        new LocalEngine(new ModelCatalog(cards), folder, LocalLimits.ofCores(2), System::nanoTime);
                FlatIndex<Integer> index = new FlatIndex<>(384, new MemoryBudget(Long.MAX_VALUE))) {
            List<Question> stored = new ArrayList<>();
            for (LabelledQuestions.Row row : rows.subList(0, STORED)) {
                stored.add(read(bench, engine, labels.text(row.one())));
            }
            Verifier light = trained(bench, engine, labels, rows.subList(STORED, STORED + bench.trained()), stored);
            fill(index, stored);
            var chain = new Chain(bench, engine, index, stored);
            List<String> asked = rows.subList(0, ASKED).stream()
                    .map(row -> labels.text(row.other()))
                    .toList();
            parts(chain, light, asked);
            Map<String, Step> steps = new LinkedHashMap<>();
            steps.put("lookup and rules", chain.with(Optional.empty(), 0));
            steps.put("lookup, rules, light scorer", chain.with(Optional.of(light), 0));
            if (cross.isPresent()) {
                var pairs = counting(new CrossEncoderVerifier(
                        engine, CROSS, cross.get().revision(), Duration.ofSeconds(5), System::nanoTime));
                part("cross-encoder on one", asked(chain, asked), q -> pairs.score(q, stored.subList(0, 1)));
                var blended = new BlendedVerifier(light, pairs);
                double bar = bar(chain, blended, labels, rows.subList(ASKED, 4 * ASKED));
                lost(chain, blended, new BlendedVerifier(light, pairs), labels, rows.subList(4 * ASKED, STORED), bar);
                steps.put(
                        "lookup, rules, light scorer, cross-encoder where it can decide",
                        chain.with(Optional.of(blended), bar - 0.5));
                steps.put(
                        "lookup, rules, light scorer, cross-encoder on each favourite",
                        chain.with(Optional.of(blended), Double.NEGATIVE_INFINITY));
                steps.put(
                        "lookup, rules, cross-encoder on three at once",
                        chain.with(Optional.of(pairs), Double.NEGATIVE_INFINITY));
            }
            for (Map.Entry<String, Step> step : steps.entrySet()) {
                measure(step.getKey(), asked, bench.rounds(), text -> embed(bench, engine, text), step.getValue());
            }
        }
    }

    /** The steps of a semantic lookup. */
    private final class Chain {
        private final Bench bench;
        private final LocalEngine engine;
        private final FlatIndex<Integer> index;
        private final List<Question> stored;

        Chain(Bench bench, LocalEngine engine, FlatIndex<Integer> index, List<Question> stored) {
            this.bench = bench;
            this.engine = engine;
            this.index = index;
            this.stored = stored;
        }

        Step with(Optional<Verifier> verifier, double needed) {
            return text -> {
                Question question = read(bench, engine, text);
                List<Integer> few = candidates(question);
                if (verifier.isPresent() && !few.isEmpty()) {
                    verifier.get().score(question, few.stream().map(stored::get).toList(), needed);
                }
            };
        }

        List<Integer> candidates(Question question) {
            List<Integer> passed = new ArrayList<>();
            for (Neighbour<Integer> near : index.nearest(question.vector(), NEIGHBOURS, 0.3f)) {
                if (passed.size() < CANDIDATES
                        && near.key() < stored.size()
                        && guards.check(
                                        question.guarded(),
                                        stored.get(near.key()).guarded())
                                instanceof GuardVerdict.Passed) {
                    passed.add(near.key());
                }
            }
            return passed;
        }
    }

    /** The score from which on one in a hundred questions gets a wrong answer. */
    private double bar(Chain chain, Verifier verifier, LabelledQuestions labels, List<LabelledQuestions.Row> rows)
            throws Exception {
        double[] scores = new double[rows.size()];
        boolean[] right = new boolean[rows.size()];
        for (int i = 0; i < scores.length; i++) {
            int text = rows.get(i).other();
            Question question = read(chain.bench, chain.engine, labels.text(text));
            List<Integer> few = chain.candidates(question);
            double[] each =
                    verifier.score(question, few.stream().map(chain.stored::get).toList());
            scores[i] = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < each.length; k++) {
                if (each[k] > scores[i]) {
                    scores[i] = each[k];
                    right[i] = labels.same(text, labels.rows().get(few.get(k)).one());
                }
            }
        }
        return Calibration.of(scores, right, 0.01, 0.5) instanceof Threshold.At at ? at.score() : 0;
    }

    /** How many of the answers that it would serve are lost where the cross-encoder is not asked. */
    private void lost(
            Chain chain,
            Verifier verifier,
            Verifier always,
            LabelledQuestions labels,
            List<LabelledQuestions.Row> rows,
            double bar)
            throws Exception {
        int hits = 0;
        int lost = 0;
        pairs = 0;
        for (LabelledQuestions.Row row : rows) {
            Question question = read(chain.bench, chain.engine, labels.text(row.other()));
            List<Question> few =
                    chain.candidates(question).stream().map(chain.stored::get).toList();
            boolean kept =
                    Arrays.stream(verifier.score(question, few, bar - 0.5)).anyMatch(score -> score >= bar);
            long asked = pairs;
            boolean hit = Arrays.stream(always.score(question, few)).anyMatch(score -> score >= bar);
            pairs = asked;
            hits += hit ? 1 : 0;
            lost += hit && !kept ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "the cross-encoder reads %.2f pairs a question of %d; of %d answers %d are lost%n",
                (double) pairs / rows.size(),
                rows.size(),
                hits,
                lost);
    }

    private List<Question> asked(Chain chain, List<String> texts) throws Exception {
        List<Question> questions = new ArrayList<>();
        for (String text : texts) {
            questions.add(read(chain.bench, chain.engine, text));
        }
        return questions;
    }

    private void parts(Chain chain, Verifier light, List<String> asked) throws Exception {
        List<Question> questions = asked(chain, asked);
        part("embedding", questions, q -> embed(chain.bench, chain.engine, q.text()));
        part("search", questions, q -> chain.index.nearest(q.vector(), NEIGHBOURS, 0.3f));
        part("telling the language", questions, q -> Languages.detect(q.text()));
        part("reading for the rules", questions, q -> guards.prepare(q.text(), "en"));
        part("rules on eight pairs", questions, q -> {
            for (int i = 0; i < NEIGHBOURS; i++) {
                guards.check(q.guarded(), chain.stored.get(i).guarded());
            }
        });
        part("light scorer on three", questions, q -> light.score(q, chain.stored.subList(0, CANDIDATES)));
    }

    private Verifier counting(Verifier inner) {
        return new Verifier() {
            @Override
            public double[] score(Question asked, List<Question> stored)
                    throws VerifierException, InterruptedException {
                pairs += stored.size();
                return inner.score(asked, stored);
            }

            @Override
            public String id() {
                return inner.id();
            }
        };
    }

    /** @param stored gets the first question of each pair */
    private LightScorer trained(
            Bench bench,
            LocalEngine engine,
            LabelledQuestions labels,
            List<LabelledQuestions.Row> rows,
            List<Question> stored)
            throws Exception {
        List<Question> texts = new ArrayList<>();
        List<LightScorerTrainer.Example> examples = new ArrayList<>();
        for (LabelledQuestions.Row row : rows) {
            Question one = read(bench, engine, labels.text(row.one()));
            Question other = read(bench, engine, labels.text(row.other()));
            stored.add(one);
            texts.add(one);
            texts.add(other);
            examples.add(new LightScorerTrainer.Example(one, other, row.same(), labels.component(row.one())));
        }
        return LightScorerTrainer.train(bench.embedder().value(), texts, examples);
    }

    private static Embeddings embed(Bench bench, LocalEngine engine, String text) throws Exception {
        return (Embeddings)
                engine.answer(Embed.ofTexts(bench.embedder(), List.of(text)).withTokens(), Call.patient());
    }

    /** As a node does: the rules read while the model computes. */
    private Question read(Bench bench, LocalEngine engine, String text) throws Exception {
        String language = Languages.detect(text);
        var guarded = new AtomicReference<GuardText>();
        var answer = (Embeddings) engine.answer(
                Embed.ofTexts(bench.embedder(), List.of(text)).withTokens(),
                Call.patient().doing(() -> guarded.set(guards.prepare(text, "en"))));
        return new Question(
                text,
                language,
                answer.vector(0),
                answer.tokens(0).map(TokenVectors::of).orElseThrow(),
                guarded.get());
    }

    /** The stored questions; where they are too few, noise that none of them is near. */
    private static void fill(FlatIndex<Integer> index, List<Question> stored) {
        Random random = new Random(1);
        for (int i = 0; i < ENTRIES; i++) {
            float[] vector = new float[384];
            for (int d = 0; d < vector.length; d++) {
                vector[d] = (float) random.nextGaussian();
            }
            index.insert(i, i < stored.size() ? stored.get(i).vector() : vector);
        }
    }

    /** In turns, so that what else the machine does weighs on both alike; by the clock, and by the processor's time of all threads. */
    private void measure(String name, List<String> asked, int rounds, Step alone, Step whole) throws Exception {
        double[] quotients = new double[rounds * asked.size()];
        double cpuAlone = 0;
        double cpuWhole = 0;
        double sumAlone = 0;
        double sumWhole = 0;
        for (int round = -1; round < rounds; round++) {
            if (round <= 0) {
                // The round before the first is for the compiler.
                pairs = 0;
                cpuAlone = cpuWhole = sumAlone = sumWhole = 0;
            }
            for (int i = 0; i < asked.size(); i++) {
                String text = asked.get(i);
                long cpu0 = CPU.getProcessCpuTime();
                double one = time(alone, text) + time(alone, text);
                long cpu1 = CPU.getProcessCpuTime();
                double all = time(whole, text) + time(whole, text);
                long cpu2 = CPU.getProcessCpuTime();
                quotients[Math.max(round, 0) * asked.size() + i] = all / one;
                sumAlone += one;
                sumWhole += all;
                cpuAlone += cpu1 - cpu0;
                cpuWhole += cpu2 - cpu1;
            }
        }
        Arrays.sort(quotients);
        System.out.printf(
                Locale.ROOT,
                "%-62s %.2f × the embedding (quarters %.2f, %.2f); all together × %.2f; processor time × %.2f%s%n",
                name,
                quotients[quotients.length / 2],
                quotients[quotients.length / 4],
                quotients[3 * quotients.length / 4],
                sumWhole / sumAlone,
                cpuWhole / cpuAlone,
                pairs == 0
                        ? ""
                        : String.format(Locale.ROOT, "; %.2f pairs a question", (double) pairs / 2 / quotients.length));
    }

    private interface Part {
        void run(Question question) throws Exception;
    }

    private static void part(String name, List<Question> questions, Part part) throws Exception {
        double[] us = new double[questions.size()];
        for (int warm = 0; warm < 20; warm++) {
            for (int i = 0; i < us.length; i++) {
                long began = System.nanoTime();
                part.run(questions.get(i));
                us[i] = (System.nanoTime() - began) / 1e3;
            }
        }
        Arrays.sort(us);
        System.out.printf(Locale.ROOT, "%-62s %.0f µs (median)%n", name, us[us.length / 2]);
    }

    private static double time(Step step, String text) throws Exception {
        long began = System.nanoTime();
        step.run(text);
        return System.nanoTime() - began;
    }
}

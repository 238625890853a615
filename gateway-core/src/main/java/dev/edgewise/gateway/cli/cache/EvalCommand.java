package dev.edgewise.gateway.cli.cache;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.eval.EvalReport;
import dev.edgewise.cache.semantic.eval.Evaluation;
import dev.edgewise.cache.semantic.eval.LabelledQuestions;
import dev.edgewise.cache.semantic.eval.Languages;
import dev.edgewise.cache.semantic.eval.Split;
import dev.edgewise.cache.semantic.verify.Calibration;
import dev.edgewise.cache.semantic.verify.CorrectedCosine;
import dev.edgewise.cache.semantic.verify.CrossEncoderVerifier;
import dev.edgewise.cache.semantic.verify.Verifier;
import dev.edgewise.cache.semantic.verify.VerifierFiles;
import dev.edgewise.gateway.cli.model.StoreOptions;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.local.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cache eval}: what a semantic cache would serve of labelled questions, and what of that is wrong. */
@Command(
        name = "eval",
        description = "Measures a semantic cache on labelled questions, with every threshold set on others.",
        mixinStandardHelpOptions = true)
final class EvalCommand implements Callable<Integer> {
    static final String EMBEDDER = "all-minilm-l6-v2-q";

    private static final String SHIPPED = "shipped";

    private static final Duration VERDICT_TIME_MAX = Duration.ofMinutes(5);

    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Option(
            names = "--pairs",
            required = true,
            paramLabel = "FILE",
            description = "Tab-separated, plain or .gz: text_a, text_b, 0 or 1; or intent, topic, act, text.")
    @SuppressWarnings("NullAway.Init")
    private Path pairs;

    @Option(names = "--stored", defaultValue = "3000", description = "Questions that a cache holds (${DEFAULT-VALUE}).")
    private int stored = 3000;

    @Option(names = "--asked", defaultValue = "3000", description = "Questions asked of it (${DEFAULT-VALUE}).")
    private int asked = 3000;

    @Option(names = "--splits", defaultValue = "5", description = "Times it is measured anew (${DEFAULT-VALUE}).")
    private int splits = 5;

    @Option(
            names = "--first-run",
            description = "For pairs: judges the first run of each split alone, not each in turn: quicker, and more a"
                    + " matter of luck. To be used with a cross-encoder.")
    private boolean firstRun;

    @Option(
            names = "--known",
            defaultValue = "1",
            description = "For intents: the part of them that has a stored wording (${DEFAULT-VALUE}).")
    private double known = 1;

    @Option(
            names = "--embedder",
            defaultValue = EMBEDDER,
            paramLabel = "MODEL",
            description = "Makes the vectors: a name, a reference or a folder (${DEFAULT-VALUE}).")
    private String embedder = EMBEDDER;

    @Option(
            names = "--languages",
            split = ",",
            description = "What the embedder speaks, such as en,ko or '*'; en for the built-in embedder, else all.")
    private List<String> languages = new ArrayList<>();

    @Option(
            names = "--verifier",
            paramLabel = "V",
            description = "Also judged: the file of a light scorer, or model:NAME for a cross-encoder (a name, a"
                    + " reference or a folder). What comes with Edgewise for the embedder is always judged; 'shipped'"
                    + " says so where there is none.")
    private List<String> verifiers = new ArrayList<>();

    @Option(
            names = "--max-wrong",
            defaultValue = "0.01",
            description = "Most wrong answers, of all questions asked (${DEFAULT-VALUE}).")
    private double maxWrong = 0.01;

    @Option(
            names = "--confidence",
            defaultValue = "0.9",
            description = "How surely the calibration keeps the bound (${DEFAULT-VALUE}, as a node without"
                    + " cache.semantic.confidence); 0.5 takes its count as it is.")
    private double confidence = Calibration.CONFIDENCE;

    @Option(
            names = "--cosine-min",
            defaultValue = "0.3",
            description = "What is farther away is no candidate (${DEFAULT-VALUE}, as in a node); 0.75 spares a"
                    + " cross-encoder the pairs that no threshold serves.")
    private double cosineMin = 0.3;

    @Override
    public Integer call() {
        return options.with(this::measure);
    }

    private int measure(NodeConfig config) throws IOException, InterruptedException {
        long began = System.nanoTime();
        ModelCard card = EvalModels.card(config, embedder);
        List<ModelCard> cards = new ArrayList<>(List.of(card));
        Optional<ModelCard> cross = Optional.empty();
        for (String verifier : verifiers) {
            if (verifier.startsWith("model:")) {
                cross = Optional.of(EvalModels.card(config, verifier.substring("model:".length())));
                cards.add(cross.get());
            }
        }
        LabelledQuestions labels = LabelledQuestions.read(pairs);
        // The runs of intents ask about the same things: none can be judged by what the others taught.
        boolean inTurn = !firstRun && !labels.intents();
        List<Split> runs = runs(labels);
        int[] wanted =
                CalibrateCommand.wanted(runs.stream().flatMap(Split::trials).toList());
        try (LocalEngine engine = EvalModels.engine(config, cards)) {
            @Nullable
            Question[] questions =
                    new QuestionVectors(engine, card).of(labels, wanted, VectorFile.of(card, pairs), options::err);
            List<Split> kept = runs.stream()
                    .map(run -> run.only(i -> questions[i] != null))
                    .flatMap(run -> inTurn ? run.inTurn().stream() : Stream.of(run))
                    .toList();
            var settings = new Evaluation.Settings(kept, maxWrong, confidence, spoken(card), cosineMin);
            var entries = new Evaluation.Entries(
                    card.id().value(),
                    given(card.id().value()),
                    cross.map(model -> new CrossEncoderVerifier(
                            engine, model.id(), model.revision(), VERDICT_TIME_MAX, System::nanoTime)),
                    true);
            EvalReport report = new Evaluation(labels, settings, entries, i -> Objects.requireNonNull(questions[i]))
                    .run(options::err);
            double seconds = (System.nanoTime() - began) / 1e9;
            if (options.json()) {
                options.print(EvalJson.of(report, seconds));
            } else {
                EvalTable.lines(report, maxWrong, seconds).forEach(options::print);
            }
            return ExitCode.OK;
        }
    }

    private List<Split> runs(LabelledQuestions labels) throws IOException {
        if (splits < 1) {
            throw new IOException("--splits: 1 at least");
        }
        try {
            return Split.of(labels, new Split.Settings(stored, asked, known), splits);
        } catch (IllegalArgumentException e) {
            throw new IOException(pairs + ": " + e.getMessage(), e);
        }
    }

    private Languages spoken(ModelCard card) {
        if (languages.isEmpty()) {
            return card.id().value().equals(EMBEDDER) ? new Languages(Set.of("en")) : Languages.ALL;
        }
        return languages.contains("*") ? Languages.ALL : new Languages(Set.copyOf(languages));
    }

    private Map<String, Verifier> given(String model) throws IOException {
        Map<String, Verifier> given = new LinkedHashMap<>();
        Optional<CorrectedCosine> shipped = VerifierFiles.shipped(model);
        shipped.ifPresent(scorer -> given.put("corrected cosine, as shipped", scorer));
        for (String verifier : verifiers) {
            if (verifier.equals(SHIPPED)) {
                if (shipped.isEmpty()) {
                    throw new IOException("--verifier: nothing comes with Edgewise for " + model);
                }
            } else if (!verifier.startsWith("model:")) {
                Path file = Path.of(verifier);
                if (!Files.isRegularFile(file)) {
                    throw new IOException(
                            "--verifier: there is no file " + verifier + "; a cross-encoder is named model:NAME");
                }
                given.put(file.getFileName().toString(), VerifierFiles.read(file, model));
            }
        }
        return given;
    }
}

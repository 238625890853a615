package dev.edgewise.gateway.cli.cache;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.eval.Calibrating;
import dev.edgewise.cache.semantic.eval.LabelledQuestions;
import dev.edgewise.cache.semantic.eval.Languages;
import dev.edgewise.cache.semantic.eval.Split;
import dev.edgewise.cache.semantic.eval.Trial;
import dev.edgewise.cache.semantic.tier.Calibrated;
import dev.edgewise.cache.semantic.tier.CosineVerifier;
import dev.edgewise.cache.semantic.tier.LedgerState;
import dev.edgewise.cache.semantic.verify.BlendedVerifier;
import dev.edgewise.cache.semantic.verify.Calibration;
import dev.edgewise.cache.semantic.verify.CrossEncoderVerifier;
import dev.edgewise.cache.semantic.verify.Verifier;
import dev.edgewise.cache.semantic.verify.VerifierFiles;
import dev.edgewise.gateway.cli.model.StoreOptions;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.local.LocalEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cache calibrate}: counts how right a verifier's scores are, so that a node need not begin with nothing. */
@Command(
        name = "calibrate",
        description =
                "Counts on labelled questions how right a verifier's scores are: cache.semantic.calibration names the"
                        + " file, and its threshold holds until a tenant's own traffic has taught one.",
        mixinStandardHelpOptions = true)
final class CalibrateCommand implements Callable<Integer> {
    private static final Duration VERDICT_TIME_MAX = Duration.ofSeconds(30);

    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Option(
            names = "--pairs",
            required = true,
            paramLabel = "FILE",
            description =
                    "Tab-separated, plain or .gz: text_a, text_b, 0 or 1; or intent, topic, act, text. Others than a"
                            + " scorer was trained on.")
    @SuppressWarnings("NullAway.Init")
    private Path pairs;

    @Option(
            names = "--embedder",
            defaultValue = EvalCommand.EMBEDDER,
            paramLabel = "MODEL",
            description = "Makes the vectors: named as in the configuration (${DEFAULT-VALUE}).")
    private String embedder = EvalCommand.EMBEDDER;

    @Option(names = "--scorer", paramLabel = "FILE", description = "A light scorer; else what a node without one uses.")
    private @Nullable Path scorer;

    @Option(names = "--model", paramLabel = "MODEL", description = "A cross-encoder that judges beside it.")
    private @Nullable String model;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the counts are written.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--stored",
            defaultValue = "3000",
            description = "Questions in each cache that is asked (${DEFAULT-VALUE}).")
    private int stored = 3000;

    @Option(
            names = "--known",
            defaultValue = "0.5",
            description = "For files of intents: what part of the intents asked about has a stored wording"
                    + " (${DEFAULT-VALUE}).")
    private double known = 0.5;

    @Option(
            names = "--confidence",
            defaultValue = "0.9",
            description = "How surely the thresholds shown keep their bounds (${DEFAULT-VALUE}): in a node"
                    + " cache.semantic.confidence says so; the counts are the same.")
    private double confidence = Calibration.CONFIDENCE;

    @Override
    public Integer call() {
        return options.with(this::measure);
    }

    private int measure(NodeConfig config) throws IOException, InterruptedException {
        ModelCard card = EvalModels.card(config, embedder);
        List<ModelCard> cards = new ArrayList<>(List.of(card));
        Optional<ModelCard> cross = model == null ? Optional.empty() : Optional.of(EvalModels.card(config, model));
        cross.ifPresent(cards::add);
        LabelledQuestions labels = LabelledQuestions.read(pairs);
        try (LocalEngine engine = EvalModels.engine(config, cards)) {
            List<Trial> runs = Split.toLearn(labels, new Split.Settings(stored, stored, known));
            @Nullable
            Question[] questions = new QuestionVectors(engine, card)
                    .of(labels, wanted(runs), VectorFile.of(card, pairs), options::err);
            List<Trial> kept = runs.stream()
                    .map(run -> run.only(i -> questions[i] != null))
                    .toList();
            String vectorsOf = card.id().value();
            Verifier light =
                    scorer == null ? CosineVerifier.orShipped(vectorsOf) : VerifierFiles.read(scorer, vectorsOf);
            Verifier verifier = cross.<Verifier>map(other -> new BlendedVerifier(
                            light,
                            new CrossEncoderVerifier(
                                    engine, other.id(), other.revision(), VERDICT_TIME_MAX, System::nanoTime)))
                    .orElse(light);
            LedgerState counts =
                    Calibrating.count(verifier, labels, kept, i -> Objects.requireNonNull(questions[i]), Languages.ALL);
            Calibrated.write(out, Calibrated.scoresOf(verifier.id(), card.revision()), counts);
            CalibrationText.print(options, verifier.id(), counts, confidence, out);
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The texts of all runs, each once. */
    static int[] wanted(List<Trial> runs) {
        return runs.stream()
                .flatMapToInt(run -> IntStream.concat(IntStream.of(run.stored()), IntStream.of(run.asked())))
                .distinct()
                .toArray();
    }
}

package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.eval.Calibrating;
import dev.edgewise.cache.semantic.eval.LabelledQuestions;
import dev.edgewise.cache.semantic.eval.Languages;
import dev.edgewise.cache.semantic.eval.Learning;
import dev.edgewise.cache.semantic.eval.Split;
import dev.edgewise.cache.semantic.eval.Trial;
import dev.edgewise.cache.semantic.tier.Calibrated;
import dev.edgewise.cache.semantic.tier.CountedScores;
import dev.edgewise.cache.semantic.tier.LedgerState;
import dev.edgewise.cache.semantic.verify.Calibration;
import dev.edgewise.cache.semantic.verify.LightScorer;
import dev.edgewise.gateway.cli.model.StoreOptions;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.local.LocalEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cache train-verifier}: makes a light scorer of an operator's own labelled questions. */
@Command(
        name = "train-verifier",
        description = "Trains the verifier of semantic hits on labelled questions, for one embedder.",
        mixinStandardHelpOptions = true)
final class TrainVerifierCommand implements Callable<Integer> {
    /** Of the intents that are asked about to calibrate, what part has a stored wording. */
    private static final double KNOWN = 0.5;

    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Option(
            names = "--pairs",
            required = true,
            paramLabel = "FILE",
            description = "Tab-separated, plain or .gz: text_a, text_b, 0 or 1; or intent, topic, act, text.")
    @SuppressWarnings("NullAway.Init")
    private Path pairs;

    @Option(
            names = "--embedder",
            defaultValue = EvalCommand.EMBEDDER,
            paramLabel = "MODEL",
            description = "Makes the vectors: a name, a reference or a folder (${DEFAULT-VALUE}).")
    private String embedder = EvalCommand.EMBEDDER;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the verifier is written.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "Where counts of how right its scores are get written, each half of the questions judged by a"
                    + " verifier trained on the other: for cache.semantic.calibration.")
    private @Nullable Path calibration;

    @Option(
            names = "--stored",
            defaultValue = "3000",
            description = "Questions in each cache from which near pairs are taken (${DEFAULT-VALUE}).")
    private int stored = 3000;

    @Override
    public Integer call() {
        return options.with(this::train);
    }

    private int train(NodeConfig config) throws IOException, InterruptedException {
        ModelCard card = EvalModels.card(config, embedder);
        LabelledQuestions labels = LabelledQuestions.read(pairs);
        try (LocalEngine engine = EvalModels.engine(config, List.of(card))) {
            List<Trial> runs = Split.toLearn(labels, new Split.Settings(stored, stored, 1));
            List<List<Trial>> halves =
                    calibration == null ? List.of() : Split.halves(labels, new Split.Settings(stored, stored, KNOWN));
            int[] wanted = CalibrateCommand.wanted(
                    Stream.concat(runs.stream(), halves.stream().flatMap(List::stream))
                            .toList());
            @Nullable
            Question[] questions =
                    new QuestionVectors(engine, card).of(labels, wanted, VectorFile.of(card, pairs), options::err);
            List<Trial> kept = runs.stream()
                    .map(run -> run.only(i -> questions[i] != null))
                    .toList();
            LightScorer scorer =
                    Learning.train(card.id().value(), labels, kept, i -> Objects.requireNonNull(questions[i]));
            scorer.write(out);
            if (calibration != null) {
                LedgerState counts = crossed(card, labels, halves, questions);
                Calibrated.write(calibration, Calibrated.scoresOf(scorer.id(), card.revision()), counts);
                CalibrationText.print(options, scorer.id(), counts, Calibration.CONFIDENCE, calibration);
            }
            if (options.json() && calibration == null) {
                options.print(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", scorer.id())
                        .put("embedder", scorer.embedder())
                        .put("texts", wanted.length)
                        .put("file", out.toString()));
            } else {
                options.print(
                        scorer.id() + " for " + scorer.embedder() + ", trained on " + wanted.length + " texts: " + out);
                options.print("use it with: cache: {semantic: {verifier: {file: " + out + "}}}");
            }
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Each half judged by what the other taught: a scorer's word on what it learned from is worth nothing. */
    private static LedgerState crossed(
            ModelCard card, LabelledQuestions labels, List<List<Trial>> halves, @Nullable Question[] questions)
            throws InterruptedException {
        List<LedgerState> counts = new ArrayList<>();
        IntFunction<Question> question = i -> Objects.requireNonNull(questions[i]);
        List<List<Trial>> kept = halves.stream()
                .map(half -> half.stream()
                        .map(run -> run.only(i -> questions[i] != null))
                        .toList())
                .toList();
        for (int half = 0; half < 2; half++) {
            LightScorer other = Learning.train(card.id().value(), labels, kept.get(1 - half), question);
            counts.add(Calibrating.count(other, labels, kept.get(half), question, Languages.ALL));
        }
        return CountedScores.sum(counts.get(0), counts.get(1));
    }
}

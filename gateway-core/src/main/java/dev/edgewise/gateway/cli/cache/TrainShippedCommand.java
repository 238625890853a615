package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.WholeFile;
import dev.edgewise.cache.semantic.eval.LabelledQuestions;
import dev.edgewise.cache.semantic.eval.Learning;
import dev.edgewise.cache.semantic.eval.OwnQuestions;
import dev.edgewise.cache.semantic.eval.Split;
import dev.edgewise.cache.semantic.eval.Trial;
import dev.edgewise.cache.semantic.verify.CorrectedCosine;
import dev.edgewise.cache.semantic.verify.CorrectionTrainer;
import dev.edgewise.gateway.cli.model.StoreOptions;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.local.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cache train-shipped}: makes the verifier that comes with Edgewise anew. */
@Command(
        name = "train-shipped",
        description = "Makes the verifier that comes with Edgewise anew, from questions written for it; or the same for"
                + " another embedder of English.",
        mixinStandardHelpOptions = true)
final class TrainShippedCommand implements Callable<Integer> {
    /** Changes with the questions, the features or the way of training. */
    private static final String NAME = "shipped-1";

    private static final String ORIGIN = "English questions written for Edgewise and rewordings by rule"
            + " (own-en.txt), no data of others; under the licence of Edgewise";

    /** Runs of a cache that are learned from. */
    private static final int RUNS = 8;

    /** What part of the things asked about has a stored wording in a run. */
    private static final double KNOWN = 0.6;

    private static final int QUESTIONS_MAX = 10_000;

    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Option(
            names = "--embedder",
            defaultValue = EvalCommand.EMBEDDER,
            paramLabel = "MODEL",
            description = "Makes the vectors: a name, a reference or a folder (${DEFAULT-VALUE}).")
    private String embedder = EvalCommand.EMBEDDER;

    @Option(
            names = "--first-word",
            defaultValue = "1996",
            paramLabel = "N",
            description = "The number from which on the embedder's vocabulary lists words, the most frequent first"
                    + " (${DEFAULT-VALUE}, as BERT's; 4 for XLM-R's).")
    private int firstWord = 1996;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the verifier is written.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Override
    public Integer call() {
        return options.with(this::train);
    }

    private int train(NodeConfig config) throws IOException, InterruptedException {
        ModelCard card = EvalModels.card(config, embedder);
        Path pairs = Files.createTempFile("edgewise-own-", ".tsv");
        try (LocalEngine engine = EvalModels.engine(config, List.of(card))) {
            Files.write(pairs, OwnQuestions.file());
            LabelledQuestions labels = LabelledQuestions.read(pairs);
            List<Trial> runs = Split.drawn(labels, new Split.Settings(QUESTIONS_MAX, QUESTIONS_MAX, KNOWN), RUNS);
            int[] wanted = CalibrateCommand.wanted(runs);
            @Nullable
            Question[] questions =
                    new QuestionVectors(engine, card).of(labels, wanted, VectorFile.of(card, pairs), options::err);
            CorrectedCosine made = Learning.correction(
                    new CorrectionTrainer.Title(NAME, card.id().value(), firstWord, ORIGIN),
                    labels,
                    runs,
                    i -> Objects.requireNonNull(questions[i]));
            WholeFile.write(out, made.bytes());
            if (options.json()) {
                options.print(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", made.id())
                        .put("embedder", card.id().value())
                        .put("texts", wanted.length)
                        .put("file", out.toString()));
            } else {
                options.print(
                        made.id() + " for " + card.id().value() + ", trained on " + wanted.length + " texts: " + out);
            }
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            Files.deleteIfExists(pairs);
        }
    }
}

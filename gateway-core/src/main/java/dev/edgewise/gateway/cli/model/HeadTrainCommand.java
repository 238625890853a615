package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.head.Examples;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.head.HeadReport;
import dev.edgewise.inference.head.HeadTrainer;
import dev.edgewise.inference.head.SeveralTrainer;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code model head train}: makes a classifier of labelled texts. */
@Command(
        name = "train",
        description =
                "Trains a classifier on the vectors of an embedder, from labelled texts, and says how good it is.",
        mixinStandardHelpOptions = true)
final class HeadTrainCommand implements Callable<Integer> {
    /** Texts embedded in one piece of work: the engine shares its threads between them. */
    private static final int CHUNK = 256;

    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description =
                    "Labelled texts: .tsv with label, tab, text, or .jsonl with {\"label\", \"text\"}; {\"labels\": [],"
                            + " \"text\"} where several labels may hold, or none.")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Option(
            names = "--embedder",
            required = true,
            paramLabel = "MODEL",
            description = "An embedding model: a name of the configuration, of the store, or a reference.")
    @SuppressWarnings("NullAway.Init")
    private String embedder;

    @Option(names = "--out", required = true, paramLabel = "NAME", description = "The classifier's name in the store.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(
            names = "--several",
            description = "A text may have several labels: lines with the same text are taken together.")
    private boolean several;

    @Override
    public Integer call() {
        return options.with(this::train);
    }

    private int train(NodeConfig config) throws IOException, InterruptedException {
        long began = System.nanoTime();
        String model = Aliases.local(config, embedder);
        ModelCard card = ModelFiles.library(config).card(model);
        if (!(card.skill() instanceof Skill.Embedding skill)) {
            throw new IOException(embedder + " makes no vectors: name an embedding model");
        }
        Examples examples = Examples.read(data, several);
        if (examples.repeated() > 0) {
            options.err(examples.repeated() + " lines repeat a text and are "
                    + (examples.several() ? "taken together" : "left out"));
        }
        float[] vectors = embed(config, card, skill, examples.texts());
        HeadTrainer.Trained trained = examples.several()
                ? SeveralTrainer.train(vectors, skill.dimensions(), examples.labels())
                : HeadTrainer.train(vectors, skill.dimensions(), examples.single());
        ModelStore store = ModelFiles.store(config);
        byte[] content = new HeadFile(model, trained.head()).toBytes();
        ModelFiles.budget(config).require(content.length);
        StoredFile file = store.stage(HeadFile.NAME, content);
        store.publish(
                name, "head:" + name, file.sha256().substring(0, 12), HeadFile.NAME, List.of(file), HeadFile::read);
        show(trained, (System.nanoTime() - began) / 1e9);
        return ExitCode.OK;
    }

    private float[] embed(NodeConfig config, ModelCard card, Skill.Embedding skill, List<String> texts)
            throws IOException, InterruptedException {
        // Twice the threads of a node that serves: nothing else runs here.
        LocalLimits limits = LocalLimits.ofCores(2 * Runtime.getRuntime().availableProcessors());
        float[] vectors = new float[Math.multiplyExact(texts.size(), skill.dimensions())];
        try (LocalEngine engine = new LocalEngine(
                new ModelCatalog(List.of(card)), ModelFiles.folder(config.store()), limits, System::nanoTime)) {
            for (int from = 0; from < texts.size(); from += CHUNK) {
                List<String> chunk = texts.subList(from, Math.min(texts.size(), from + CHUNK));
                var answer = (Embeddings) engine.answer(Embed.ofTexts(card.id(), chunk), Call.patient());
                for (int i = 0; i < chunk.size(); i++) {
                    System.arraycopy(answer.vector(i), 0, vectors, (from + i) * skill.dimensions(), skill.dimensions());
                }
            }
        } catch (EngineException e) {
            throw new IOException("the texts cannot be embedded: " + e.fault().message(), e);
        }
        return vectors;
    }

    private void show(HeadTrainer.Trained trained, double seconds) throws IOException {
        HeadReport report = trained.report();
        if (options.json()) {
            options.print(json(trained, seconds));
            return;
        }
        options.print(String.format(
                Locale.ROOT,
                "trained on %d texts in %.1f s, checked with %d others",
                report.trained(),
                seconds,
                report.heldOut()));
        options.print(String.format(
                Locale.ROOT,
                "%s %.3f  log loss %.3f  calibration error %.3f  (temperature %.2f, penalty %.0e)",
                trained.head().several() ? "all labels right" : "accuracy",
                report.accuracy(),
                report.logLoss(),
                report.calibrationError(),
                report.temperature(),
                report.penalty()));
        if (trained.head().several()) {
            options.print(String.format(
                    Locale.ROOT,
                    "labels hold from a score of %.2f on",
                    trained.head().calibration().holdsFrom()));
        }
        options.print(String.format(Locale.ROOT, "%-32s %9s %9s %9s", "label", "precision", "recall", "texts"));
        for (HeadReport.OfLabel label : report.labels()) {
            options.print(String.format(
                    Locale.ROOT,
                    "%-32s %9.3f %9.3f %9d",
                    label.label(),
                    label.precision(),
                    label.recall(),
                    label.heldOut()));
        }
        options.print("serve it with: models: [{name: " + name + ", local: {model: " + name + "}}]");
    }

    private ObjectNode json(HeadTrainer.Trained trained, double seconds) {
        HeadReport report = trained.report();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("embedder", embedder)
                .put("seconds", seconds)
                .put("trained", report.trained())
                .put("held_out", report.heldOut())
                .put("accuracy", report.accuracy())
                .put("log_loss", report.logLoss())
                .put("calibration_error", report.calibrationError())
                .put("temperature", report.temperature())
                .put("penalty", report.penalty())
                .put("several", trained.head().several())
                .put("holds_from", trained.head().calibration().holdsFrom());
        ArrayNode labels = json.putArray("labels");
        for (HeadReport.OfLabel label : report.labels()) {
            labels.addObject()
                    .put("label", label.label())
                    .put("precision", label.precision())
                    .put("recall", label.recall())
                    .put("held_out", label.heldOut());
        }
        return json;
    }
}

package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.config.GenerationConfig;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.tensor.RowsReader;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.local.TextMemory;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.StoredModel;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code model show}: what a model does and which files it has. */
@Command(
        name = "show",
        description = "Shows what a model does, where it came from, and its files.",
        mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Parameters(paramLabel = "NAME", description = "A name that 'model ls' lists, or a reference.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Override
    public Integer call() {
        return options.with(this::show);
    }

    private int show(NodeConfig config) throws IOException {
        ModelCard card = ModelFiles.library(config).card(name);
        Optional<StoredModel> stored = ModelFiles.store(config).model(card.id().value());
        Optional<ProviderChoice> noted = Describe.notes(config).read(card.id());
        boolean onDevice = noted.map(choice -> choice.used().onDevice()).orElse(false);
        Optional<TextMemory> texts = texts(config, card);
        if (options.json()) {
            ObjectNode json = stored.map(model -> Describe.model(model, true))
                    .orElseGet(() -> com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode());
            Describe.provider(json, noted);
            Describe.wishes(json, card.wishes());
            if (card.skill() instanceof Skill.Labels labels) {
                json.put("calibrated", labels.calibration().measured())
                        .put("temperature", labels.calibration().temperature());
            }
            texts.ifPresent(memory -> Describe.texts(json, memory, onDevice));
            options.print(json.put("name", card.id().value())
                    .put("task", task(card))
                    .put("tokens_max", card.skill().tokensMax())
                    .put("licence", card.licence()));
            return ExitCode.OK;
        }
        options.print("name      " + card.id());
        options.print("task      " + task(card) + what(card.skill()));
        options.print("licence   " + card.licence());
        Describe.wishes(card.wishes()).forEach(options::print);
        texts.ifPresent(memory -> options.print(Describe.texts(memory, onDevice)));
        noted.ifPresent(choice -> {
            options.print("runs on   " + choice.used().id() + " when a node last loaded it");
            choice.refused()
                    .forEach(refusal -> options.print(
                            "          not on " + refusal.provider().id() + ": " + refusal.reason()));
        });
        if (stored.isPresent()) {
            StoredModel model = stored.get();
            options.print("from      " + model.reference());
            options.print("revision  " + model.revision());
            options.print("pulled    " + model.pulledAt());
            options.print("folder    " + model.folder());
            for (StoredFile file : model.files()) {
                options.print(String.format(
                        Locale.ROOT,
                        "  %-44s %10s  sha256:%s",
                        file.name(),
                        DiskBudget.show(file.bytes()),
                        file.sha256()));
            }
        }
        return ExitCode.OK;
    }

    /** Of a model that writes, with the slots and the context of the configuration. */
    private static Optional<TextMemory> texts(NodeConfig config, ModelCard card) {
        GenerationConfig limits = config.inference().generation();
        return card.skill() instanceof Skill.Generation skill
                ? Optional.of(TextMemory.of(skill, limits.slots(), limits.contextTokensMax()))
                : Optional.empty();
    }

    private static String task(ModelCard card) {
        return card.task().name().toLowerCase(Locale.ROOT);
    }

    private static String what(Skill skill) {
        return switch (skill) {
            case Skill.Embedding embedding ->
                ", " + embedding.dimensions() + " dimensions, at most " + embedding.tokensMax() + " tokens, "
                        + embedding.pooling().name().toLowerCase(Locale.ROOT) + " pooling"
                        + (embedding.prompts().isEmpty()
                                ? ""
                                : ", prompts " + embedding.prompts().keySet());
            case Skill.Generation generation -> ", at most " + generation.tokensMax() + " tokens";
            case Skill.Classification classes -> ", labels " + classes.labels() + calibrated(classes);
            case Skill.Reranking pairs -> ", at most " + pairs.tokensMax() + " tokens a pair";
            case Skill.ImageClassification classes -> ", " + classes.labels().size() + " labels" + calibrated(classes);
            case Skill.TensorClassification classes ->
                ", labels " + classes.labels() + " of " + RowsReader.taken(classes.inputs()) + calibrated(classes);
            case Skill.Tensors _ -> "";
        };
    }

    private static String calibrated(Skill.Labels skill) {
        return skill.calibration().measured()
                ? String.format(
                        Locale.ROOT,
                        ", calibrated (temperature %.3f)",
                        skill.calibration().temperature())
                : ", not calibrated";
    }
}

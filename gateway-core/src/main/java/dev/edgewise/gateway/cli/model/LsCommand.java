package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.provider.ProviderNotes;
import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.StoredModel;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code model ls}: the models a configuration can name. */
@Command(name = "ls", description = "Lists the models that are built in or pulled.", mixinStandardHelpOptions = true)
final class LsCommand implements Callable<Integer> {
    private static final String ROW = "%-36s %-10s %s";

    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Override
    public Integer call() {
        return options.with(this::list);
    }

    private int list(NodeConfig config) throws IOException {
        List<ModelCard> embedded = ModelCatalog.embedded().cards();
        List<StoredModel> stored = ModelFiles.store(config).list();
        ProviderNotes notes = Describe.notes(config);
        if (options.json()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            embedded.forEach(card -> Describe.provider(
                    all.addObject().put("name", card.id().value()).put("reference", "built in"),
                    notes.read(card.id())));
            stored.forEach(model ->
                    all.add(Describe.provider(Describe.model(model, false), notes.read(new ModelId(model.name())))));
            options.print(all);
            return ExitCode.OK;
        }
        options.print(String.format(Locale.ROOT, ROW, "NAME", "SIZE", "FROM"));
        for (ModelCard card : embedded) {
            options.print(String.format(Locale.ROOT, ROW, card.id(), "-", "built in")
                    + Describe.provider(notes.read(card.id())));
        }
        for (StoredModel model : stored) {
            options.print(
                    String.format(Locale.ROOT, ROW, model.name(), DiskBudget.show(model.bytes()), model.reference())
                            + Describe.provider(notes.read(new ModelId(model.name()))));
        }
        return ExitCode.OK;
    }
}

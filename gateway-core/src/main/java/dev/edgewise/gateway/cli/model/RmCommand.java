package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.store.StoredModel;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code model rm}: removes a model and the files that no other shares. */
@Command(
        name = "rm",
        description = "Removes a pulled model and frees the files that no other model shares.",
        mixinStandardHelpOptions = true)
final class RmCommand implements Callable<Integer> {
    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Parameters(paramLabel = "NAME", description = "A name that 'model ls' lists, or the reference.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Override
    public Integer call() {
        return options.with(this::remove);
    }

    private int remove(NodeConfig config) throws IOException {
        ModelStore store = ModelFiles.store(config);
        if (ModelReference.isReference(name)) {
            name = pulledAs(store);
        }
        Optional<Long> freed = store.remove(name);
        if (freed.isEmpty()) {
            options.err("edgewise: no model named " + name + " was pulled; 'edgewise model ls' lists those there are");
            return ExitCode.SOFTWARE;
        }
        if (options.json()) {
            options.print(
                    JsonNodeFactory.instance.objectNode().put("name", name).put("bytes_freed", freed.get()));
        } else {
            options.print("removed " + name + ", " + DiskBudget.show(freed.get()) + " freed");
        }
        return ExitCode.OK;
    }

    /** The name of what a reference was pulled as; the reference itself where it was not. */
    private String pulledAs(ModelStore store) throws IOException {
        try {
            return store.pulled(ModelReference.parse(name))
                    .map(StoredModel::name)
                    .orElse(name);
        } catch (IllegalArgumentException noReference) {
            throw new StoreRefusedException(String.valueOf(noReference.getMessage()));
        }
    }
}

package dev.edgewise.gateway.cli.model;

import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.store.StoredModel;
import java.io.Console;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code model pull}: brings a model into the store. */
@Command(
        name = "pull",
        description = {
            "Brings a model into the store: resumes what an earlier pull left, verifies every file, scans the model.",
            "REF is hf:OWNER/NAME[@REVISION], file:FOLDER or maven:GROUP:ARTIFACT:VERSION[:CLASSIFIER]; #FILE.onnx behind it"
                    + " names one of several exports."
        },
        mixinStandardHelpOptions = true)
final class PullCommand implements Callable<Integer> {
    @Mixin
    private final StoreOptions options = new StoreOptions();

    @Parameters(paramLabel = "REF", description = "Where the model comes from.")
    @SuppressWarnings("NullAway.Init")
    private String reference;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "Its name in the store; without it, the reference's own.")
    private @Nullable String as;

    @Override
    public Integer call() {
        return options.with(this::pull);
    }

    private int pull(NodeConfig config) throws IOException, InterruptedException {
        ModelReference from;
        try {
            from = ModelReference.parse(reference);
        } catch (IllegalArgumentException e) {
            throw new StoreRefusedException(String.valueOf(e.getMessage()));
        }
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false) && !options.json();
        PullView view = new PullView(options.errWriter(), terminal);
        StoredModel model;
        try {
            model = ModelFiles.puller(config).pull(from, Optional.ofNullable(as), view);
        } finally {
            view.end();
        }
        if (options.json()) {
            options.print(Describe.model(model, true));
        } else {
            options.print("pulled " + model.name() + " (" + DiskBudget.show(model.bytes()) + ", " + model.export()
                    + ") from " + model.reference());
        }
        return ExitCode.OK;
    }
}

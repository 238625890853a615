package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.cli.admin.AdminOptions;
import dev.edgewise.gateway.cli.admin.Output;
import dev.edgewise.gateway.config.PinnedFiles;
import dev.edgewise.gateway.config.source.Problem;
import dev.edgewise.gateway.config.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cache pin}: puts answers of the operator's own in force. */
@Command(
        name = "pin",
        description = "Puts a file of your own answers in force on a running node, which keeps it.",
        mixinStandardHelpOptions = true)
final class PinCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "F.yaml", description = "The file, or with --remove the name of one that was pinned.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(names = "--remove", description = "Has the node forget the file of this name.")
    private boolean remove;

    @Override
    public Integer call() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("name", String.valueOf(file.getFileName()));
        if (remove) {
            return print("/admin/v1/cache/unpin", body);
        }
        String yaml;
        try {
            yaml = Files.readString(file);
        } catch (IOException unreadable) {
            return refuse("'" + file + "' cannot be read as UTF-8 text.");
        }
        var problems = new Problems();
        PinnedFiles.read(file.toString(), yaml, problems);
        if (problems.anyError()) {
            return refuse(String.join(
                    System.lineSeparator(),
                    problems.inOrder().stream().map(Problem::show).toList()));
        }
        return print("/admin/v1/cache/pin", body.put("yaml", yaml));
    }

    private int print(String path, ObjectNode body) {
        return Output.print(
                spec,
                admin.client().post(path, body),
                admin.json(),
                (told, out) -> out.println(told.path("pinned").asLong() + " answers are pinned."));
    }

    private int refuse(String sentence) {
        spec.commandLine().getErr().println(sentence);
        return ExitCode.SOFTWARE;
    }
}

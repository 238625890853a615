package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.source.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code validate}: everything that can be known of a configuration without starting anything. */
@Command(
        name = "validate",
        description =
                "Checks a configuration and the files of its models without starting anything or asking the network. Exit"
                        + " code 1 when it cannot be used; warnings do not count.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    private final Configs configs = new Configs();

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() {
        return switch (configs.file().opened()) {
            case Loaded.Good good -> {
                print(true, good.warnings());
                yield ExitCode.OK;
            }
            case Loaded.Bad bad -> {
                print(false, bad.problems());
                yield ExitCode.SOFTWARE;
            }
        };
    }

    private void print(boolean usable, List<Problem> problems) {
        String lines = problems.stream().map(problem -> problem.show() + "\n").collect(Collectors.joining());
        output.print(
                Map.of(
                        "usable",
                        usable,
                        "problems",
                        problems.stream().map(ValidateCommand::json).toList()),
                lines + configs.file().name() + (usable ? " can be used\n" : " cannot be used\n"));
    }

    private static Map<String, Object> json(Problem problem) {
        return Fields.of(
                "file", problem.at().file(),
                "line", problem.at().line(),
                "column", problem.at().column(),
                "setting", problem.path(),
                "severity", problem.severity().name().toLowerCase(Locale.ROOT),
                "message", problem.message());
    }
}

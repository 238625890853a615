package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.config.ConfigSchema;
import dev.edgewise.gateway.config.setting.Effective;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code config}: what is in force, and what can be set. */
@Command(
        name = "config",
        description = "Shows what is in force, and what can be set.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConfigCommand.Print.class, ConfigCommand.Schema.class})
final class ConfigCommand {

    /** {@code config print}. */
    @Command(
            name = "print",
            description = "Prints every value in force with where it came from; secrets are hidden.",
            mixinStandardHelpOptions = true)
    static final class Print implements Callable<Integer> {
        private static final int ORIGIN_COLUMN = 60;

        @Mixin
        private final Configs configs = new Configs();

        @Mixin
        private final Output output = new Output();

        @Override
        public Integer call() {
            List<Effective> values = configs.require().effective();
            StringBuilder lines = new StringBuilder();
            for (Effective value : values) {
                String setting = value.path() + ": " + value.shown();
                lines.append(setting)
                        .repeat(' ', Math.max(1, ORIGIN_COLUMN - setting.length()))
                        .append("# ")
                        .append(value.origin().show())
                        .append('\n');
            }
            output.print(values.stream().map(Print::json).toList(), lines.toString());
            return ExitCode.OK;
        }

        private static Object json(Effective value) {
            return Fields.of(
                    "setting", value.path(),
                    "value", value.shown(),
                    "source", value.origin().show(),
                    "needs_restart", value.restart());
        }
    }

    /** {@code config schema}. */
    @Command(
            name = "schema",
            description = "Prints the JSON Schema of edgewise.yaml, for editors.",
            mixinStandardHelpOptions = true)
    static final class Schema implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(ConfigSchema.json());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }
}

package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.cli.cache.CacheCommand;
import dev.edgewise.gateway.cli.spi.SubcommandProvider;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code edgewise}: all commands. Exit codes: 0 done, 1 refused or failed, 2 wrong usage. */
@Command(
        name = "edgewise",
        description = "An AI gateway that answers from its cache, from light models on this machine, or from a central"
                + " cluster, and says which and why.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Edgewise implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Before the first log line: the standard one falls silent as soon as the process is asked to stop.
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        ConfigFile plain = PlainServe.parse(arguments);
        System.exit(plain == null ? commandLine(arguments).execute(arguments) : Launch.serve(plain));
    }

    /**
     * The command line that understands these arguments. A command reads its annotations when it is made, so when the
     * first argument names one, no other is made.
     */
    static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new Edgewise());
        Map<String, Supplier<Object>> commands = own();
        Supplier<Object> asked = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (asked != null) {
            line.addSubcommand(arguments[0], asked.get());
        } else {
            for (SubcommandProvider provider : ServiceLoader.load(SubcommandProvider.class)) {
                commands.putIfAbsent(provider.name(), provider::command);
            }
            commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Edgewise::wrongUsage)
                .setExecutionExceptionHandler((failure, command, parsed) -> Launch.failed(failure, command.getErr()));
    }

    private static Map<String, Supplier<Object>> own() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("serve", ServeCommand::new);
        commands.put("validate", ValidateCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("key", KeyCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("cache", CacheCommand::new);
        commands.put("aot-train", AotTrainCommand::new);
        return commands;
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? See below.");
    }

    private static int wrongUsage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("edgewise: " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, err);
        if (arguments.length == 0) {
            command.usage(err);
        } else {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        err.flush();
        return ExitCode.USAGE;
    }
}

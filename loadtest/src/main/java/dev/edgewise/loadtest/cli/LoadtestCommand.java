package dev.edgewise.loadtest.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code loadtest}: everything that stands in for the world around a node. */
@Command(
        name = "loadtest",
        description = "Open-loop load and the stand-in central cluster.",
        mixinStandardHelpOptions = true,
        subcommands = {ClusterCommand.class, RunCommand.class, StreamsCommand.class, CrowdCommand.class},
        exitCodeOnExecutionException = 1)
public final class LoadtestCommand {
    /** Runs a subcommand by itself, without the node's command line. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadtestCommand()).execute(arguments));
    }
}

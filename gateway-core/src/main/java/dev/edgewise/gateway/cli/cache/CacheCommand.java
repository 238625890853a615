package dev.edgewise.gateway.cli.cache;

import picocli.CommandLine.Command;

/** {@code cache}: what a running node has stored. */
@Command(
        name = "cache",
        description = "The response cache of a running node, through its admin plane.",
        mixinStandardHelpOptions = true,
        subcommands = {
            StatsCommand.class,
            ListCommand.class,
            PurgeCommand.class,
            PinCommand.class,
            WarmCommand.class,
            ExplainCacheCommand.class,
            EvalCommand.class,
            TrainVerifierCommand.class,
            TrainShippedCommand.class,
            CalibrateCommand.class
        },
        exitCodeOnExecutionException = 1)
public final class CacheCommand {}

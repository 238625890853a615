package dev.edgewise.gateway.cli.model;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code model}: pulls, lists, shows and removes models, and moves those of a running node. */
@Command(
        name = "model",
        description = "The models on this node's disk and in its memory.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PullCommand.class,
            PushCommand.class,
            LsCommand.class,
            ShowCommand.class,
            RmCommand.class,
            NodeAct.Load.class,
            NodeAct.Unload.class,
            NodeAct.Pin.class,
            NodeAct.Unpin.class,
            NodeAct.Promote.class,
            NodeAct.Rollback.class,
            HeadCommand.class,
            CalibrateCommand.class
        })
public final class ModelCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Which command: pull, push, ls, show, rm, load, unload, pin, unpin, promote, rollback, head or calibrate?");
    }
}

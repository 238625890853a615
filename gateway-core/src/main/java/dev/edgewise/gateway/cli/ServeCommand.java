package dev.edgewise.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}: one node, until the process is asked to stop. */
@Command(
        name = "serve",
        description = {
            "Runs one node until it is stopped.",
            "Its own log goes to standard error, one line for each request to standard output. SIGTERM and Ctrl-C let"
                    + " running requests finish, for at most limits.drain. Changes of the file come into force at once."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final Configs configs = new Configs();

    @Override
    public Integer call() throws InterruptedException {
        Serving.untilStopped(configs.file(), spec.commandLine().getErr());
        return ExitCode.OK;
    }
}

package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.config.ConfigSource;
import dev.edgewise.gateway.config.ConfigWatch;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.http.ListenFailure;
import dev.edgewise.gateway.node.Node;
import dev.edgewise.gateway.node.NodeOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
        Loaded.Good good = configs.require(spec.commandLine().getErr());
        ProcessLog.start(good.config().telemetry().log());
        System.Logger log = System.getLogger(ServeCommand.class.getName());
        good.warnings().forEach(warning -> log.log(Level.WARNING, warning.show()));
        ConfigSource source = configs.named() ? new ConfigSource(good, configs.loader()) : ConfigSource.fixed(good);
        Node node = start(source);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("edgewise-stop").unstarted(() -> {
                    log.log(
                            Level.INFO,
                            "stopping: running requests may take "
                                    + source.current().limits().drainTimeMax().toSeconds() + " s to finish");
                    node.close();
                    log.log(Level.INFO, "stopped");
                    stopped.countDown();
                }));
        source.onChange((before, now) -> {
            ProcessLog.level(now.telemetry().log().level());
            node.reload(now);
        });
        if (configs.named()) {
            watch(source, log);
        }
        log.log(Level.INFO, StartLine.of(source.current(), node));
        stopped.await();
        return ExitCode.OK;
    }

    /** Its thread ends with the process; a node that cannot watch serves all the same. */
    private void watch(ConfigSource source, System.Logger log) {
        try {
            var _ = ConfigWatch.start(source);
        } catch (IOException noWatch) {
            log.log(
                    Level.WARNING,
                    "{0} is not watched for changes: {1}; POST /admin/v1/config/reload reads it again",
                    configs.name(),
                    noWatch.getMessage());
        }
    }

    private static Node start(ConfigSource source) {
        try {
            return Node.start(source.current(), NodeOptions.system());
        } catch (ListenFailure failure) {
            throw new Failure(Failure.message(failure));
        }
    }
}

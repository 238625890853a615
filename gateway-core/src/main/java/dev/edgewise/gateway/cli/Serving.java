package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.admin.ConfigControl;
import dev.edgewise.gateway.config.ConfigSource;
import dev.edgewise.gateway.config.ConfigWatch;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.http.ListenFailure;
import dev.edgewise.gateway.node.Node;
import dev.edgewise.gateway.node.NodeOptions;
import dev.edgewise.gateway.node.UnusableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A node as a process: configured, logged, watching its file, and stopped by a signal. */
final class Serving implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Serving.class.getName());

    /**
     * How long the end may take beyond the drain: to keep what is to be kept, and free what can be freed. Beyond the bounds of
     * all that ends before the models do: requests that are cut off, pulls, and a slow disk.
     */
    private static final Duration END_TIME_MAX = Duration.ofSeconds(20);

    /** As of a process that the signal ended. */
    private static final int ENDED_BY_SIGNAL = 143;

    private final ConfigSource source;
    private final Node node;
    private final @Nullable ConfigWatch watch;

    private Serving(ConfigSource source, Node node, @Nullable ConfigWatch watch) {
        this.source = source;
        this.node = node;
        this.watch = watch;
    }

    /**
     * Serves until the process is asked to stop.
     *
     * @throws Failure when it cannot begin
     */
    static void untilStopped(ConfigFile file, PrintWriter err) throws InterruptedException {
        Serving serving = start(file, err, NodeOptions.system());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("edgewise-stop").unstarted(() -> {
                    Duration most =
                            serving.source.current().limits().drainTimeMax().plus(END_TIME_MAX);
                    new BoundedStop(most, () -> Runtime.getRuntime().halt(ENDED_BY_SIGNAL)).run(serving::close);
                    stopped.countDown();
                }));
        stopped.await();
    }

    /**
     * Starts: it serves when this returns.
     *
     * @throws Failure when it cannot
     */
    static Serving start(ConfigFile file, PrintWriter err, NodeOptions options) {
        Loaded.Good good = file.require(err);
        ProcessLog.start(good.config().telemetry().log());
        good.warnings().forEach(warning -> LOG.log(Level.WARNING, warning.show()));
        ConfigSource source = file.named() ? new ConfigSource(good, file.loader()) : ConfigSource.fixed(good);
        Node node;
        try {
            node = Node.start(source.current(), ConfigControl.of(source), options);
        } catch (ListenFailure failure) {
            throw new Failure(Failure.message(failure));
        } catch (UnusableException unusable) {
            throw new Failure(file.name() + ": " + unusable.getMessage());
        }
        source.onChange((before, now) -> {
            ProcessLog.level(now.telemetry().log().level());
            node.reload(now);
        });
        Serving serving = new Serving(source, node, file.named() ? watch(source, file.name()) : null);
        LOG.log(Level.INFO, serving.startLine());
        return serving;
    }

    /** A node that cannot watch its file serves all the same. */
    private static @Nullable ConfigWatch watch(ConfigSource source, String name) {
        try {
            return ConfigWatch.start(source);
        } catch (IOException noWatch) {
            LOG.log(
                    Level.WARNING,
                    name + " is not watched for changes (" + noWatch.getMessage()
                            + "); POST /admin/v1/config/reload reads it again");
            return null;
        }
    }

    Node node() {
        return node;
    }

    private String startLine() {
        NodeConfig config = source.current();
        return "node " + config.node().id() + " serves http://"
                + ListenFailure.show(config.listen().http().host(), node.port())
                + ", admin plane http://"
                + ListenFailure.show(config.listen().admin().host(), node.adminPort());
    }

    /** Lets running requests finish within the drain limit, and ends. */
    @Override
    public void close() {
        LOG.log(
                Level.INFO,
                "stopping: running requests have "
                        + source.current().limits().drainTimeMax().toSeconds() + " s to finish");
        if (watch != null) {
            watch.close();
        }
        node.close();
        LOG.log(Level.INFO, "stopped");
    }
}

package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.config.Loaded;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --config}, for every command that reads the configuration. */
final class Configs {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; without it, the built-in defaults.")
    private @Nullable Path path;

    ConfigFile file() {
        return new ConfigFile(path);
    }

    /**
     * A usable configuration.
     *
     * @throws Failure when it is not; its problems were printed
     */
    Loaded.Good require() {
        return file().require(spec.commandLine().getErr());
    }
}

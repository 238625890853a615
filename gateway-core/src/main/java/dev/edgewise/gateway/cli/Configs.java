package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.source.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config}, for every command that reads the configuration. */
final class Configs {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; without it, the built-in defaults.")
    private @Nullable Path file;

    /** Reads what was named, each time anew. */
    Supplier<Loaded> loader() {
        ConfigLoader loader = ConfigLoader.ofProcess();
        Path named = file;
        return named == null ? loader::defaults : () -> loader.load(named);
    }

    boolean named() {
        return file != null;
    }

    /** What the user calls it. */
    String name() {
        return file == null ? "the built-in defaults" : file.toString();
    }

    /**
     * A usable configuration.
     *
     * @throws Failure when it is not; its problems were printed
     */
    Loaded.Good require(PrintWriter err) {
        return switch (loader().get()) {
            case Loaded.Good good -> good;
            case Loaded.Bad bad -> {
                print(bad.problems(), err);
                throw new Failure("the configuration cannot be used: "
                        + (bad.problems().size() == 1
                                ? "see the line above"
                                : "see the " + bad.problems().size() + " lines above"));
            }
        };
    }

    static void print(List<Problem> problems, PrintWriter to) {
        problems.forEach(problem -> to.println(problem.show()));
        to.flush();
    }
}

package dev.edgewise.gateway.cli;

import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.KnownModels;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.source.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --config} names.
 *
 * @param file null for the built-in defaults
 */
record ConfigFile(@Nullable Path file) {

    /** Reads it, each time anew. */
    Supplier<Loaded> loader() {
        return loader(ConfigLoader.ofProcess());
    }

    /** Reads it with the files of every model that it names, as far as they are on this machine. */
    Loaded opened() {
        return loader(new ConfigLoader(System.getenv(), KnownModels.opened())).get();
    }

    private Supplier<Loaded> loader(ConfigLoader loader) {
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
     * @param err where its problems are told
     * @throws Failure when it cannot be used
     */
    Loaded.Good require(PrintWriter err) {
        return switch (loader().get()) {
            case Loaded.Good good -> good;
            case Loaded.Bad bad -> {
                List<Problem> problems = bad.problems();
                problems.forEach(problem -> err.println(problem.show()));
                err.flush();
                throw new Failure("the configuration cannot be used: see the "
                        + (problems.size() == 1 ? "line above" : problems.size() + " lines above"));
            }
        };
    }
}
